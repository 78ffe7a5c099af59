"""Lay out a hold or a rest: its tones, its counts, and the words inside it, each at its exact second."""

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple, assert_never

from voiceguide.plan.model import Event, Hold, Play, Say, Sounded
from voiceguide.timeline.builder import JOIN_SECONDS, Released, TimelineBuilder
from voiceguide.timeline.spacing import Arrangement, Given, arrange, cost, numbers
from voiceguide.units import gain, write_duration


class Neighbours(NamedTuple):
    """What a hold must know of the events around it.

    `before` and `after` touch it. A rest speaks `leads`, the words of the next step, if they fit inside.
    `words_follow` is True if words are the next cue after those.
    """

    before: Event | None
    after: Event | None
    leads: Sequence[Say]
    words_follow: bool


def lay_hold(builder: TimelineBuilder, hold: Hold, neighbours: Neighbours) -> Fraction | None:
    """Lay `hold` out from `builder.at` on, and move `builder.at` to its end.

    Return the second at which the words of the next step begin inside it, or None.
    """
    before, after, leads, words_follow = neighbours
    start = builder.held[builder.event] = builder.at
    rung = max(start, builder.free_at)
    # Where two holds touch, only one tone sounds: the release tone, but between a rest and a hold the start tone.
    if not isinstance(before, Hold) or (before.kind == "rest" and hold.kind == "hold"):
        rung = max(rung, builder.sound("start" if hold.kind == "hold" else "rest-start", start))
    given = Given(builder, hold, start, rung, builder.released, leads, numbers(builder, hold))
    found = arrange(given)
    if found.over and given.numbers:
        # Shorter numbers leave more room between them.
        found = min(found, arrange(replace(given, numbers=numbers(builder, hold, fastest=True))), key=cost)
    builder.released = None
    _place(builder, hold, found)
    builder.at = found.end
    unsaid = bool(leads) and found.led is None
    touches = hold.kind == "rest" and isinstance(after, Hold) and after.kind == "hold" and not unsaid
    # After a rest, words say by themselves what comes. Without a voice, a tone has to.
    speaks = hold.kind == "rest" and (unsaid or words_follow) and not builder.clips.voiceless
    if not (touches or speaks):
        builder.sound("release" if hold.kind == "hold" else "rest-release", builder.at)
    if hold.release:
        builder.released = Released(hold.release, hold.pan, max(builder.at, builder.free_at))
    return found.led


def _place(builder: TimelineBuilder, hold: Hold, found: Arrangement) -> None:
    for at, cue in found.cues:
        match cue:
            case Say(words=words, pan=pan):
                builder.speak(words, at, pan)
            case Play(sound=sound, level_db=level_db):
                builder.put(builder.clips[sound], at, gain=gain(level_db), track="sound")
            case Sounded(tone=name):
                builder.sound(name, at)
            case _:
                assert_never(cue)
    builder.cues_from = max(builder.cues_from, found.spoken_until + JOIN_SECONDS)
    for at, number, spoken in found.counted:
        if spoken:
            builder.speak(number.words, at, hold.pan)
            continue
        builder.sound("tick", at)
        why = "meets other words" if number.fits else "is too long for its second"
        builder.note(hold.where, "VG206", f"the count '{builder.clips.text(number.words)}' {why}: a tick sounds")
    if hold.halfway:
        builder.halfway(builder.at + hold.seconds / 2)
        if found.halfway:
            at, words = found.halfway
            builder.speak(words, at, hold.pan)
    _note(builder, hold, found)


def _note(builder: TimelineBuilder, hold: Hold, found: Arrangement) -> None:
    """Note what had no room."""
    loss = found.loss
    if loss.extra:
        lasts = write_duration(_tenths_up(found.end - builder.at))
        builder.note(hold.where, "VG209", f"this rest becomes {lasts} long: its words need the time")
    if loss.halfway_unsaid:
        hint = "count from a lower number, or write 'count: none'" if hold.numbers else "make the hold longer"
        builder.note(hold.where, "VG210", f"the word at half-way has no room, so only its tone sounds; {hint}")
    if loss.over > 0:
        guessed = builder.clips.estimated or builder.clips.voiceless
        by = ("about " if guessed else "") + write_duration(_tenths_up(loss.over))
        message = f"what stands inside this {hold.kind} is {by} too long: shorten it, or lengthen the {hold.kind}"
        builder.note(hold.where, "VG202", message, "warning" if guessed else "error")


def _tenths_up(seconds: Fraction) -> Fraction:
    return Fraction(math.ceil(seconds * 10), 10)
