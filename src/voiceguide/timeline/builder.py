"""Clips and exact seconds -> placements and marks: what layout writes on, and where seconds become frames."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.errors import Problem, Severity, Where
from voiceguide.plan.model import Event, Sound, Tone, Words
from voiceguide.timeline.model import Gate, Mark, Placement, Track
from voiceguide.timeline.tones import tone

ZERO = Fraction(0)


class Clips(Protocol):
    """The sound of each word and sound file of a plan."""

    @property
    def estimated(self) -> bool:
        """Whether the clips are silent, their lengths guessed from their texts."""
        ...

    @property
    def voiceless(self) -> bool:
        """Whether nobody speaks: what has no room to be read stands in nobody's way."""
        ...

    def __getitem__(self, cue: Words | Sound) -> Clip:
        """Return the clip of `cue`, at the timeline's rate."""
        ...

    def text(self, words: Words) -> str:
        """Return `words` as they are spoken and printed."""
        ...


@dataclass(frozen=True, slots=True)
class Chaptered:
    """A chapter's start, before anything is known of its end."""

    at: int
    title: str
    level: int
    safety: bool


@dataclass(slots=True)
class TimelineBuilder:
    """What layout has put down so far.

    `at` is the exact second the next event starts at; `free_at` the second from which nothing sounds any more:
    later than `at` when a closing tone rings, or a release text is spoken, into what comes next. `voice_until` is
    where the latest words end. `begins` is the second at which the routine itself starts, after the safety lead.
    `event` is the number, in the plan, of what is being laid. `tone_gain` is what tones are multiplied by.
    """

    clips: Clips
    event: int = 0
    at: Fraction = ZERO
    free_at: Fraction = ZERO
    voice_until: Fraction = ZERO
    begins: Fraction = ZERO
    placements: list[Placement] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    chapters: list[Chaptered] = field(default_factory=list)
    problems: dict[Problem, None] = field(default_factory=dict)
    tone_gain: float = 1.0

    def length(self, cue: Words | Sound) -> Fraction:
        """Return how long `cue` sounds, exact."""
        return TIMELINE_RATE.seconds(len(self.clips[cue]))

    def put(self, clip: Clip, at: Fraction, *, gain: float = 1.0, pan: float = 0.0, track: Track = "voice") -> Fraction:
        """Place `clip` at second `at`; return the second it ends."""
        self.placements.append(Placement(TIMELINE_RATE.frame(at), clip, gain, pan, track))
        end = at + TIMELINE_RATE.seconds(len(clip))
        self.free_at = max(self.free_at, end)
        return end

    def speak(self, words: Words, at: Fraction, pan: float) -> Fraction:
        """Say `words` from second `at`; return the second they end."""
        end = self.put(self.clips[words], at, pan=pan)
        self.voice_until = max(self.voice_until, end)
        text = self.clips.text(words)
        self.marks.append(Mark(TIMELINE_RATE.frame(at), TIMELINE_RATE.frame(end), "caption", text))
        return end

    def sound(self, name: Tone, at: Fraction) -> Fraction:
        """Put earcon `name` at second `at`; return the second it has rung out."""
        return self.put(tone(name), at, gain=self.tone_gain, track="tone")

    def step(self, event: Event, verb: str, label: str, at: Fraction, start: Fraction | None = None) -> None:
        """Label what the listener does from `at` to now; its first cue began at `start`."""
        self.marks.append(
            Mark(
                TIMELINE_RATE.frame(at),
                TIMELINE_RATE.frame(self.at),
                "step",
                label,
                verb=verb,
                start=TIMELINE_RATE.frame(at if start is None else start),
                context=event.context,
                event=self.event,
            )
        )

    def note(self, where: Where, code: str, message: str, severity: Severity = "warning") -> None:
        """Remember a problem that shows only once lengths are known; the same one of a later pass is the same."""
        self.problems[Problem(where, code, message, severity)] = None


def ring(name: Tone) -> Fraction:
    """Return how long earcon `name` rings, exact seconds."""
    return TIMELINE_RATE.seconds(len(tone(name)))


def earliest(
    taken: Sequence[tuple[Fraction, Fraction]], length: Fraction, begin: Fraction, end: Fraction
) -> Fraction | None:
    """Return the first second from `begin` on where `length` fits before `end` without touching `taken`, or None.

    `taken` are half-open `(start, end)` pairs in any order.
    """
    for start in sorted([begin, *(busy_end for _, busy_end in taken if busy_end > begin)]):
        if start + length <= end and not any(start < b and a < start + length for a, b in taken):
            return start
    return None
