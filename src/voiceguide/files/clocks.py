"""Frames -> the clock times that files write."""

from voiceguide.units import Rate


def milliseconds(rate: Rate, frame: int) -> int:
    """Return the millisecond nearest to `frame`; halves go up."""
    return (2000 * frame + rate.hz) // (2 * rate.hz)


def clock_to_ms(at: int) -> str:
    """Return `at` (milliseconds) as hours, minutes and seconds with three decimals.

    >>> clock_to_ms(90_499)
    '00:01:30.499'
    """
    seconds, thousandths = divmod(at, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{thousandths:03d}"


def minutes_to_hundredths(at: int) -> str:
    """Return `at` (milliseconds) as lyrics have it: minutes, past 60 too, and seconds; halves of a hundredth go up.

    >>> minutes_to_hundredths(3_690_499)
    '61:30.50'
    """
    hundredths = (at + 5) // 10
    return f"{hundredths // 6000:02d}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}"
