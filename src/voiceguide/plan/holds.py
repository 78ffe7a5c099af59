"""A hold or rest step -> its event: how long, which numbers are counted, and what runs inside."""

import math
from fractions import Fraction
from typing import cast

from voiceguide.errors import Problem
from voiceguide.plan.model import Event, Hold
from voiceguide.plan.scope import Scope
from voiceguide.routine.model import HoldStep, RestStep
from voiceguide.routine.values import Reference
from voiceguide.units import write_duration

_LONGEST_COUNT = 5
"""Where a count down begins when nothing else is written."""
_SHORTEST_COUNTED = 2
"""Seconds under which nothing is counted."""


def hold_event(
    step: HoldStep | RestStep, scope: Scope, inside: tuple[Event, ...], problems: dict[Problem, None]
) -> Hold:
    """Return the event of `step`; add to `problems` a number that its hold has no room for."""
    written = step.hold if isinstance(step, HoldStep) else step.rest
    seconds = scope.value(written)
    count = cast("str | int", scope.value(step.count))
    if isinstance(count, int) and count > _room(seconds):
        problems[_no_room(step, seconds, count)] = None
    held = step if isinstance(step, HoldStep) else None
    return Hold(
        where=step.where,
        context=scope.context,
        kind="hold" if held else "rest",
        seconds=seconds,
        numbers=_numbers(seconds, count),
        down=count != "up",
        halfway=bool(held and scope.value(held.halfway)),
        release=scope.words(held.release) if held and held.release else None,
        inside=inside,
        own_say=scope.words(step.say) if not held and step.say else None,
        pan=scope.pan,
        longest=_longest(written, scope),
    )


def _room(seconds: Fraction) -> int:
    """Return the highest number a hold can count down from: the start tone needs the time before it."""
    return int(seconds) - 1 if seconds >= _SHORTEST_COUNTED else 0


def _numbers(seconds: Fraction, count: str | int) -> tuple[tuple[Fraction, int], ...]:
    if count == "none" or seconds < _SHORTEST_COUNTED:
        return ()
    if count == "up":
        return tuple((Fraction(number), number) for number in range(1, math.ceil(seconds)))
    top = min(_LONGEST_COUNT, _room(seconds)) if count == "down" else int(count)
    return tuple((Fraction(number), number) for number in range(top, 0, -1))


def _no_room(step: HoldStep | RestStep, seconds: Fraction, count: int) -> Problem:
    kind = "hold" if isinstance(step, HoldStep) else "rest"
    room = _room(seconds)
    mend = f"count from {room} at most" if room else "write 'count: none'"
    message = f"a {kind} of {write_duration(seconds)} has no room to count from {count}; {mend}"
    return Problem(step.where, "VG201", message)


def _longest(written: Fraction | Reference, scope: Scope) -> Fraction | None:
    if not isinstance(written, Reference) or written.name not in scope.settings:
        return None
    longest = scope.settings[written.name].max
    return longest if isinstance(longest, Fraction) else None
