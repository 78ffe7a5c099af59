"""A timeline, and a score changed on the way -> the timeline as it was up to here, and the rest laid out anew."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from voiceguide.audio import TIMELINE_RATE
from voiceguide.plan.model import Plan
from voiceguide.timeline.desk import Clips
from voiceguide.timeline.finish import by_time
from voiceguide.timeline.layout import lay_out
from voiceguide.timeline.model import Bed, Mark, Placement, Timeline

_SETTLES = TIMELINE_RATE.hz // 4
"""Frames in which music goes from its old course to the new one."""


class Relaid(NamedTuple):
    """A timeline for a session that goes on, and one for a session that has gone back.

    `timeline` is what it was up to the change. `anew` is laid out as if it had always been so: the two sound alike
    before frame `alike`, so whoever goes back before it goes on with that one, and hears no count of a hold that was
    shorter then.
    """

    timeline: Timeline
    anew: Timeline
    alike: int


@dataclass(frozen=True, slots=True)
class Score:
    """What a timeline is laid out from; `clips` has every word of `plan`."""

    plan: Plan
    clips: Clips
    wake_up: bool = True


def relaid(old: Timeline, score: Score, kept: int) -> Relaid:
    """Return the timeline of `score`, with everything before frame `kept` as it is in `old`.

    What began to sound before `kept` sounds to its end. Raise `RoutineError` where something finds no room any more.
    """
    new = lay_out(score.plan, score.clips, wake_up=score.wake_up)
    placements = (*_begun(old.placements, kept), *_coming(old, new, kept))
    timeline = replace(
        new,
        length=max(new.length, *(placement.end for placement in placements), 0),
        placements=placements,
        marks=tuple(sorted(_marks(old, new, kept, {p.start for p in placements}), key=by_time)),
        bed=_bed(old.bed, new.bed, kept) if old.bed and new.bed else None,
    )
    return Relaid(timeline, new, _alike(timeline, new))


def _alike(one: Timeline, other: Timeline) -> int:
    """Return the first frame at which something sounds in one of the two timelines only; music aside."""
    sounding = [{(p.start, id(p.clip)) for p in timeline.placements} for timeline in (one, other)]
    return min((start for start, _ in sounding[0] ^ sounding[1]), default=one.length)


def _begun(placements: tuple[Placement, ...], kept: int) -> tuple[Placement, ...]:
    return placements[: bisect_left(placements, kept, key=_start)]


def _coming(old: Timeline, new: Timeline, kept: int) -> Iterator[Placement]:
    """Yield what `new` sounds from `kept` on, save a count that would begin under a word of `old`."""
    until = max((p.end for p in _begun(old.placements, kept) if p.track == "voice"), default=0)
    counts = {mark.at for mark in new.marks if mark.kind == "caption" and mark.label.isdigit()}
    for placement in new.placements[bisect_left(new.placements, kept, key=_start) :]:
        if placement.track != "voice" or placement.start >= until or placement.start not in counts:
            yield placement


def _start(placement: Placement) -> int:
    return placement.start


def _marks(old: Timeline, new: Timeline, kept: int, sounding: set[int]) -> Iterable[Mark]:
    """Yield the captions of what sounds, and the steps and chapters of `new`: before `kept` only their ends differ."""
    yield from (mark for mark in old.marks if mark.kind == "caption" and mark.at < kept)
    for mark in new.marks:
        if mark.kind != "caption" or (mark.at >= kept and mark.at in sounding):
            yield mark


def _bed(old: Bed, new: Bed, kept: int) -> Bed:
    """Return the course of `old` up to frame `kept`, then of `new`, without a step between them."""
    settled = kept + _SETTLES
    before, after = old.turns < kept, new.turns > settled
    turns = [old.turns[before], np.array([kept, settled]), new.turns[after]]
    border = [np.interp(kept, old.turns, old.gains), np.interp(settled, new.turns, new.gains)]
    return Bed(new.clip, np.concatenate(turns), np.concatenate([old.gains[before], border, new.gains[after]]))
