"""Lay out a hold or a rest: its tones, its counts, and the words inside it, each at its exact second."""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from voiceguide.audio import TIMELINE_RATE
from voiceguide.plan.model import HALFWAY, Event, Hold, Pause, Play, Say, Sounded, Tone, Words, count
from voiceguide.timeline.builder import ZERO, TimelineBuilder
from voiceguide.timeline.tones import tone
from voiceguide.units import gain, write_duration

_BREATH = Fraction(3, 20)
"""The silence between a tone and the words that belong to it."""

Taken = list[tuple[Fraction, Fraction]]
"""When something sounds inside a hold: half-open pairs of seconds, in any order."""


def lay_hold(
    builder: TimelineBuilder, hold: Hold, before: Event | None, after: Event | None, leads: Sequence[Say]
) -> Fraction | None:
    """Lay `hold` out from `builder.at` on, and move `builder.at` to its end.

    The events `before` and `after` touch the hold. A rest speaks `leads`, the words of the next step, if they fit
    inside; return the second at which they begin, or None.
    """
    start = builder.at
    taken: Taken = [(start, builder.free_at)] if builder.free_at > start else []
    # Where two holds touch, only one tone sounds: the release tone, but between a rest and a hold the start tone.
    if not isinstance(before, Hold) or (before.kind == "rest" and hold.kind == "hold"):
        taken.append((start, builder.sound("start" if hold.kind == "hold" else "rest-start", start)))
    end = start + hold.seconds
    if hold.own_say:
        end = _say_own(builder, hold, hold.own_say, taken, end)
    first = _count(builder, hold, taken, start, end)
    if hold.halfway:
        _halfway(builder, hold, taken, start, first)
    _lay_inside(builder, hold, taken, start, end)
    led = _lead(builder, leads, max([start, *(b for _, b in taken)]), end)
    builder.at = end
    touches = led is not None or not leads
    if not (touches and hold.kind == "rest" and isinstance(after, Hold) and after.kind == "hold"):
        builder.sound("release" if hold.kind == "hold" else "rest-release", end)
    if hold.release:
        builder.speak(hold.release, max(end, builder.free_at) + _BREATH, hold.pan)
    return led


def _say_own(builder: TimelineBuilder, hold: Hold, words: Words, taken: Taken, end: Fraction) -> Fraction:
    """Speak a rest's own text inside it; return the end of the rest, which is later than `end` if the text needs it."""
    begin = max([builder.at, *(b for _, b in taken)])
    spoken = builder.speak(words, begin, hold.pan)
    taken.append((begin, spoken))
    if spoken > end:
        lasts = write_duration(_tenths_up(spoken - builder.at))
        builder.note(hold.where, "VG209", f"this rest becomes {lasts} long: its words need the time")
    return max(end, spoken)


def _count(builder: TimelineBuilder, hold: Hold, taken: Taken, start: Fraction, end: Fraction) -> Fraction:
    """Place the counted numbers; return the second of the first one, or the end of the hold if there are none.

    A tick replaces a number that is too long for its second or would meet other words.
    """
    seconds = [(end - offset if hold.down else start + offset, number) for offset, number in hold.numbers]
    # Numbers never meet one another, because each ends before the next one.
    before = [*taken]
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
    """Place the half-way tone at the exact middle, and its words after it, if they end before second `first`."""
    middle = start + hold.seconds / 2
    rung = middle + _ring("halfway")
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
    """Place the hold's own steps from its start; note a problem if they are too long for it."""
    at, over = start, ZERO
    for step in hold.inside:
        if isinstance(step, Pause):
            at += step.seconds
            over = max(over, at - end)
            continue
        length = _length(builder, step)
        begin = _earliest(taken, length, at, end)
        if begin is None:
            over = max(over, _lacking(taken, length, at, end))
            continue
        at = _sound_inside(builder, step, begin)
        taken.append((begin, at))
        at += step.then if isinstance(step, Say) else 0
    if over > 0:
        guessed = builder.clips.estimated or builder.clips.voiceless
        by = ("about " if guessed else "") + write_duration(_tenths_up(over))
        message = f"what stands inside this {hold.kind} is {by} too long: shorten it, or lengthen the {hold.kind}"
        builder.note(hold.where, "VG202", message, "warning" if guessed else "error")


def _length(builder: TimelineBuilder, step: Say | Sounded | Play) -> Fraction:
    match step:
        case Say(words=cue) | Play(sound=cue):
            return builder.length(cue)
        case Sounded(tone=name):
            return _ring(name)
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


def _lead(builder: TimelineBuilder, leads: Sequence[Say], free: Fraction, end: Fraction) -> Fraction | None:
    """Speak `leads` so that they end with the rest, if they fit after `free`; return the second they begin at."""
    if not leads:
        return None
    length = sum((builder.length(say.words) + say.then for say in leads), ZERO) - leads[-1].then
    begin = at = end - length
    if begin < free:
        return None
    for say in leads:
        at = builder.speak(say.words, at, say.pan) + say.then
    return begin


def _earliest(taken: Taken, length: Fraction, begin: Fraction, end: Fraction) -> Fraction | None:
    """Return the first second from `begin` on where `length` fits before `end` without meeting `taken`, or None."""
    for start in sorted([begin, *(busy_end for _, busy_end in taken if busy_end > begin)]):
        if start + length <= end and not any(start < b and a < start + length for a, b in taken):
            return start
    return None


def _free(taken: Taken, at: Fraction, length: Fraction) -> bool:
    return _earliest(taken, length, at, at + length) is not None


def _lacking(taken: Taken, length: Fraction, at: Fraction, end: Fraction) -> Fraction:
    """Return how many seconds the widest gap between `at` and `end` is too short for `length`."""
    borders = sorted([(at, at), *((a, b) for a, b in taken if b > at), (end, end)])
    gaps = [right[0] - left[1] for left, right in pairwise(borders)]
    return length - max([ZERO, *gaps])


def _ring(name: Tone) -> Fraction:
    return TIMELINE_RATE.seconds(len(tone(name)))


def _tenths_up(seconds: Fraction) -> Fraction:
    return Fraction(math.ceil(seconds * 10), 10)
