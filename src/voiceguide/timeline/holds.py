"""A hold or a rest -> its tones, counts, and everything spoken inside it, each at its exact second."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from voiceguide.plan import walk
from voiceguide.plan.model import Event, Hold, Pause, Phase, Play, Say, Sounded, Words
from voiceguide.timeline.desk import ZERO, Desk, earliest, ring
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


def lay_hold(desk: Desk, hold: Hold, beside: Neighbours) -> Fraction | None:
    """Lay `hold` from `desk.at` on and move there; return where the leads of the next step began if they fitted."""
    start = desk.at
    taken: Taken = [(start, desk.free_at)] if desk.free_at > start else []
    if _opens(hold, beside.before):
        taken.append((start, desk.sound("start" if hold.kind == "hold" else "rest-start", start)))
    end = start + hold.seconds
    if hold.own_say:
        end = _say_own(desk, hold, hold.own_say, taken, end)
    first = _count(desk, hold, taken, start, end)
    if hold.halfway:
        _halfway(desk, hold, taken, start, first)
    _lay_inside(desk, hold, taken, start, end)
    led = _lead(desk, beside.leads, max([start, *(b for _, b in taken)]), end)
    desk.at = end
    desk.free_at = max(desk.free_at, end)
    after = beside.after if led is not None or not beside.leads else None
    if _closes(hold, after):
        desk.free_at = desk.sound("release" if hold.kind == "hold" else "rest-release", end)
    if hold.release:
        desk.free_at = desk.speak(hold.release, desk.free_at + _BREATH, hold.pan)
    return led


def _opens(hold: Hold, before: Event | None) -> bool:
    # One tone at a border: the closing one of what ends there, save that a hold's start outranks a rest's end.
    return not isinstance(before, Hold) or (before.kind == "rest" and hold.kind == "hold")


def _closes(hold: Hold, after: Event | None) -> bool:
    return not (hold.kind == "rest" and isinstance(after, Hold) and after.kind == "hold")


def _say_own(desk: Desk, hold: Hold, words: Words, taken: Taken, end: Fraction) -> Fraction:
    """Say a rest's own text inside it; return the rest's end, later than `end` when the text is longer."""
    begin = max(b for _, b in taken) if taken else desk.at
    spoken = desk.speak(words, begin, hold.pan)
    taken.append((begin, spoken))
    return max(end, spoken)


def _count(desk: Desk, hold: Hold, taken: Taken, start: Fraction, end: Fraction) -> Fraction:
    """Sound the numbers; return the second of the first one, or the hold's end without any.

    A number that is cut by the next one's second, or by words already there, becomes a tick.
    """
    seconds = [(end - offset if hold.down else start + offset, number) for offset, number in hold.numbers]
    for index, (at, number) in enumerate(seconds):
        words = walk.count(number)
        room = (seconds[index + 1][0] if index + 1 < len(seconds) else end) - at
        length = desk.length(words)
        if length <= room and _free(taken, at, length):
            taken.append((at, desk.speak(words, at, hold.pan)))
        else:
            taken.append((at, desk.sound("tick", at)))
            message = f"the count '{desk.clips.text(words)}' doesn't fit its second: a tick sounds"
            desk.note(hold.where, "VG206", message)
    return seconds[0][0] if seconds else end


def _halfway(desk: Desk, hold: Hold, taken: Taken, start: Fraction, first: Fraction) -> None:
    """Sound the half-way tone at the exact middle and say so, each only if it ends before second `first`."""
    middle = start + hold.seconds / 2
    rung = middle + ring("halfway")
    if rung > first:
        return
    taken.append((middle, desk.sound("halfway", middle)))
    length = desk.length(walk.HALFWAY)
    at = rung + _BREATH
    if at + length <= first and _free(taken, at, length):
        taken.append((at, desk.speak(walk.HALFWAY, at, hold.pan)))


def _lay_inside(desk: Desk, hold: Hold, taken: Taken, start: Fraction, end: Fraction) -> None:
    """Run the hold's own steps from its start; what has no room is a problem that says by how much."""
    at, over = start, ZERO
    for step in hold.inside:
        match step:
            case Pause(seconds=seconds):
                at += seconds
            case Say(words=words, then=then, pan=pan):
                begin = earliest(taken, desk.length(words), at, end)
                if begin is None:
                    over = max(over, _lacking(taken, desk.length(words), at, end))
                    continue
                at = desk.speak(words, begin, pan)
                taken.append((begin, at))
                at += then
            case Sounded(tone=name):
                at = desk.sound(name, max(at, _silent_from(taken, at)))
            case Play(sound=sound, level_db=level_db):
                begin = max(at, _silent_from(taken, at))
                at = desk.put(desk.clips[sound], begin, gain=gain(level_db), track="sound")
        spoken = at - step.then if isinstance(step, Say) else at
        over = max(over, spoken - end)
    if over > 0:
        _too_long(desk, hold, over)


def _free(taken: Taken, at: Fraction, length: Fraction) -> bool:
    return earliest(taken, length, at, at + length) is not None


def _silent_from(taken: Taken, at: Fraction) -> Fraction:
    """Return the end of what sounds at second `at`, or `at`."""
    return max((b for a, b in taken if a <= at < b), default=at)


def _lacking(taken: Taken, length: Fraction, at: Fraction, end: Fraction) -> Fraction:
    """Return how many seconds are missing for `length` to fit the widest gap between `at` and `end`."""
    borders = sorted([(at, at), *((a, b) for a, b in taken if b > at), (end, end)])
    gaps = [right[0] - left[1] for left, right in pairwise(borders)]
    return length - max([ZERO, *gaps])


def _too_long(desk: Desk, hold: Hold, over: Fraction) -> None:
    # Rounded up to a tenth: what an author can act on.
    tenths = Fraction(-(-over * 10 // 1), 10)
    by = ("about " if desk.clips.estimated else "") + write_duration(max(tenths, Fraction(1, 10)))
    message = f"what stands inside this {hold.kind} is {by} too long: shorten it, or lengthen the {hold.kind}"
    desk.note(hold.where, "VG202", message, "warning" if desk.clips.estimated else "error")


def _lead(desk: Desk, leads: tuple[Say, ...], free: Fraction, end: Fraction) -> Fraction | None:
    """Speak `leads` so that they end with the rest, when they fit after `free`; return where they begin."""
    if not leads:
        return None
    length = sum((desk.length(say.words) + say.then for say in leads), ZERO) - leads[-1].then
    begin = at = end - length
    if begin < free:
        return None
    for say in leads:
        at = desk.speak(say.words, at, say.pan) + say.then
    return begin


def touches(event: Event) -> bool:
    """Say whether `event` can touch its neighbour: holds, rests and paces do."""
    return isinstance(event, Hold | Phase)
