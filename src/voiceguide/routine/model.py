"""A routine as its author wrote it, checked. `VERBS` is the table of the format's verbs, with a class for each.

References and inserts are still in it: `plan` replaces them with values. A field's type says how the reader reads it
and what it is in the JSON Schema (see `fields`); the reader sets fields of plain types itself. The classes have
eq=False: nothing compares them, and it halves the time in which Python makes a dataclass (0.4 ms a class).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Literal, Optional

from voiceguide.errors import Problem, Where
from voiceguide.routine import fields
from voiceguide.routine.values import Kind


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting:
    """What a listener may change. Durations are in seconds; the form of the default decides the `kind`."""

    default: Annotated[fields.AnyValue, fields.Key(example="8 s")]
    min: fields.MaybeValue = None
    max: fields.MaybeValue = None
    choices: fields.Tags = ()
    help: fields.PlainText = ""
    kind: Kind = "choice"
    where: Where


_SETTINGS = fields.FieldSpec(lambda node, reader: reader.settings(node), fields.SETTINGS, {}, "table")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """The keys of every step: `say` is spoken before it. It runs only in passes where all conditions of `only` hold."""

    say: fields.MaybeSpoken = None
    only: fields.Conditions = ()
    where: Where


_STEPS = fields.FieldSpec(lambda node, reader: reader.steps(node), fields.STEPS, (), "list", example="- say: ...")
Steps = Annotated[tuple["AnyStep", ...], _STEPS]
InnerSteps = Annotated[tuple["InnerStep", ...], _STEPS]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SayStep(Step):
    """Speech, then silence."""

    say: fields.Spoken
    then: fields.DurationOrZero = Fraction(1, 2)
    pan: Annotated[Literal["left", "centre", "right"] | None, fields.word("left", "centre", "right")] = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HoldStep(Step):
    """A hold of exactly that length, from its start tone to its release tone."""

    hold: fields.Duration
    count: fields.Counting = "down"
    halfway: fields.Switch = False
    release: fields.MaybeSpoken = None
    steps: InnerSteps = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RestStep(Step):
    """A rest: a hold with softer tones; its `say` is spoken inside it."""

    rest: fields.Duration
    count: fields.Counting = "none"
    steps: InnerSteps = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PaceStep(Step):
    """Phases, each named from its first frame: a number of cycles, or as many as fit in a time."""

    pace: fields.Phases
    times: fields.Times = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BreatheStep(Step):
    """A paced breath in the words of the language: phases in the order of a breath, without those of no length."""

    breathe: fields.Breath
    times: fields.Times = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PauseStep(Step):
    """Silence."""

    pause: fields.Duration


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Remind:
    """The reminders of a wait: one text each time, then the last one again."""

    every: Annotated[fields.Duration, fields.Key(example="15 s")]
    say: fields.Reminders
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WaitStep(Step):
    """A wait for the listener, which lasts `at_most` that long."""

    wait: Annotated[Literal["ready"], fields.word("ready")]
    at_most: Annotated[fields.Duration, fields.Key(example="40 s")]
    remind: Annotated[Remind | None, fields.holds(Remind)] = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ToneStep(Step):
    """One earcon."""

    tone: Annotated[
        Literal["start", "release", "tick", "halfway", "switch", "done"],
        fields.word("start", "release", "tick", "halfway", "switch", "done"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlayStep(Step):
    """A sound file, played to its end: `play` as written, `path` absolute and inside the routine's folder."""

    play: Annotated[str, fields.named("the path of a sound file")]
    level: fields.Level = Fraction(0)
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RepeatStep(Step):
    """The steps, repeated, with `between` between passes."""

    repeat: fields.Count
    steps: Steps
    between: Steps = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SidesStep(Step):
    """The steps for each side, with `between` between them."""

    sides: fields.Sides
    steps: Steps
    between: Steps = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SectionStep(Step):
    """The beginning of a chapter; its title can have inserts."""

    section: fields.Spoken


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IncludeStep(Step):
    """The steps of another `routine`, which is None only while a file with errors is checked."""

    include: Annotated[str, fields.named("'name.yaml', or the name of a built-in routine")]
    set: fields.Given = field(default_factory=dict)
    routine: Optional["Routine"] = None


InnerStep = SayStep | PauseStep | ToneStep | PlayStep
"""The steps that can run inside a hold or a rest."""
AnyStep = (
    InnerStep
    | HoldStep
    | RestStep
    | PaceStep
    | BreatheStep
    | WaitStep
    | RepeatStep
    | SidesStep
    | SectionStep
    | IncludeStep
)
"""Every step. A `match` over them ends in `assert_never`, so mypy reports each place that a new step needs."""

Look = Literal["words", "hold", "rest", "wait", "phase"]
"""What the screen and the page show in a step, each in its own colour.

`words` shows the step's word, or else the words that are spoken. `hold` and `rest` show the word, the seconds left and
the words last spoken in the step. `wait` shows the word, the seconds left and the words before it. `phase` shows the
words last spoken and the seconds until the next ones.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Verb:
    """A row of `VERBS`: all that is special about one verb.

    `step` is its model. `word` is what the screen calls it; a step without a word is shown as part of the next step
    that has one. `look` is how the screen and the page show the step.

    If the listener `can_act` in the step, "ready" doesn't open a wait after it. `starts_chapter` gives it a chapter in
    a list of steps. If the step `is_held`, a pause says to let go, and the history counts the hold. A step that
    `is_speech` is named by its words. Commands such as "next" skip a step that `is_silence`.
    """

    step: type[AnyStep]
    word: str = ""
    look: Look = "words"
    can_act: bool = False
    starts_chapter: bool = False
    is_held: bool = False
    is_speech: bool = False
    is_silence: bool = False


VERBS: Mapping[str, Verb] = {
    "say": Verb(SayStep, is_speech=True),
    "hold": Verb(HoldStep, word="Hold", look="hold", can_act=True, starts_chapter=True, is_held=True),
    "rest": Verb(RestStep, word="Rest", look="rest", can_act=True),
    "pace": Verb(PaceStep, word="Pace", look="phase", can_act=True, starts_chapter=True),
    "breathe": Verb(BreatheStep, word="Breathe", look="phase", can_act=True, starts_chapter=True),
    "pause": Verb(PauseStep, is_silence=True),
    "wait": Verb(WaitStep, word="Wait", look="wait", can_act=True, starts_chapter=True),
    "tone": Verb(ToneStep),
    "play": Verb(PlayStep, word="Listen", starts_chapter=True),
    "repeat": Verb(RepeatStep),
    "sides": Verb(SidesStep),
    "section": Verb(SectionStep),
    "include": Verb(IncludeStep),
}
"""Every verb. The reader, the rules, the schema, marks, chapters, the screen and the page read this table.

They know no verb by name, except `say`, which is a modifier if a step has another verb.
"""


def facts_of(verb: str) -> Verb:
    """Return the row of `verb`. An unknown one, such as in the journal of a newer voiceguide, is like a tone."""
    return VERBS.get(verb, VERBS["tone"])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Music:
    """A loop under the whole routine: `play` as written, `path` absolute, `level` in dB relative to speech."""

    play: Annotated[str, fields.named("the path of a sound file"), fields.Key(example="music.mp3")]
    level: fields.Level = Fraction(-20)
    path: str = ""
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Routine:
    """A whole routine file. Messages call it `file`; a listener calls it `name`.

    `warnings` are problems that aren't errors. `files` are the absolute paths of the file and of all sounds, pictures
    and routines that it and its included routines name.
    """

    routine: Annotated[fields.Version, fields.Key(example="1")]
    title: fields.Title
    summary: fields.Title = ""
    language: fields.Language = "en"
    voice: fields.PinnedVoice = ""
    safety: fields.Texts = ()
    sources: fields.Sources = ()
    tags: fields.Tags = ()
    picture: Annotated[str | None, fields.named("the path of an image")] = None
    music: Annotated[Music | None, fields.holds(Music, short="play")] = None
    settings: Annotated[Mapping[str, Setting], _SETTINGS] = field(default_factory=dict)
    phrases: fields.OwnPhrases = field(default_factory=dict)
    pronounce: fields.Pronounced = field(default_factory=dict)
    steps: Steps
    file: str = ""
    name: str = ""
    warnings: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    where: Where


MODELS: tuple[type, ...] = (Setting, Music, Remind, *(verb.step for verb in VERBS.values()))
"""Every model that a routine holds."""


def keys_of(form: fields.Form, models: tuple[type, ...] = (Routine, *MODELS)) -> frozenset[str]:
    """Return the keys whose value has this `form` in one of the `models`."""
    return frozenset(key for model in models for key, spec in fields.keys(model).items() if spec.form == form)
