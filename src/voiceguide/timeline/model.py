"""A timeline: which clip sounds at which frame, where a session waits, and what each piece is called."""

from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.errors import Problem
from voiceguide.plan.model import Context, Metadata
from voiceguide.routine.model import Verb, facts_of
from voiceguide.units import Rate

Track = Literal["voice", "tone", "sound", "wake"]
MarkKind = Literal["chapter", "step", "tone", "caption"]

LEAD_IN_SECONDS = 3
"""The least time between "go on" and the start tone of a hold that begins again."""


@dataclass(frozen=True, slots=True)
class Placement:
    """`clip` from frame `start` on, multiplied by `gain`; `pan` is -1 (left) to 1 (right), with constant power."""

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
    """A piece of the timeline in which a session waits for the listener; "ready" jumps to `end`.

    A repeating gate goes back to frame `ask` instead of ending by itself. For other gates, `ask` is None.
    """

    start: int
    end: int
    ask: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled piece `[at, end)` of the timeline.

    The label of a `chapter` is its title, that of a `caption` its words, that of a `tone` 'tone halfway', and that of a
    `step` what the listener does, such as 'hold 8 s' (`verb` 'hold'). A step's `start` is the frame of its first cue,
    which may lie in the rest before it; skipping goes there. A hold's `lead` is the frame of the last words that lead
    to it, its own or those of a step before it; None if there are none, or if they began too long before it. `event` is
    the number of the step's event in the plan. `level` is the depth of a chapter; 0 is the outermost. A chapter's
    `verb` is 'section', or 'safety' for the safety texts.
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
    lead: int | None = None

    @property
    def facts(self) -> Verb:
        """What players need to know about a step: the row of its verb."""
        return facts_of(self.verb)


@dataclass(frozen=True, slots=True, eq=False)
class Bed:
    """Music under the timeline: `clip` repeats from frame 0; its gain is linear between the frames `turns`.

    `turns` and `gains`, the gain at each, have the shape (turns,).
    """

    clip: Clip
    turns: npt.NDArray[np.int64]
    gains: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LeadIn:
    """What a session sounds before a hold begins again, outside the timeline: `clip`.

    The clip has the words `text`, and then `LEAD_IN_SECONDS` of silence.
    """

    text: str
    clip: Clip

    def __len__(self) -> int:
        return len(self.clip)


SILENT = LeadIn("", Clip(np.broadcast_to(np.float32(0), LEAD_IN_SECONDS * TIMELINE_RATE.hz), TIMELINE_RATE))


@dataclass(frozen=True)
class Timeline:
    """A routine as it sounds, in frames of `rate`: all that the mixer, the screen and the kinds of file need.

    `length` is what sinks get. Its last `tail` frames are silence that belongs to no stated length.
    `placements` are sorted by start, `marks` by time. `begins` is the frame at which the routine itself starts, after
    the wake-up sound and the safety texts. `notes` are warnings, such as a count that became a tick. `estimated` is
    True if the lengths of clips are guessed from their texts. `lead_in` is for holds that begin again.
    """

    rate: Rate
    length: int
    placements: tuple[Placement, ...]
    gates: tuple[Gate, ...]
    marks: tuple[Mark, ...]
    metadata: Metadata
    begins: int = 0
    lead_in: LeadIn = SILENT
    bed: Bed | None = None
    notes: tuple[Problem, ...] = ()
    estimated: bool = False
    tail: int = 0

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
        """The marks of all steps, in order; a step's index here is its number."""
        return tuple(mark for mark in self.marks if mark.kind == "step")

    @cached_property
    def holds(self) -> tuple[Mark, ...]:
        """The steps in which the listener holds a position, in order."""
        return tuple(mark for mark in self.steps if mark.facts.is_held)

    @cached_property
    def step_starts(self) -> tuple[int, ...]:
        """The sorted frames that skipping goes to: the starts of all steps except silences."""
        return tuple(sorted({mark.start for mark in self.steps if not mark.facts.is_silence}))

    @property
    def safety(self) -> Mark | None:
        """The chapter that speaks the safety texts, or None."""
        return next((mark for mark in self.marks if mark.verb == "safety"), None)

    @property
    def ends(self) -> int:
        """The frame at which the routine ends; only silence follows."""
        return self.length - self.tail

    @property
    def seconds(self) -> Fraction:
        """The exact length of the routine in seconds."""
        return self.rate.seconds(self.ends)

    def step_at(self, here: int) -> Mark | None:
        """Return the step at frame `here`; between steps, the last one whose first cue has begun."""
        # The words of a step may sound in the rest before it. Until the step begins, the listener is in the rest.
        current = next((mark for mark in self.steps if mark.at <= here < mark.end), None)
        return current or next((mark for mark in reversed(self.steps) if mark.start <= here), None)

    def gate_after(self, at: int) -> Gate | None:
        """Return the first gate that ends after frame `at`."""
        index = bisect_right(self._gate_ends, at)
        return self.gates[index] if index < len(self.gates) else None

    def between(self, start: int, end: int) -> list[Placement]:
        """Return the placements that sound in `[start, end)`, by start."""
        first = bisect_right(self._starts, start - self._longest)
        last = bisect_right(self._starts, end - 1)
        return [p for p in self.placements[first:last] if p.end > start]
