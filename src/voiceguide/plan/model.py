"""A plan: what a routine means, as one flat list of events, with every repeat and side unrolled.

Times are exact `Fraction` seconds. Words are the author's text with the keys of phrases. `Event` is the union of all
events, and each `match` over it ends in `assert_never`, so that mypy names every place that a new event needs. The
functions at the end read events: their words, their sounds, and the plan as text.
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
    """Words of the program's own: a key of the phrase book, and the values that its text takes."""

    key: str
    values: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        values = "".join(f" {name}={value}" for name, value in self.values)
        return f"<{self.key}{values}>"


@dataclass(frozen=True, slots=True)
class Words:
    """What a voice says in one go: the author's text, and phrases in place of its inserts.

    A `tempo` of 1 is the voice's own; less is slower. `faster` is the factor in it that makes them fit a small room.
    """

    parts: tuple[str | Phrase, ...]
    tempo: Fraction = Fraction(1)
    faster: Fraction = Fraction(1)

    def __str__(self) -> str:
        text = f'"{"".join(map(str, self.parts))}"'
        return text if self.tempo == 1 else f"{text} at {float(self.tempo):g}"


def count(number: int) -> Words:
    """Return the words that count `number`."""
    return Words((Phrase("count", (("number", number),)),))


HALFWAY = Words((Phrase("halfway"),))
GET_READY = Words((Phrase("get-ready"),))
"""What a session says before a hold that begins again without words of its own. No plan has it."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound file. `path` is absolute, and lies in the routine's folder."""

    path: str

    def __str__(self) -> str:
        # A routine means the same in any folder.
        return self.path.replace("\\", "/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Context:
    """The side and the round of an event, as a listener knows them."""

    side: Side | None = None
    round: int | None = None
    rounds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """The base of all events: the place in the file, and the side and the round."""

    where: Where
    context: Context = field(default_factory=Context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter(_Event):
    """The start of chapter `title`; `level` 0 is the outermost. `safety` marks the chapter of the safety texts."""

    title: Words
    level: int = 0
    safety: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(_Event):
    """Speech, then at least `then` seconds of silence; `pan` is -1 (left) to 1 (right).

    `lead` marks the `say` of another step. If it fits into a rest before that step, the rest speaks it.
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
"""The events that can run inside a hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(_Event):
    """A hold or a rest: exactly `seconds` from the first frame of the start tone to that of the release tone.

    `numbers` are the spoken counts, as (seconds, number): seconds before the end if `down`, else after the start.
    `count` is the author's choice: 'none', 'up', 'down', or the number to count down from. `inside` runs from the
    start. `own_say` is a rest's `say`, spoken inside it. If the length is a setting, `shortest` and `longest` are the
    setting's limits, and changes in a session stay within them.
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
    """One phase of a pace or a breath: its word from the first frame, then silence up to `seconds`.

    `cycle` counts from 1 to `cycles`; `index`, the place of the phase in its cycle, counts from 0.
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
    """A gate `at_most` seconds long. Every `every` seconds it speaks the next of `reminders`; the last one repeats.

    `answer` says how to answer, at the first wait of a session. A wait with `asking` ends with these words and then
    begins again.
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
    """What an export, a screen or a page shows about the routine.

    `safety` is empty in a plan, whose texts still have keys of phrases; the timeline has the texts. `files` are the
    absolute paths of all files that the routine reads, plays and shows; no export overwrites them. They don't count
    when metadata are compared, because a routine means the same in any folder.
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
    """A sound that repeats under the whole routine, `level_db` relative to speech."""

    sound: Sound
    level_db: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What a routine means.

    `safety` are the safety texts, which every export prints, even if the events don't speak them. `phrases` replace
    texts of the phrase book by key. `pronounce` maps a written word to how it is spoken. `voice` is the voice that the
    author wants, '' for the best one.
    """

    metadata: Metadata
    events: tuple[Event, ...]
    safety: tuple[Words, ...] = ()
    music: Music | None = None
    phrases: tuple[tuple[str, str], ...] = ()
    pronounce: tuple[tuple[str, str], ...] = ()
    voice: str = ""


def spoken(plan: Plan) -> Iterator[Words]:
    """Yield the words of every cue in the order of the plan, repeats included."""
    for event in plan.events:
        yield from _spoken(event)


def worded(plan: Plan) -> Iterator[tuple[Event, Words]]:
    """Yield each event with each of its words, whether spoken or only printed."""
    for event in plan.events:
        if isinstance(event, Chapter):
            yield event, event.title
        else:
            yield from ((event, words) for words in _spoken(event))


def sounds(plan: Plan) -> Iterator[Sound]:
    """Yield every sound file, repeats included; the music comes last."""
    for event in plan.events:
        for inner in event.inside if isinstance(event, Hold) else (event,):
            if isinstance(inner, Play):
                yield inner.sound
    if plan.music:
        yield plan.music.sound


def with_tempo(event: Event, tempo: Fraction) -> Event:
    """Return `event` with its words at `tempo`, except those of counts and phases, which must fit their seconds."""

    def at_tempo(words: Words | None) -> Words | None:
        return words and replace(words, tempo=tempo)

    match event:
        case Say():
            return replace(event, words=replace(event.words, tempo=tempo))
        case Wait():
            reminders = tuple(replace(words, tempo=tempo) for words in event.reminders)
            return replace(event, answer=at_tempo(event.answer), asking=at_tempo(event.asking), reminders=reminders)
        case Hold():
            # The words inside a hold keep their tempo: the author gave them no more room.
            return replace(event, own_say=at_tempo(event.own_say), release=at_tempo(event.release))
        case Chapter() | Pause() | Sounded() | Play() | Phase():
            return event
        case _:
            assert_never(event)


def as_text(plan: Plan) -> str:
    """Return `plan` with one line per event; phrases are keys with values, durations are as in a routine file."""
    lines = [line for event in plan.events for line in _lines(event)]
    if plan.metadata.language != "en":
        lines.insert(0, f"language {plan.metadata.language}")
    lines += [f'phrase {key} "{text}"' for key, text in plan.phrases]
    lines += [f'pronounce "{written}" "{spoken}"' for written, spoken in plan.pronounce]
    if plan.music:
        lines.append(f"music {plan.music.sound} {plan.music.level_db:g} dB")
    return "\n".join(lines)


def digest(plan: Plan) -> str:
    """Return 16 hex digits that change with anything that a listener hears, except the voice."""
    import hashlib  # loads OpenSSL, and only a session needs a digest

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
