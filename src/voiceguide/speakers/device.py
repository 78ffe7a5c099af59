"""What every speaker needs: finding a device by its name, the latency, waiting for room, and the errors."""

from collections.abc import Callable, Sequence

from voiceguide import messages
from voiceguide.errors import DeviceError, UsageError

LATENCY_SECONDS = 0.2
"""The default latency. With 0.1 s, three busy threads in the same process caused gaps."""

_LEAST_SECONDS, _MOST_SECONDS = 0.05, 2.0
_LEAST_BLOCKS_HELD = 5
_LONGEST_BLOCK = 480
_PATIENCE_SECONDS = 2.0
_LONGEST_NAP_SECONDS = 0.01


def fitting(latency_seconds: float) -> float:
    """Return `latency_seconds`; raise `UsageError`, with the limits and the reason, if a speaker can't keep to it."""
    if latency_seconds < _LEAST_SECONDS:
        raise UsageError(
            f"a latency of {1000 * latency_seconds:g} ms is too short: the sound would have gaps",
            hint=f"Choose at least {1000 * _LEAST_SECONDS:g} ms; {1000 * LATENCY_SECONDS:g} ms suits most machines.",
        )
    if latency_seconds > _MOST_SECONDS:
        raise UsageError(
            f"a latency of {latency_seconds:g} s is too long: a pause would be heard only then",
            hint=f"Choose at most {_MOST_SECONDS:g} s; {1000 * LATENCY_SECONDS:g} ms suits most machines.",
        )
    return latency_seconds


def block_frames(latency: int) -> int:
    """Return the frames of a block for a device that holds `latency` frames. Commands are read once a block.

    >>> block_frames(4800), block_frames(1200)
    (480, 240)
    """
    return max(min(_LONGEST_BLOCK, latency // _LEAST_BLOCKS_HELD), 1)


def nap_seconds(latency_seconds: float) -> float:
    """Return how long to sleep between two looks at a device: at most half a block."""
    return min(_LONGEST_NAP_SECONDS, latency_seconds / _LEAST_BLOCKS_HELD / 2)


def pick(wanted: str, names: Sequence[str]) -> int:
    """Return the index of the device called `wanted`, or of the only one whose name contains it, ignoring case.

    Raise `DeviceError`, which lists the names, if none or several fit.

    >>> pick("usb", ["Built-in", "USB Headset"])
    1
    """
    fits = messages.pick(wanted, names)
    if len(fits) == 1:
        return fits[0]
    if fits:
        several = "; ".join(dict.fromkeys(names[i] for i in fits))
        raise DeviceError(f"'{wanted}' could be any of {len(fits)} devices", hint=f"Write more of its name: {several}.")
    if not names:
        raise none_here()
    known = "; ".join(dict.fromkeys(names))
    raise DeviceError(f"no sound device is called '{wanted}'", hint=f"Here are: {known}.")


def wait_for_room(held: Callable[[], int], most: int, nap: Callable[[float], object], seconds: float) -> None:
    """Return once `held()`, the amount that waits to be played, is at most `most`.

    `nap` sleeps for `seconds` or less. Raise `DeviceError` if `held()` doesn't change for 2 s of naps: an unplugged or
    suspended device reports no error, it only stops taking sound.
    """
    # Counts naps instead of reading a clock: a process that was stopped with Ctrl-Z wakes up inside one, later.
    idle_seconds = 0.0
    while (before := held()) > most:
        nap(seconds)
        idle_seconds = idle_seconds + seconds if held() == before else 0.0
        if idle_seconds >= _PATIENCE_SECONDS:
            raise gone("it takes no more sound")


def gone(why: object) -> DeviceError:
    """Return the error for a device that stopped playing."""
    return DeviceError(
        f"the sound device went away ({why})", hint="Plug it in again, or choose another one with --device."
    )


def unopened(why: object) -> DeviceError:
    """Return the error for a device that exists but doesn't open or start."""
    return DeviceError(
        f"the sound device doesn't open ({why})",
        hint="Choose another one with --device; 'voiceguide doctor' lists them.",
    )


def none_here() -> DeviceError:
    """Return the error for a machine without a sound device."""
    return DeviceError(
        "there is no sound device here", hint="Plug one in or switch one on; 'voiceguide doctor' lists what is found."
    )
