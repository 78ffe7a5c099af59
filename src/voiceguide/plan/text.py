"""Plan -> plain text, one event a line: what tests read, and what a plan's digest is made of."""

import hashlib
from collections.abc import Iterator

from voiceguide.plan.model import (
    Chapter,
    Event,
    Hold,
    Pause,
    Phase,
    Phrase,
    Plan,
    Play,
    Say,
    Sound,
    Sounded,
    Wait,
    Words,
)
from voiceguide.units import write_duration


def as_text(plan: Plan) -> str:
    """Return every event of `plan` as a line; phrases as keys with values, durations as a routine writes them."""
    lines = [line for event in plan.events for line in _lines(event)]
    if plan.metadata.language != "en":
        lines.insert(0, f"language {plan.metadata.language}")
    lines += [f'phrase {key} "{text}"' for key, text in plan.phrases]
    lines += [f'pronounce "{written}" "{spoken}"' for written, spoken in plan.pronounce]
    if plan.music:
        lines.append(f"music {_name(plan.music.sound)} {plan.music.level_db:g} dB")
    return "\n".join(lines)


def digest(plan: Plan) -> str:
    """Return 16 hex digits that change whenever what a listener hears does, whatever the voice."""
    return hashlib.sha256(as_text(plan).encode()).hexdigest()[:16]


def _lines(event: Event) -> Iterator[str]:
    match event:
        case Chapter():
            yield f"{'  ' * event.level}# {_words(event.title)}"
        case Say():
            kind = "lead" if event.lead else "say"
            yield f"{kind} {_words(event.words)}, then {write_duration(event.then)}{_pan(event.pan)}"
        case Pause():
            yield f"pause {write_duration(event.seconds)}"
        case Sounded():
            yield f"tone {event.tone}"
        case Play():
            yield f"play {_name(event.sound)} {event.level_db:g} dB"
        case Phase():
            phase = f"{_words(event.word)} {write_duration(event.seconds)}{_pan(event.pan)}"
            yield f"{event.verb} {event.cycle}/{event.cycles} {phase}"
        case Wait():
            yield f"wait {write_duration(event.at_most)}{_pan(event.pan)}"
            if event.answer:
                yield f"  answer {_words(event.answer)}"
            if event.asking:
                yield f"  asking {_words(event.asking)}"
            if event.every:
                yield from (f"  every {write_duration(event.every)} {_words(words)}" for words in event.reminders)
        case Hold():
            yield from _hold(event)


def _hold(hold: Hold) -> Iterator[str]:
    yield f"{hold.kind} {write_duration(hold.seconds)}{_pan(hold.pan)}"
    if hold.own_say:
        yield f"  say {_words(hold.own_say)}"
    for step in hold.inside:
        yield from (f"  {line}" for line in _lines(step))
    if hold.halfway:
        yield "  halfway"
    if hold.numbers:
        way = "down" if hold.down else "up"
        yield f"  count {way} {' '.join(f'{number}' for _, number in hold.numbers)}"
    if hold.release:
        yield f"  release {_words(hold.release)}"


def _words(words: Words) -> str:
    said = f'"{"".join(part if isinstance(part, str) else _phrase(part) for part in words.parts)}"'
    return said if words.tempo == 1 else f"{said} at {float(words.tempo):g}"


def _phrase(phrase: Phrase) -> str:
    values = "".join(f" {name}={value}" for name, value in phrase.values)
    return f"<{phrase.key}{values}>"


def _pan(pan: float) -> str:
    return "" if pan == 0 else " (left)" if pan < 0 else " (right)"


def _name(sound: Sound) -> str:
    # The folder is the machine's own business.
    return sound.path.replace("\\", "/").rpartition("/")[2]
