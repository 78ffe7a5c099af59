"""Find loops whose passes take longer than their holds and rests, because words are spoken between these.

An author who writes 40 s of work and 20 s of rest may count on a minute for each pass.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import NamedTuple

from voiceguide.errors import Problem
from voiceguide.plan.model import Chapter, Event, Hold, Pause, Phase, Say

_TIMED = Hold | Phase | Pause
_MOST_WORDS = Fraction(1, 4)
"""The share of words in a pass above which it is no cycle by the clock, but guidance that takes its time."""
_HEARD_SECONDS = Fraction(1, 20)
"""Less than this is no words, but the rounding of a frame."""


class _Pass(NamedTuple):
    """One pass, from a hold to the same hold in the next pass; both are numbers of events."""

    first: int
    next: int
    seconds: Fraction
    words_seconds: Fraction

    @property
    def drifts(self) -> bool:
        return _HEARD_SECONDS < self.words_seconds <= self.seconds * _MOST_WORDS


def drifting(events: Sequence[Event], begins: Mapping[int, Fraction]) -> Iterator[Problem]:
    """Yield a warning for each loop in which words before a hold lengthen every pass.

    `begins` has the second at which each hold begins, by the number of its event.
    """
    covered: set[int] = set()
    for passes in _loops(events, begins):
        if passes[0].first in covered or not all(one.drifts for one in passes):
            continue
        covered.update(index for one in passes for index in range(one.first, one.next + 1))
        longest = max(passes, key=lambda one: one.seconds)
        alike = longest.seconds - min(one.seconds for one in passes) < _HEARD_SECONDS
        takes = "each pass takes" if alike else "a pass takes up to"
        message = (
            f"{takes} {_tenths(longest.seconds)}, {_tenths(longest.words_seconds)} of it words; "
            "words in the hold's steps, or in the rest, add no time"
        )
        yield Problem(events[passes[0].first].where, "VG212", message, "warning")


def _loops(events: Sequence[Event], begins: Mapping[int, Fraction]) -> Iterator[list[_Pass]]:
    """Yield the passes of each loop that has nothing but timed steps and words, once for each of its holds."""
    holds: dict[object, list[int]] = {}
    for index, event in enumerate(events):
        if isinstance(event, Hold) and event.kind == "hold" and event.context.rounds:
            holds.setdefault((event.where, event.context.side, event.context.rounds), []).append(index)
    sums = list(accumulate(_each(events), _Sum.plus, initial=_Sum()))
    for found in holds.values():
        passes = [_pass(events, begins, sums, first, following) for first, following in pairwise(found)]
        if known := [one for one in passes if one]:
            yield known


class _Sum(NamedTuple):
    """What some events have: `seconds` of timed steps, `rests`, holds `led` to by words, and `other` events.

    The difference of two sums is that of the events between them, so that each pass of a long loop is quickly summed.
    """

    seconds: Fraction = Fraction(0)
    rests: int = 0
    led: int = 0
    other: int = 0

    def plus(self, more: "_Sum") -> "_Sum":
        return _Sum(self.seconds + more.seconds, self.rests + more.rests, self.led + more.led, self.other + more.other)


def _each(events: Sequence[Event]) -> Iterator[_Sum]:
    """Yield the sum of each event alone."""
    before: Event | None = None
    for event in events:
        if isinstance(event, Chapter):
            yield _Sum()
            continue
        held = isinstance(event, Hold) and event.kind == "hold"
        yield _Sum(
            event.seconds if isinstance(event, _TIMED) else Fraction(0),
            rests=isinstance(event, Hold) and event.kind == "rest",
            led=held and isinstance(before, Say),
            other=not isinstance(event, _TIMED | Say),
        )
        before = event


def _pass(
    events: Sequence[Event], begins: Mapping[int, Fraction], sums: Sequence[_Sum], first: int, following: int
) -> _Pass | None:
    """Return the pass between two holds, or None if it isn't one with rests and with words before a hold.

    `sums` has the sum of all events before each event.
    """
    rounds = (events[first].context.round or 0, events[following].context.round or 0)
    start, end = sums[first], sums[following]
    led = sums[following + 1].led - sums[first + 1].led  # the words before the first hold belong to the pass before
    if rounds[1] != rounds[0] + 1 or end.other > start.other or end.rests == start.rests or not led:
        return None
    seconds = begins[following] - begins[first]
    return _Pass(first, following, seconds, seconds - (end.seconds - start.seconds))


def _tenths(seconds: Fraction) -> str:
    return f"{round(float(seconds), 1):g} s"
