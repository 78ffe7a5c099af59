"""A routine as its author wrote it, checked: one class for each verb of the format.

References and inserts still stand in it: `plan` gives them their values. Each field's type says how it is read from
the file and what it looks like in the JSON Schema (`fields`); a plain type marks what the reader fills in itself.
Nothing compares models, and comparing is the costly half of a dataclass at start-up (0.4 ms a class): hence eq=False.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Literal, Optional

from voiceguide.errors import Problem, Where
from voiceguide.routine.fields import (
    SETTINGS,
    STEPS,
    AnyValue,
    Breath,
    Conditions,
    Count,
    Counting,
    Duration,
    DurationOrZero,
    Given,
    Language,
    Level,
    MaybeSpoken,
    MaybeValue,
    Phases,
    PlainText,
    Reads,
    Reminders,
    Sides,
    Sources,
    Spoken,
    Switch,
    Tags,
    Texts,
    Times,
    Title,
    Version,
    holds,
    named,
    word,
)
from voiceguide.routine.speech_fields import Phrases as OwnPhrases
from voiceguide.routine.speech_fields import Pinned, Pronounced

Kind = Literal["duration", "count", "choice", "switch"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting:
    """What a listener may change: durations are seconds; `kind` follows from the form of the default."""

    default: AnyValue
    min: MaybeValue = None
    max: MaybeValue = None
    choices: Tags = ()
    help: PlainText = ""
    kind: Kind = "choice"
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """What every step takes: `say` is spoken before it; `only` says in which passes it happens, all of it holding."""

    say: MaybeSpoken = None
    only: Conditions = ()
    where: Where


Steps = Annotated[tuple[Step, ...], Reads(lambda node, reading: reading.steps(node), STEPS, ())]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SayStep(Step):
    """Speech, then silence."""

    say: Spoken
    then: DurationOrZero = Fraction(1, 2)
    pan: Annotated[Literal["left", "centre", "right"] | None, word("left", "centre", "right")] = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HoldStep(Step):
    """A hold: exactly that long from its start tone to its release tone."""

    hold: Duration
    count: Counting = "down"
    halfway: Switch = False
    release: MaybeSpoken = None
    steps: Steps = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RestStep(Step):
    """A rest: a hold with softer tones; its `say` is spoken inside it."""

    rest: Duration
    count: Counting = "none"
    steps: Steps = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PaceStep(Step):
    """Phases, each named from its first frame: so many cycles, or as many as fit in a time."""

    pace: Phases
    times: Times = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BreatheStep(Step):
    """A paced breath in the language's own words: phases in the order of a breath, those of no length left out."""

    breathe: Breath
    times: Times = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PauseStep(Step):
    """Silence."""

    pause: Duration


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Remind:
    """What is said, and how often, while a wait lasts: one text each time, then the last again."""

    every: Duration
    say: Reminders
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaitStep(Step):
    """A wait for the listener, `at_most` that long."""

    wait: Annotated[Literal["ready"], word("ready")]
    at_most: Duration
    remind: Annotated[Remind | None, holds(Remind)] = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ToneStep(Step):
    """One earcon."""

    tone: Annotated[
        Literal["start", "release", "tick", "halfway", "switch", "done"],
        word("start", "release", "tick", "halfway", "switch", "done"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlayStep(Step):
    """A sound file to its end: `play` as written, `path` whole and inside the routine's folder."""

    play: Annotated[str, named("the path of a sound file")]
    level: Level = Fraction(0)
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RepeatStep(Step):
    """The steps so many times, with `between` between passes."""

    repeat: Count
    steps: Steps
    between: Steps = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SidesStep(Step):
    """The steps for each side, with `between` between them."""

    sides: Sides
    steps: Steps
    between: Steps = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SectionStep(Step):
    """A chapter begins; its title may hold inserts."""

    section: Spoken


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IncludeStep(Step):
    """Another routine's steps here: `routine`, None only while a file with errors is checked."""

    include: Annotated[str, named("'name.yaml', or the name of a built-in routine")]
    set: Given = field(default_factory=dict)
    routine: Optional["Routine"] = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Music:
    """A looped bed under the whole: `play` as written, `path` whole, `level` in dB relative to speech."""

    play: Annotated[str, named("the path of a sound file")]
    level: Level = Fraction(-20)
    path: str = ""
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Routine:
    """A whole routine file. `file` is how messages call it, `name` what a listener calls it.

    `warnings` are what is odd in it and no error. `files` are the whole paths of the file itself and of all that it and
    the routines in it name: sounds, pictures, other routines.
    """

    routine: Version
    title: Title
    summary: Title = ""
    language: Language = "en"
    voice: Pinned = ""
    safety: Texts = ()
    sources: Sources = ()
    tags: Tags = ()
    picture: Annotated[str | None, named("the path of an image")] = None
    music: Annotated[Music | None, holds(Music, short="play")] = None
    settings: Annotated[Mapping[str, Setting], Reads(lambda node, reading: reading.settings(node), SETTINGS, {})] = (
        field(default_factory=dict)
    )
    phrases: OwnPhrases = field(default_factory=dict)
    pronounce: Pronounced = field(default_factory=dict)
    steps: Steps
    file: str = ""
    name: str = ""
    warnings: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    where: Where


VERBS: Mapping[str, type[Step]] = {
    "say": SayStep,
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
}
"""Verb -> its model; beside another verb, `say` is a modifier."""
