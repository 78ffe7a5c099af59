"""A timeline and a frame of it -> the step that has begun there, as journal and history remember it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceguide.routine.model import facts_of

if TYPE_CHECKING:
    from voiceguide.playback.contracts import Now
    from voiceguide.timeline.model import Timeline


@dataclass(frozen=True, slots=True)
class Step:
    """The `ordinal`-th step of a timeline, from 0: laying out anew, as for a longer hold, leaves ordinals as they are.

    `section` is the title of the chapter it stands in, '' without one.
    """

    ordinal: int
    verb: str
    label: str
    section: str = ""
    side: str | None = None
    round: int | None = None
    rounds: int | None = None

    def __str__(self) -> str:
        """Return the step as a person says it.

        >>> str(Step(7, "hold", "hold 8 s", "Left side", "left", 2, 3))
        'Left side, round 2 of 3: hold 8 s'
        """
        place = [self.section] if self.section else []
        if self.side and self.side not in self.section.casefold():
            place.append(f"{self.side} side")
        if self.round:
            place.append(f"round {self.round} of {self.rounds}")
        what = f"“{self.label}”" if facts_of(self.verb).is_speech else self.label
        said = f"{', '.join(place)}: {what}" if place else what
        return said[:1].upper() + said[1:]

    def likeness(self, other: Step) -> int:
        """Return 2 when a listener would call `other` the same step, 1 when only its length or words differ, else 0."""
        if (self.verb, self.side, self.round) != (other.verb, other.side, other.round):
            return 0
        return 2 if self.label == other.label else 1


class Steps:
    """The steps of `timeline`. One begins where its first cue does, which is where skipping to it goes."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._starts = [mark.start for mark in timeline.steps]
        self._hold_ends = [mark.end for mark in timeline.steps if mark.facts.is_held]
        self._chapters = [mark for mark in timeline.marks if mark.kind == "chapter"]
        self._opened = [mark.at for mark in self._chapters]

    def __len__(self) -> int:
        return len(self._starts)

    def begun(self, at: int) -> int:
        """Return the ordinal of the last step that has begun at frame `at`; 0 before the first one, too."""
        return max(0, bisect_right(self._starts, at) - 1)

    def start(self, ordinal: int) -> int:
        """Return the frame at which step `ordinal` begins."""
        return self._starts[ordinal]

    def holds_ended(self, before: int, at: int) -> int:
        """Return how many holds end in frames `before` to `at`, the first one left out."""
        return max(0, bisect_right(self._hold_ends, at) - bisect_right(self._hold_ends, before))

    def step(self, ordinal: int) -> Step:
        """Return step `ordinal`."""
        mark = self.timeline.steps[ordinal]
        chapter = bisect_right(self._opened, mark.start) - 1
        section = self._chapters[chapter].label if chapter >= 0 else ""
        where = mark.context
        return Step(ordinal, mark.verb, mark.label, section, where.side, where.round, where.rounds)

    def resumed(self, step: Step) -> int | None:
        """Return the ordinal of `step`, which a session with these steps left, though its length may have changed.

        Where its settings made it other steps on the way, that of the nearest; None if none is like it.
        """
        if step.ordinal < len(self) and self.step(step.ordinal).likeness(step):
            return step.ordinal
        return self.nearest(step)

    def nearest(self, step: Step) -> int | None:
        """Return the ordinal of the step most like `step`, of several the nearest to its ordinal; None if none is."""
        alike = {ordinal: likeness for ordinal in range(len(self)) if (likeness := step.likeness(self.step(ordinal)))}
        return max(alike, key=lambda ordinal: (alike[ordinal], -abs(ordinal - step.ordinal)), default=None)


def heard_out(now: Now) -> bool:
    """Return whether nothing is left to hear but the last second, which a speaker may still hold."""
    return now.timeline.length - now.at <= now.timeline.rate.hz
