"""A timeline: which clip sounds at which frame, where it may wait, and what each instant is called."""

from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from voiceguide.audio import Clip
from voiceguide.errors import Problem
from voiceguide.plan.model import Context, Metadata
from voiceguide.routine.model import Verb, facts_of
from voiceguide.units import Rate

Track = Literal["voice", "tone", "sound", "wake"]
MarkKind = Literal["chapter", "step", "caption"]


@dataclass(frozen=True, slots=True)
class Placement:
    """`clip` from frame `start` on, times `gain`; `pan` -1 (left) to 1 (right), constant power."""

    start: int
    clip: Clip
    gain: float = 1.0
    pan: float = 0.0
    track: Track = "voice"

    @property
    def end(self) -> int:
        """The first frame after the clip."""
        return self.start + len(self.clip)


@dataclass(frozen=True, slots=True)
class Gate:
    """A region that waits for the listener: ready jumps to `end`.

    A patient one goes back to frame `ask` instead of ending by itself, and so asks again; `ask` is None for others.
    """

    start: int
    end: int
    ask: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled piece `[at, end)` of the timeline.

    A `chapter`'s label is its title, a `caption`'s the words that sound, a `step`'s what the listener does, such as
    'hold 8 s' (`verb` 'hold'). `start` of a step is where its first cue begins. Skipping to the step goes there; it may
    lie inside the rest before it. `event` is the number of its event in the plan. `level` is a chapter's depth; 0 is
    the outermost. The `verb` of a chapter is 'section', or 'safety' if it holds the safety texts.
    """

    at: int
    end: int
    kind: MarkKind
    label: str
    verb: str = ""
    level: int = 0
    start: int = -1
    event: int = -1
    context: Context = field(default_factory=Context)

    @property
    def facts(self) -> Verb:
        """What a player must know of a step: the row of its verb."""
        return facts_of(self.verb)


@dataclass(frozen=True, slots=True, eq=False)
class Bed:
    """Music under the whole: `clip` looped from frame 0, its gain going straight from each of `turns` to the next.

    `turns` are frames, `gains` the gain at each; both have shape (turns,).
    """

    clip: Clip
    turns: npt.NDArray[np.int64]
    gains: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Timeline:
    """Everything a mixer, a screen and a player's chapters need; times in frames of `rate`.

    `placements` are sorted by start. `begins` is the frame at which the routine itself starts, after the wake-up
    sound and the safety lead. `notes` are warnings found while laying out, such as a count that became a tick.
    `estimated` says that clips were guessed from the length of their texts.
    """

    rate: Rate
    length: int
    placements: tuple[Placement, ...]
    gates: tuple[Gate, ...]
    marks: tuple[Mark, ...]
    metadata: Metadata
    begins: int = 0
    bed: Bed | None = None
    notes: tuple[Problem, ...] = ()
    estimated: bool = False

    @cached_property
    def _starts(self) -> list[int]:
        return [placement.start for placement in self.placements]

    @cached_property
    def _longest(self) -> int:
        return max((len(placement.clip) for placement in self.placements), default=0)

    @cached_property
    def _gate_ends(self) -> list[int]:
        return [gate.end for gate in self.gates]

    @cached_property
    def steps(self) -> tuple[Mark, ...]:
        """The marks of all steps, in order; a step's place among them is its number."""
        return tuple(mark for mark in self.marks if mark.kind == "step")

    @cached_property
    def step_starts(self) -> tuple[int, ...]:
        """The frames that skipping goes to, sorted: the starts of all steps but silences."""
        return tuple(sorted({mark.start for mark in self.steps if not mark.facts.is_silence}))

    @property
    def safety(self) -> Mark | None:
        """The chapter in which the safety texts are spoken; None if they aren't."""
        return next((mark for mark in self.marks if mark.verb == "safety"), None)

    @property
    def seconds(self) -> Fraction:
        """The whole length, exact."""
        return self.rate.seconds(self.length)

    def gate_after(self, at: int) -> Gate | None:
        """Return the first gate that ends after frame `at`."""
        index = bisect_right(self._gate_ends, at)
        return self.gates[index] if index < len(self.gates) else None

    def between(self, start: int, end: int) -> list[Placement]:
        """Return the placements that sound somewhere in `[start, end)`, by start."""
        first = bisect_right(self._starts, start - self._longest)
        last = bisect_right(self._starts, end - 1)
        return [p for p in self.placements[first:last] if p.end > start]
