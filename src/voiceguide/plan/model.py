"""A plan: what a routine means, one event after the other, with every repeat and side unrolled.

Times are exact `Fraction` seconds. Words are the author's text with phrase keys in it. A plan holds no sentence of the
program's own, and no sound.

Each event says itself what must be spoken and played for it, and how it reads as plain text. `Event` is the union of
all events; a `match` over it ends in `assert_never`, so that mypy names each place that a new event needs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, Self

from voiceguide.errors import Where
from voiceguide.units import write_duration

Side = Literal["left", "right"]
Tone = Literal["start", "release", "tick", "halfway", "switch", "done", "rest-start", "rest-release", "cue"]
Value = str | int | Fraction


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words the program adds itself: a key of the phrase book, and the values its text takes."""

    key: str
    values: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        values = "".join(f" {name}={value}" for name, value in self.values)
        return f"<{self.key}{values}>"


@dataclass(frozen=True, slots=True)
class Words:
    """One thing to say: the author's text as it stands, and phrases where it had inserts.

    `tempo` 1 is the voice's own; less is slower.
    """

    parts: tuple[str | Phrase, ...]
    tempo: Fraction = Fraction(1)

    def __str__(self) -> str:
        said = f'"{"".join(map(str, self.parts))}"'
        return said if self.tempo == 1 else f"{said} at {float(self.tempo):g}"


def count(number: int) -> Words:
    """Return the words of a spoken count."""
    return Words((Phrase("count", (("number", number),)),))


HALFWAY = Words((Phrase("halfway"),))


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound file to decode; `path` is whole and was checked to lie in the routine's folder."""

    path: str

    def __str__(self) -> str:
        # Where the folder lies is no part of what the routine means.
        return self.path.replace("\\", "/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Context:
    """Where in the routine an event stands, as a listener would say it."""

    side: Side | None = None
    round: int | None = None
    rounds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """The base of all events: its place in the file, and its place in the routine.

    Each event also has `lines`, which yields it as plain text: tests read that, and a plan's digest is made of it.
    """

    where: Where
    context: Context = field(default_factory=Context)

    def spoken(self) -> Iterator[Words]:
        """Yield the words of every cue, repeats included, in the order they are first needed."""
        yield from ()

    def sounds(self) -> Iterator[Sound]:
        """Yield every sound file to decode."""
        yield from ()

    def at_tempo(self, tempo: Fraction) -> Self:  # noqa: ARG002 - most events have no words that can be slower
        """Return the event with its words at `tempo`, except words that have an exact time."""
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter(_Event):
    """From here on is chapter `title`; `level` 0 is the outermost. `safety` marks the lead of safety texts."""

    title: Words
    level: int = 0
    safety: bool = False

    def lines(self) -> Iterator[str]:
        """Yield the event as plain text."""
        yield f"{'  ' * self.level}# {self.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(_Event):
    """Speech, then at least `then` seconds; `pan` -1 (left) to 1 (right).

    `lead` marks a step's own `say`, which goes inside a rest before it when it fits.
    """

    words: Words
    then: Fraction
    pan: float = 0.0
    lead: bool = False

    def spoken(self) -> Iterator[Words]:
        """Yield its words."""
        yield self.words

    def at_tempo(self, tempo: Fraction) -> Self:
        """Return the event with its words at `tempo`."""
        return replace(self, words=replace(self.words, tempo=tempo))

    def lines(self) -> Iterator[str]:
        """Yield the event as plain text."""
        kind = "lead" if self.lead else "say"
        yield f"{kind} {self.words}, then {write_duration(self.then)}{_side(self.pan)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(_Event):
    """Silence of `seconds`."""

    seconds: Fraction

    def lines(self) -> Iterator[str]:
        """Yield the event as plain text."""
        yield f"pause {write_duration(self.seconds)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounded(_Event):
    """One earcon."""

    tone: Tone

    def lines(self) -> Iterator[str]:
        """Yield the event as plain text."""
        yield f"tone {self.tone}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Play(_Event):
    """A sound file to its end, `level_db` relative to speech."""

    sound: Sound
    level_db: float

    def sounds(self) -> Iterator[Sound]:
        """Yield its sound file."""
        yield self.sound

    def lines(self) -> Iterator[str]:
        """Yield the event as plain text."""
        yield f"play {self.sound} {self.level_db:g} dB"


Inner = Say | Pause | Sounded | Play
"""What can run inside a hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(_Event):
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
    inside: tuple[Inner, ...] = ()
    own_say: Words | None = None
    pan: float = 0.0

    def spoken(self) -> Iterator[Words]:
        """Yield the words of every cue: its own, those inside it, and its counts."""
        if self.own_say:
            yield self.own_say
        for event in self.inside:
            yield from event.spoken()
        if self.halfway:
            yield HALFWAY
        yield from (count(number) for _, number in self.numbers)
        if self.release:
            yield self.release

    def sounds(self) -> Iterator[Sound]:
        """Yield the sound files inside it."""
        for event in self.inside:
            yield from event.sounds()

    def at_tempo(self, tempo: Fraction) -> Self:
        """Return the event with its words at `tempo`, except those inside: their author gave them just their room."""
        return replace(self, own_say=_at_tempo(self.own_say, tempo), release=_at_tempo(self.release, tempo))

    def lines(self) -> Iterator[str]:
        """Yield the event as plain text."""
        yield f"{self.kind} {write_duration(self.seconds)}{_side(self.pan)}"
        if self.own_say:
            yield f"  say {self.own_say}"
        for event in self.inside:
            yield from (f"  {line}" for line in event.lines())
        if self.halfway:
            yield "  halfway"
        if self.numbers:
            way = "down" if self.down else "up"
            yield f"  count {way} {' '.join(f'{number}' for _, number in self.numbers)}"
        if self.release:
            yield f"  release {self.release}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(_Event):
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

    def spoken(self) -> Iterator[Words]:
        """Yield its word."""
        yield self.word

    def lines(self) -> Iterator[str]:
        """Yield the event as plain text."""
        phase = f"{self.word} {write_duration(self.seconds)}{_side(self.pan)}"
        yield f"{self.verb} {self.cycle}/{self.cycles} {phase}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(_Event):
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

    def spoken(self) -> Iterator[Words]:
        """Yield how to answer, the question, and the reminders."""
        yield from (words for words in (self.answer, self.asking) if words)
        yield from self.reminders

    def at_tempo(self, tempo: Fraction) -> Self:
        """Return the event with its words at `tempo`."""
        reminders = tuple(replace(words, tempo=tempo) for words in self.reminders)
        answer, asking = _at_tempo(self.answer, tempo), _at_tempo(self.asking, tempo)
        return replace(self, answer=answer, asking=asking, reminders=reminders)

    def lines(self) -> Iterator[str]:
        """Yield the event as plain text."""
        yield f"wait {write_duration(self.at_most)}{_side(self.pan)}"
        if self.answer:
            yield f"  answer {self.answer}"
        if self.asking:
            yield f"  asking {self.asking}"
        if self.every:
            yield from (f"  every {write_duration(self.every)} {words}" for words in self.reminders)


Event = Chapter | Say | Pause | Sounded | Play | Hold | Phase | Wait


def _at_tempo(words: Words | None, tempo: Fraction) -> Words | None:
    return words and replace(words, tempo=tempo)


def _side(pan: float) -> str:
    return "" if pan == 0 else " (left)" if pan < 0 else " (right)"


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

    def spoken(self) -> Iterator[Words]:
        """Yield the words of every cue, repeats included, in the order they are first needed."""
        for event in self.events:
            yield from event.spoken()

    def worded(self) -> Iterator[tuple[Event, Words]]:
        """Yield each event with each of its words, spoken or only printed."""
        for event in self.events:
            if isinstance(event, Chapter):
                yield event, event.title
            else:
                yield from ((event, words) for words in event.spoken())

    def sounds(self) -> Iterator[Sound]:
        """Yield every sound file to decode, repeats included; the music last."""
        for event in self.events:
            yield from event.sounds()
        if self.music:
            yield self.music.sound


def as_text(plan: Plan) -> str:
    """Return every event of `plan` as a line; phrases as keys with values, durations as a routine writes them."""
    lines = [line for event in plan.events for line in event.lines()]
    if plan.metadata.language != "en":
        lines.insert(0, f"language {plan.metadata.language}")
    lines += [f'phrase {key} "{text}"' for key, text in plan.phrases]
    lines += [f'pronounce "{written}" "{spoken}"' for written, spoken in plan.pronounce]
    if plan.music:
        lines.append(f"music {plan.music.sound} {plan.music.level_db:g} dB")
    return "\n".join(lines)


def digest(plan: Plan) -> str:
    """Return 16 hex digits that change whenever what a listener hears does, whatever the voice."""
    import hashlib  # it loads OpenSSL, and only a session needs a digest

    return hashlib.sha256(as_text(plan).encode()).hexdigest()[:16]
