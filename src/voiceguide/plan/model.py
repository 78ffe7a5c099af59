"""A plan: what a routine means, one event after the other, with every repeat and side unrolled.

Times are exact `Fraction` seconds. Words are the author's text with phrase keys in it. A plan holds no sentence of the
program's own, and no sound.

`Event` is the union of all events. A `match` over it ends in `assert_never`, so that mypy names each place that a new
event needs. Behind the events stands what the program asks of each: its words, its sounds, and how it reads as text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, assert_never

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
    """The base of all events: its place in the file, and its place in the routine."""

    where: Where
    context: Context = field(default_factory=Context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter(_Event):
    """From here on is chapter `title`; `level` 0 is the outermost. `safety` marks the lead of safety texts."""

    title: Words
    level: int = 0
    safety: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(_Event):
    """Speech, then at least `then` seconds; `pan` -1 (left) to 1 (right).

    `lead` marks a step's own `say`, which goes inside a rest before it when it fits.
    """

    words: Words
    then: Fraction
    pan: float = 0.0
    lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(_Event):
    """Silence of `seconds`."""

    seconds: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounded(_Event):
    """One earcon."""

    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Play(_Event):
    """A sound file to its end, `level_db` relative to speech."""

    sound: Sound
    level_db: float


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


Event = Chapter | Say | Pause | Sounded | Play | Hold | Phase | Wait


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


def spoken(plan: Plan) -> Iterator[Words]:
    """Yield the words of every cue, repeats included, in the order they are first needed."""
    for event in plan.events:
        yield from _spoken(event)


def worded(plan: Plan) -> Iterator[tuple[Event, Words]]:
    """Yield each event with each of its words, spoken or only printed."""
    for event in plan.events:
        if isinstance(event, Chapter):
            yield event, event.title
        else:
            yield from ((event, words) for words in _spoken(event))


def sounds(plan: Plan) -> Iterator[Sound]:
    """Yield every sound file to decode, repeats included; the music last."""
    for event in plan.events:
        for inner in event.inside if isinstance(event, Hold) else (event,):
            if isinstance(inner, Play):
                yield inner.sound
    if plan.music:
        yield plan.music.sound


def with_tempo(event: Event, tempo: Fraction) -> Event:
    """Return `event` with its words at `tempo`. Counts and phases keep to their seconds, so their words stay."""

    def said(words: Words | None) -> Words | None:
        return words and replace(words, tempo=tempo)

    match event:
        case Say():
            return replace(event, words=replace(event.words, tempo=tempo))
        case Wait():
            reminders = tuple(replace(words, tempo=tempo) for words in event.reminders)
            return replace(event, answer=said(event.answer), asking=said(event.asking), reminders=reminders)
        case Hold():
            # The words inside a hold have just the room that the author gave them.
            return replace(event, own_say=said(event.own_say), release=said(event.release))
        case Chapter() | Pause() | Sounded() | Play() | Phase():
            return event
        case _:
            assert_never(event)


def as_text(plan: Plan) -> str:
    """Return every event of `plan` as a line; phrases as keys with values, durations as a routine writes them."""
    lines = [line for event in plan.events for line in _lines(event)]
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


def _spoken(event: Event) -> Iterator[Words]:
    match event:
        case Say():
            yield event.words
        case Phase():
            yield event.word
        case Wait():
            yield from (words for words in (event.answer, event.asking) if words)
            yield from event.reminders
        case Hold():
            if event.own_say:
                yield event.own_say
            for inner in event.inside:
                yield from _spoken(inner)
            if event.halfway:
                yield HALFWAY
            yield from (count(number) for _, number in event.numbers)
            if event.release:
                yield event.release
        case Chapter() | Pause() | Sounded() | Play():
            pass
        case _:
            assert_never(event)


def _lines(event: Event) -> Iterator[str]:
    match event:
        case Chapter():
            yield f"{'  ' * event.level}# {event.title}"
        case Say():
            kind = "lead" if event.lead else "say"
            yield f"{kind} {event.words}, then {write_duration(event.then)}{_side(event.pan)}"
        case Pause():
            yield f"pause {write_duration(event.seconds)}"
        case Sounded():
            yield f"tone {event.tone}"
        case Play():
            yield f"play {event.sound} {event.level_db:g} dB"
        case Phase():
            phase = f"{event.word} {write_duration(event.seconds)}{_side(event.pan)}"
            yield f"{event.verb} {event.cycle}/{event.cycles} {phase}"
        case Wait():
            yield from _wait_lines(event)
        case Hold():
            yield from _hold_lines(event)
        case _:
            assert_never(event)


def _wait_lines(wait: Wait) -> Iterator[str]:
    yield f"wait {write_duration(wait.at_most)}{_side(wait.pan)}"
    if wait.answer:
        yield f"  answer {wait.answer}"
    if wait.asking:
        yield f"  asking {wait.asking}"
    if wait.every:
        yield from (f"  every {write_duration(wait.every)} {words}" for words in wait.reminders)


def _hold_lines(hold: Hold) -> Iterator[str]:
    yield f"{hold.kind} {write_duration(hold.seconds)}{_side(hold.pan)}"
    if hold.own_say:
        yield f"  say {hold.own_say}"
    for inner in hold.inside:
        yield from (f"  {line}" for line in _lines(inner))
    if hold.halfway:
        yield "  halfway"
    if hold.numbers:
        way = "down" if hold.down else "up"
        yield f"  count {way} {' '.join(f'{number}' for _, number in hold.numbers)}"
    if hold.release:
        yield f"  release {hold.release}"


def _side(pan: float) -> str:
    return "" if pan == 0 else " (left)" if pan < 0 else " (right)"
