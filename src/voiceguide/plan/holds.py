"""A hold or rest step -> its event: how long, which numbers are counted, and what runs inside."""

import math
from dataclasses import replace
from fractions import Fraction
from typing import cast

from voiceguide.errors import Problem
from voiceguide.plan.model import Hold, Inner
from voiceguide.plan.scope import Scope
from voiceguide.routine.model import HoldStep, RestStep
from voiceguide.units import write_duration

_LONGEST_COUNT = 5
"""Where a count down begins when nothing else is written."""
_FIRST_TONE = Fraction(2, 5)
"""Seconds that the tone at a hold's start may ring."""
_SHORTEST_COUNTED = 2
"""Seconds under which nothing is counted."""


def hold_event(
    step: HoldStep | RestStep, scope: Scope, inside: tuple[Inner, ...], problems: dict[Problem, None]
) -> Hold:
    """Return the event of `step`; add to `problems` a number that its hold has no room for."""
    length = step.hold if isinstance(step, HoldStep) else step.rest
    seconds = scope.value(length)
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
        count=count,
        shortest=scope.limits_of(length)[0],
        longest=scope.limits_of(length)[1],
        halfway=bool(held and scope.value(held.halfway)),
        release=scope.words(held.release) if held and held.release else None,
        inside=inside,
        own_say=scope.words(step.say) if not held and step.say else None,
        pan=scope.pan,
    )


def with_duration(hold: Hold, seconds: Fraction) -> Hold:
    """Return `hold` with another length: counting down from what there is room for, or up to its end."""
    count = min(hold.count, _room(seconds)) if isinstance(hold.count, int) else hold.count
    return replace(hold, seconds=seconds, numbers=_numbers(seconds, count))


def _room(seconds: Fraction) -> int:
    """Return the highest number a hold can count down from: its first tone must have rung before it."""
    return int(seconds - _FIRST_TONE) if seconds >= _SHORTEST_COUNTED else 0


def _numbers(seconds: Fraction, count: str | int) -> tuple[tuple[Fraction, int], ...]:
    if count == "none" or seconds < _SHORTEST_COUNTED:
        return ()
    if count == "up":
        return tuple((Fraction(number), number) for number in range(1, math.ceil(seconds)))
    top = min(_LONGEST_COUNT, int(seconds) - 1) if count == "down" else int(count)
    return tuple((Fraction(number), number) for number in range(top, 0, -1))


def _no_room(step: HoldStep | RestStep, seconds: Fraction, count: int) -> Problem:
    kind = "hold" if isinstance(step, HoldStep) else "rest"
    room = _room(seconds)
    hint = f"count from {room} at most" if room else "write 'count: none'"
    message = f"a {kind} of {write_duration(seconds)} has no room to count from {count}; {hint}"
    return Problem(step.where, "VG201", message)
