"""A routine as its author wrote it, checked: one class for each verb of the format.

References and inserts still stand in it: `plan` gives them their values. The classes are plain frozen dataclasses;
each field says in its type how it is read from the file and what it looks like in the JSON Schema (`fields`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from voiceguide.errors import Problem, Where
from voiceguide.routine.fields import (
    SETTINGS,
    STEPS,
    AnyValue,
    Breath,
    Conditions,
    Count,
    Duration,
    DurationOrZero,
    Filled,
    Given,
    HoldCount,
    Language,
    Level,
    MaybeValue,
    MaybeSpoken,
    Phases,
    Picture,
    PlainText,
    PlainTexts,
    Reads,
    Reminders,
    SideList,
    Spoken,
    Switch,
    Texts,
    Times,
    Version,
    Written,
    holds,
    word,
)
from voiceguide.routine.values import Value

Kind = Literal["duration", "count", "choice", "switch"]

FORBID = {"extra": "forbid"}
"""What pydantic is told about each model: no key but the fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a listener may change: durations are seconds; `kind` follows from the form of the default."""

    __pydantic_config__: ClassVar[Any] = FORBID
    default: AnyValue
    min: MaybeValue = None
    max: MaybeValue = None
    choices: PlainTexts = ()
    help: PlainText = ""
    kind: Annotated[Kind, Filled()] = "choice"
    where: Annotated[Where, Filled()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What every step takes: `say` is spoken before it, `only` says in which passes it happens (all of them hold)."""

    __pydantic_config__: ClassVar[Any] = FORBID
    where: Annotated[Where, Filled()]
    say: MaybeSpoken = None
    only: Conditions = ()


Steps = Annotated[tuple[Step, ...], Reads(lambda node, reading: reading.steps(node), STEPS, ())]


@dataclass(frozen=True, slots=True, kw_only=True)
class SayStep(Step):
    """Speech, then silence."""

    say: Spoken
    then: DurationOrZero = Fraction(1, 2)
    pan: Annotated[Literal["left", "centre", "right"] | None, word("left", "centre", "right")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldStep(Step):
    """A hold: exactly that long from its start tone to its release tone."""

    hold: Duration
    count: HoldCount = "down"
    halfway: Switch = False
    release: MaybeSpoken = None
    steps: Steps = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RestStep(Step):
    """A rest: a hold with softer tones; its `say` is spoken inside it."""

    rest: Duration
    count: HoldCount = "none"
    steps: Steps = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceStep(Step):
    """Phases, each named from its first frame; so many cycles, or as many as fit in a time."""

    pace: Phases
    times: Times = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BreatheStep(Step):
    """A paced breath in the language's own words, phases in the order of a breath, those of no length left out."""

    breathe: Breath
    times: Times = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseStep(Step):
    """Silence."""

    pause: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind:
    """What is said, and how often, while a wait lasts: one text each time, then the last again."""

    __pydantic_config__: ClassVar[Any] = FORBID
    where: Annotated[Where, Filled()]
    every: Duration
    say: Reminders


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitStep(Step):
    """A wait for the listener, `at_most` that long."""

    wait: Annotated[Literal["ready"], word("ready")]
    at_most: Duration
    remind: Annotated[Remind | None, holds(Remind)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneStep(Step):
    """One earcon."""

    tone: Annotated[
        Literal["start", "release", "tick", "halfway", "switch", "done"],
        word("start", "release", "tick", "halfway", "switch", "done"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayStep(Step):
    """A sound file to its end; `play` as written, `path` whole and inside the routine's folder."""

    play: Written
    level: Level = Fraction(0)
    path: Annotated[str, Filled()] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatStep(Step):
    """The steps so many times, `between` steps between passes."""

    repeat: Count
    steps: Steps
    between: Steps = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SidesStep(Step):
    """The steps for each side, `between` steps between them."""

    sides: SideList
    steps: Steps
    between: Steps = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionStep(Step):
    """A chapter begins; its title may hold inserts."""

    section: Spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class IncludeStep(Step):
    """Another routine's steps here; `routine` is that routine, None when it couldn't be read."""

    include: Written
    set: Given = field(default_factory=dict)
    routine: Annotated[Any, Filled()] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Music:
    """A looped bed under the whole: `play` as written, `path` whole, `level` in dB relative to speech."""

    __pydantic_config__: ClassVar[Any] = FORBID
    where: Annotated[Where, Filled()]
    play: Written
    level: Level = Fraction(-20)
    path: Annotated[str, Filled()] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """A whole routine file. `file` is how messages call it, `name` what a listener calls it.

    `warnings` are what is odd in it and no error.
    """

    __pydantic_config__: ClassVar[Any] = FORBID
    where: Annotated[Where, Filled()]
    routine: Version
    title: PlainText
    summary: PlainText = ""
    language: Language = "en"
    safety: Texts = ()
    sources: PlainTexts = ()
    tags: PlainTexts = ()
    picture: Picture = None
    music: Annotated[Music | None, holds(Music, short="play")] = None
    settings: Annotated[Mapping[str, Setting], Reads(lambda node, reading: reading.settings(node), SETTINGS, {})] = field(default_factory=dict)
    steps: Steps
    file: Annotated[str, Filled()] = ""
    name: Annotated[str, Filled()] = ""
    warnings: Annotated[tuple[Problem, ...], Filled()] = ()


VERBS: dict[str, type[Step]] = {
    "hold": HoldStep,
    "rest": RestStep,
    "pace": PaceStep,
    "breathe": BreatheStep,
    "pause": PauseStep,
    "wait": WaitStep,
    "tone": ToneStep,
    "play": PlayStep,
    "repeat": RepeatStep,
    "sides": SidesStep,
    "section": SectionStep,
    "include": IncludeStep,
    "say": SayStep,
}
"""Verb -> its model; `say` last, because beside another verb it is a modifier."""
