"""A timeline, and a score changed on the way -> the timeline as it was up to here, and the rest laid out anew."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from voiceguide.audio import TIMELINE_RATE
from voiceguide.plan.model import HALFWAY, Hold, Plan, count
from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings
from voiceguide.timeline.builder import Clips
from voiceguide.timeline.finish import TONE_YIELDS_DB, by_time
from voiceguide.timeline.layout import lay_out
from voiceguide.timeline.model import Bed, Mark, Placement, Timeline
from voiceguide.timeline.tones import tone
from voiceguide.units import gain

_SETTLES = TIMELINE_RATE.hz // 4
"""Frames in which music goes from its old course to the new one."""


@dataclass(frozen=True, slots=True)
class LayoutInput:
    """What a timeline is laid out from; `clips` has every word of `plan`."""

    plan: Plan
    clips: Clips
    wake_up: bool = True
    voice_settings: VoiceSettings = DEFAULT


def lay_out_again(old: Timeline, layout_input: LayoutInput, kept: int) -> Timeline | None:
    """Return the timeline of `layout_input`, with everything before frame `kept` as it is in `old`.

    What began to sound before `kept` sounds to its end. Return None where words that should come would be lost. Raise
    `RoutineError` where something finds no room any more.
    """
    new = lay_out(
        layout_input.plan, layout_input.clips, wake_up=layout_input.wake_up, voice_settings=layout_input.voice_settings
    )
    counts, halves = _counts(layout_input), _halves(layout_input)
    if _loses(old, new, kept, counts | halves):
        return None
    begun = old.placements[: bisect_left(old.placements, kept, key=_start)]
    under_words = gain(
        layout_input.voice_settings.tone_db + TONE_YIELDS_DB + layout_input.voice_settings.under_words_db
    )
    placements = (*begun, *_coming(_halved_once(new, kept, begun, halves), kept, begun, counts, under_words))
    return replace(
        new,
        length=max(new.length, *(placement.end for placement in placements), 0),
        placements=placements,
        marks=tuple(sorted(_marks(old, new, kept, placements), key=by_time)),
        bed=_bed(old.bed, new.bed, kept) if old.bed and new.bed else None,
    )


def _counts(layout_input: LayoutInput) -> set[str]:
    numbers = {number for event in layout_input.plan.events if isinstance(event, Hold) for _, number in event.numbers}
    return {layout_input.clips.text(count(number)) for number in numbers}


def _halves(layout_input: LayoutInput) -> set[str]:
    halved = any(isinstance(event, Hold) and event.halfway for event in layout_input.plan.events)
    return {layout_input.clips.text(HALFWAY)} if halved else set()


def _loses(old: Timeline, new: Timeline, kept: int, passing: set[str]) -> bool:
    """Return whether `new` says before frame `kept` what `old` didn't, save what is true for an instant: `passing`."""
    said = {(mark.at, mark.label) for mark in _captions(old) if mark.at < kept}
    due = (mark for mark in _captions(new) if mark.at < kept and mark.label not in passing)
    return any((mark.at, mark.label) not in said for mark in due)


def _halved_once(new: Timeline, kept: int, begun: Iterable[Placement], halves: set[str]) -> Timeline:
    """Return `new` without a half-way from frame `kept` on in a hold that was told it is half over."""
    under_way = next((mark for mark in new.steps if mark.facts.is_held and mark.at < kept < mark.end), None)
    rung = {p.start for p in begun if under_way and p.clip is tone("halfway") and p.start >= under_way.at}
    # Where it is in its old place its words, which follow the tone, may still have to come.
    if under_way is None or not rung or any(p.clip is tone("halfway") and p.start in rung for p in new.placements):
        return new
    again = {mark.at for mark in _captions(new) if mark.label in halves}
    return replace(
        new,
        placements=tuple(
            p
            for p in new.placements
            if not (kept <= p.start < under_way.end and (p.clip is tone("halfway") or p.start in again))
        ),
    )


def _coming(
    new: Timeline, kept: int, begun: Iterable[Placement], counts: set[str], under_words: float
) -> Iterator[Placement]:
    """Yield what `new` sounds from frame `kept` on; a count under a word that has `begun` becomes a tick.

    `under_words` is that tick's gain.
    """
    until = max((placement.end for placement in begun if placement.track == "voice"), default=0)
    counted = {mark.at for mark in _captions(new) if mark.label in counts}
    for placement in new.placements[bisect_left(new.placements, kept, key=_start) :]:
        if placement.track == "voice" and placement.start < until and placement.start in counted:
            yield Placement(placement.start, tone("tick"), under_words, track="tone")
        else:
            yield placement


def _captions(timeline: Timeline) -> Iterator[Mark]:
    return (mark for mark in timeline.marks if mark.kind == "caption")


def _start(placement: Placement) -> int:
    return placement.start


def _marks(old: Timeline, new: Timeline, kept: int, placements: Iterable[Placement]) -> Iterator[Mark]:
    """Yield the captions of words that sound, and the steps and chapters of `new`: before `kept` only ends differ."""
    said = {placement.start for placement in placements if placement.track == "voice"}
    yield from (mark for mark in _captions(old) if mark.at < kept)
    yield from (mark for mark in _captions(new) if mark.at >= kept and mark.at in said)
    yield from (mark for mark in new.marks if mark.kind != "caption")


def _bed(old: Bed, new: Bed, kept: int) -> Bed:
    """Return the course of `old` up to frame `kept`, then of `new`, without a step between them."""
    settled = kept + _SETTLES
    before, after = old.turns < kept, new.turns > settled
    turns = [old.turns[before], np.array([kept, settled]), new.turns[after]]
    border = [np.interp(kept, old.turns, old.gains), np.interp(settled, new.turns, new.gains)]
    return Bed(new.clip, np.concatenate(turns), np.concatenate([old.gains[before], border, new.gains[after]]))
