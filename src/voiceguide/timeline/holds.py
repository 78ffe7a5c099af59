"""A hold or a rest -> its tones, counts, and everything spoken inside it, each at its exact second."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from voiceguide.plan.model import HALFWAY, Event, Hold, Pause, Phase, Play, Say, Sounded, Words, count
from voiceguide.timeline.builder import ZERO, TimelineBuilder, earliest, ring
from voiceguide.units import gain, write_duration

_BREATH = Fraction(3, 20)
"""Silence between a tone and the words that belong to it."""

Taken = list[tuple[Fraction, Fraction]]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What touches a hold: events that end and start where it does, and the speech that leads into the next."""

    before: Event | None = None
    after: Event | None = None
    leads: tuple[Say, ...] = ()


def lay_hold(builder: TimelineBuilder, hold: Hold, beside: Neighbours) -> Fraction | None:
    """Lay `hold` from `builder.at` on and move there; return where the leads of the next step began if they fitted."""
    start = builder.at
    taken: Taken = [(start, builder.free_at)] if builder.free_at > start else []
    if _opens(hold, beside.before):
        taken.append((start, builder.sound("start" if hold.kind == "hold" else "rest-start", start)))
    end = start + hold.seconds
    if hold.own_say:
        end = _say_own(builder, hold, hold.own_say, taken, end)
    first = _count(builder, hold, taken, start, end)
    if hold.halfway:
        _halfway(builder, hold, taken, start, first)
    _lay_inside(builder, hold, taken, start, end)
    led = _lead(builder, beside.leads, max([start, *(b for _, b in taken)]), end)
    builder.at = end
    after = beside.after if led is not None or not beside.leads else None
    if _closes(hold, after):
        builder.sound("release" if hold.kind == "hold" else "rest-release", end)
    if hold.release:
        builder.speak(hold.release, max(end, builder.free_at) + _BREATH, hold.pan)
    return led


def _opens(hold: Hold, before: Event | None) -> bool:
    # One tone at a border: the closing one of what ends there, save that a hold's start outranks a rest's end.
    return not isinstance(before, Hold) or (before.kind == "rest" and hold.kind == "hold")


def _closes(hold: Hold, after: Event | None) -> bool:
    return not (hold.kind == "rest" and isinstance(after, Hold) and after.kind == "hold")


def _say_own(builder: TimelineBuilder, hold: Hold, words: Words, taken: Taken, end: Fraction) -> Fraction:
    """Say a rest's own text inside it; return the rest's end, later than `end` when there is no room for the text."""
    begin = max([builder.at, *(b for _, b in taken)])
    spoken = builder.speak(words, begin, hold.pan)
    taken.append((begin, spoken))
    if spoken > end:
        lasts = write_duration(_tenths_up(spoken - builder.at))
        builder.note(hold.where, "VG209", f"this rest becomes {lasts} long: its words need the time")
    return max(end, spoken)


def _count(builder: TimelineBuilder, hold: Hold, taken: Taken, start: Fraction, end: Fraction) -> Fraction:
    """Sound the numbers; return the second of the first one, or the hold's end without any.

    A number that is cut by the next one's second, or by words already there, becomes a tick.
    """
    seconds = [(end - offset if hold.down else start + offset, number) for offset, number in hold.numbers]
    # Numbers never meet one another: each has room up to the next one.
    before = tuple(taken)
    for (at, number), (until, _) in zip(seconds, [*seconds[1:], (end, 0)], strict=False):
        words = count(number)
        fits, free = builder.length(words) <= until - at, _free(before, at, builder.length(words))
        if fits and free:
            taken.append((at, builder.speak(words, at, hold.pan)))
        else:
            taken.append((at, builder.sound("tick", at)))
            why = "meets other words" if fits else "is too long for its second"
            builder.note(hold.where, "VG206", f"the count '{builder.clips.text(words)}' {why}: a tick sounds")
    return seconds[0][0] if seconds else end


def _halfway(builder: TimelineBuilder, hold: Hold, taken: Taken, start: Fraction, first: Fraction) -> None:
    """Sound the half-way tone at the exact middle and say so, each only if it ends before second `first`."""
    middle = start + hold.seconds / 2
    rung = middle + ring("halfway")
    if rung > first:
        message = "half-way has no room before the count begins; count from a lower number, or write 'count: none'"
        builder.note(hold.where, "VG210", message)
        return
    taken.append((middle, builder.sound("halfway", middle)))
    length = builder.length(HALFWAY)
    at = rung + _BREATH
    if at + length <= first and _free(taken, at, length):
        taken.append((at, builder.speak(HALFWAY, at, hold.pan)))


def _lay_inside(builder: TimelineBuilder, hold: Hold, taken: Taken, start: Fraction, end: Fraction) -> None:
    """Run the hold's own steps from its start; what has no room is a problem that says by how much."""
    at, over = start, ZERO
    for step in hold.inside:
        if isinstance(step, Pause):
            at += step.seconds
            over = max(over, at - end)
            continue
        length = _length(builder, step)
        begin = earliest(taken, length, at, end)
        if begin is None:
            over = max(over, _lacking(taken, length, at, end))
            continue
        at = _sound_inside(builder, step, begin)
        taken.append((begin, at))
        at += step.then if isinstance(step, Say) else 0
    if over > 0:
        _too_long(builder, hold, over)


def _length(builder: TimelineBuilder, step: Say | Sounded | Play) -> Fraction:
    match step:
        case Say(words=cue) | Play(sound=cue):
            return builder.length(cue)
        case Sounded(tone=name):
            return ring(name)
        case _:
            assert_never(step)


def _sound_inside(builder: TimelineBuilder, step: Say | Sounded | Play, begin: Fraction) -> Fraction:
    match step:
        case Say(words=words, pan=pan):
            return builder.speak(words, begin, pan)
        case Play(sound=sound, level_db=level_db):
            return builder.put(builder.clips[sound], begin, gain=gain(level_db), track="sound")
        case Sounded(tone=name):
            return builder.sound(name, begin)
        case _:
            assert_never(step)


def _free(taken: Sequence[tuple[Fraction, Fraction]], at: Fraction, length: Fraction) -> bool:
    return earliest(taken, length, at, at + length) is not None


def _lacking(taken: Taken, length: Fraction, at: Fraction, end: Fraction) -> Fraction:
    """Return how many seconds are missing for `length` to fit the widest gap between `at` and `end`."""
    borders = sorted([(at, at), *((a, b) for a, b in taken if b > at), (end, end)])
    gaps = [right[0] - left[1] for left, right in pairwise(borders)]
    return length - max([ZERO, *gaps])


def _too_long(builder: TimelineBuilder, hold: Hold, over: Fraction) -> None:
    guessed = builder.clips.estimated or builder.clips.voiceless
    by = ("about " if guessed else "") + write_duration(_tenths_up(over))
    message = f"what stands inside this {hold.kind} is {by} too long: shorten it, or lengthen the {hold.kind}"
    builder.note(hold.where, "VG202", message, "warning" if guessed else "error")


def _tenths_up(seconds: Fraction) -> Fraction:
    """Round `seconds` up to a tenth: what an author can act on."""
    return Fraction(math.ceil(seconds * 10), 10)


def _lead(builder: TimelineBuilder, leads: tuple[Say, ...], free: Fraction, end: Fraction) -> Fraction | None:
    """Speak `leads` so that they end with the rest, when they fit after `free`; return where they begin."""
    if not leads:
        return None
    length = sum((builder.length(say.words) + say.then for say in leads), ZERO) - leads[-1].then
    begin = at = end - length
    if begin < free:
        return None
    for say in leads:
        at = builder.speak(say.words, at, say.pan) + say.then
    return begin


def touches(event: Event) -> bool:
    """Say whether `event` can touch its neighbour: holds, rests and paces do."""
    return isinstance(event, Hold | Phase)
