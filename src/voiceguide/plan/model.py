"""A plan: what a routine means, one event after the other, with every repeat and side unrolled.

Times are exact `Fraction` seconds. Words are kept as author's text with phrase keys in it; no sentence of the
program's own stands here, and no sound does.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from voiceguide.errors import Where

Side = Literal["left", "right"]
Tone = Literal["start", "release", "tick", "halfway", "switch", "done", "rest-start", "rest-release", "cue"]
Value = str | int | Fraction


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words the program adds itself: a key of the phrase book, and the values its text takes."""

    key: str
    values: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """One thing to say: the author's text as it stands, and phrases where it had inserts.

    `tempo` 1 is the voice's own; less is slower.
    """

    parts: tuple[str | Phrase, ...]
    tempo: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound file to decode; `path` is whole and was checked to lie in the routine's folder."""

    path: str


@dataclass(frozen=True, slots=True)
class Context:
    """Where in the routine an event stands, as a listener would say it."""

    side: Side | None = None
    round: int | None = None
    rounds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The base of all events: its place in the file, and its place in the routine."""

    where: Where
    context: Context = field(default_factory=Context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter(Event):
    """From here on is chapter `title`; `level` 0 is the outermost. `safety` marks the lead of safety texts."""

    title: Words
    level: int = 0
    safety: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Event):
    """Speech, then at least `then` seconds; `pan` -1 (left) to 1 (right).

    `lead` marks a step's own `say`, which goes inside a rest before it when it fits.
    """

    words: Words
    then: Fraction
    pan: float = 0.0
    lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Event):
    """Silence of `seconds`."""

    seconds: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounded(Event):
    """One earcon."""

    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Play(Event):
    """A sound file to its end, `level_db` relative to speech."""

    sound: Sound
    level_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Event):
    """A hold or a rest: exactly `seconds` from the start tone's first frame to the release tone's first frame.

    `numbers` are the counts to speak, as (seconds, number): seconds before the end when `down`, else after the
    start. `count` is what the routine asks to be counted: 'none', 'up', 'down', or the number to count down from.
    `inside` runs from the start. `own_say` is a rest's own `say`, spoken inside it. `shortest` and `longest`
    are the limits of the setting that its length is, when it is one: a live listener's changes stay within them.
    """

    kind: Literal["hold", "rest"]
    seconds: Fraction
    numbers: tuple[tuple[Fraction, int], ...] = ()
    down: bool = True
    count: str | int = "none"
    shortest: Fraction | None = None
    longest: Fraction | None = None
    halfway: bool = False
    release: Words | None = None
    inside: tuple[Event, ...] = ()
    own_say: Words | None = None
    pan: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Event):
    """One phase of a pace or a breath: its word said from its first frame, then silence to `seconds`.

    `cycle` of `cycles` counts from 1, `index` of a phase in its cycle from 0.
    """

    verb: Literal["pace", "breathe"]
    word: Words
    seconds: Fraction
    cycle: int
    cycles: int
    index: int
    pan: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Event):
    """A gate `at_most` seconds long; every `every` seconds the next of `reminders` is said, then the last again.

    `answer` tells the listener how to answer, at the first wait of a session where somebody can. `asking` makes the
    wait a patient one: it ends with these words, and then begins anew.
    """

    at_most: Fraction
    answer: Words | None = None
    asking: Words | None = None
    every: Fraction | None = None
    reminders: tuple[Words, ...] = ()
    pan: float = 0.0


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an export, a screen or a page says of the routine.

    `safety` is empty in a plan, whose texts still wait for their phrases, and filled in its timeline. `files` are the
    whole paths of what the routine was read from and of what it plays and shows: no export overwrites them. A routine
    means the same wherever its files lie, so they aren't compared.
    """

    title: str
    summary: str = ""
    language: str = "en"
    safety: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    picture: str | None = None
    files: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Music:
    """A looped bed under the whole, `level_db` relative to speech."""

    sound: Sound
    level_db: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The flat sequence a routine means.

    `safety` holds the safety texts whether or not the events speak them: every export prints them. `phrases` are
    texts by key in place of the phrase book's, `pronounce` what a voice is given for what is written. `voice` is who
    the author wants to speak, '' for whoever does it best.
    """

    metadata: Metadata
    events: tuple[Event, ...]
    safety: tuple[Words, ...] = ()
    music: Music | None = None
    phrases: tuple[tuple[str, str], ...] = ()
    pronounce: tuple[tuple[str, str], ...] = ()
    voice: str = ""
