"""Units: durations as text and as exact seconds, frames (only `Rate.frame` rounds a time), and decibels."""

import math
import re
from dataclasses import dataclass
from fractions import Fraction

LONGEST_SECONDS = Fraction(24 * 3600)

_PARTS = re.compile(
    r"(?:(?P<h>\d+(?:\.\d+)?)\s*h\s*)?(?:(?P<min>\d+(?:\.\d+)?)\s*min\s*)?"
    r"(?:(?P<s>\d+(?:\.\d+)?)\s*s\s*)?(?:(?P<ms>\d+(?:\.\d+)?)\s*ms)?",
    re.ASCII,
)
_SPACES = re.compile("[\u00a0\u2009\u202f]")
"""No-break spaces and the thin space, which some programs put between a number and its unit."""
_LONGEST_TEXT = 60
"""The most characters of a duration. A longer text is a mistake, and slow to calculate with."""
_WRITTEN = "a duration is written like '8 s', '1.5 s', '1 min 30 s' or '1:30'"
_CLOCK = re.compile(r"(\d+):(\d\d)", re.ASCII)
_SECONDS_IN = {"h": Fraction(3600), "min": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}


class NotADuration(ValueError):  # noqa: N818 - its message becomes part of a problem's
    """The text isn't a duration. The message says how to write it; it ends a sentence that begins with the text."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Frames a second.

    >>> Rate(24_000).frame(Fraction(1, 3))
    8000
    """

    hz: int

    def frame(self, at: Fraction) -> int:
        """Return the frame nearest to `at` (seconds, exact, not negative); halves go up."""
        # Don't add the frames of parts: beats of 7/11 s at 44.1 kHz would drift by 400 frames in 700 s.
        return (2 * at.numerator * self.hz + at.denominator) // (2 * at.denominator)

    def seconds(self, frames: int) -> Fraction:
        """Return how long `frames` last, in exact seconds."""
        return Fraction(frames, self.hz)


def parse_duration(text: str) -> Fraction:
    """Return the exact seconds of `text`, which may be zero. Raise `NotADuration`, whose message is a hint.

    >>> parse_duration("1 min 30 s"), parse_duration("1:30"), parse_duration("500 ms")
    (Fraction(90, 1), Fraction(90, 1), Fraction(1, 2))
    >>> parse_duration("8")
    Traceback (most recent call last):
    voiceguide.units.NotADuration: a duration needs a unit; write '8 s' (or '8 min')
    """
    text = _SPACES.sub(" ", text).strip()
    if len(text) > _LONGEST_TEXT:
        raise NotADuration(_WRITTEN)
    if clock := _CLOCK.fullmatch(text):
        minutes, seconds = int(clock[1]), int(clock[2])
        if seconds > 59:
            right = f"{minutes + seconds // 60}:{seconds % 60:02d}"
            raise NotADuration(f"seconds go up to 59; write '{right}'")
        total = Fraction(60 * minutes + seconds)
    else:
        parts = _PARTS.fullmatch(text)
        written = {unit: part for unit, part in parts.groupdict().items() if part} if parts else {}
        if not written:
            raise NotADuration(_hint(text))
        *whole, _ = written.values()
        if any("." in part for part in whole):
            raise NotADuration("a decimal point stands only in the last part; write '1 min 30 s'")
        total = sum((Fraction(part) * _SECONDS_IN[unit] for unit, part in written.items()), Fraction(0))
    if total > LONGEST_SECONDS:
        raise NotADuration("the longest duration is '24 h'")
    return total


def write_duration(seconds: Fraction) -> str:
    """Return `seconds` (not negative) as a routine file writes them; `parse_duration` is the inverse.

    A value without an exact decimal, such as a third, is cut to a thousandth of its last unit.

    >>> write_duration(Fraction(90)), write_duration(Fraction(3, 2)), write_duration(Fraction(1, 20))
    ('1 min 30 s', '1.5 s', '50 ms')
    """
    if 0 < seconds < Fraction(1, 2):
        return f"{_decimal(seconds * 1000)} ms"
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    if left or not parts:
        parts.append(f"{_decimal(left)} s")
    return " ".join(parts)


def clock(seconds: Fraction) -> str:
    """Return `seconds` as a clock shows them, without the fraction of a second.

    >>> clock(Fraction(9)), clock(Fraction(75)), clock(Fraction(3725))
    ('0:09', '1:15', '1:02:05')
    """
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def gain(level_db: float) -> float:
    """Return the factor that changes a signal by `level_db` decibels."""
    return math.pow(10.0, level_db / 20)


def decibels(factor: float) -> float:
    """Return the decibels of an amplitude `factor`; -inf for 0."""
    return 20 * math.log10(factor) if factor > 0 else -math.inf


def _decimal(number: Fraction) -> str:
    places = next((places for places in range(10) if (number * 10**places).denominator == 1), 3)
    whole, part = divmod(int(number * 10**places), 10**places)
    return f"{whole}.{part:0{places}d}".rstrip("0").rstrip(".") if places else str(whole)


_SPELT = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(hours?|hrs?|h|minutes?|mins?|min|m|seconds?|secs?|sec|s|milliseconds?|msecs?|ms)\.?",
    re.ASCII | re.IGNORECASE,
)


def _hint(text: str) -> str:
    if re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        return f"a duration needs a unit; write '{text} s' (or '{text} min')"
    if text.startswith("-"):
        return "a duration can't be negative; write it like '8 s'"
    spelt = _SPELT.findall(text)
    if spelt and not _SPELT.sub("", text).replace("and", "").strip(" ,"):
        parts = [(number.replace(",", "."), _unit(unit)) for number, unit in spelt]
        parts.sort(key=lambda part: -_SECONDS_IN[part[1]])
        right = " ".join(f"{number} {unit}" for number, unit in parts)
        if right != text and _PARTS.fullmatch(right):
            return f"that is written '{right}'"
    if comma := re.fullmatch(r"(\d+),(\d+)", text, re.ASCII):
        return f"a duration needs a unit and a point; write '{comma[1]}.{comma[2]} s'"
    return _WRITTEN


def _unit(word: str) -> str:
    word = word.lower()
    return "ms" if word.startswith(("ms", "milli")) else {"h": "h", "m": "min", "s": "s"}[word[0]]
