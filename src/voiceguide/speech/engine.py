"""The contract of an engine, which speaks text; and how well voices fit a language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voiceguide.audio import Clip

MANY = "mul"
"""The language of a voice that speaks many: ISO 639's tag for multiple languages."""


class Quality(IntEnum):
    """How a voice sounds to a listener who hears it every day."""

    ROBOTIC = 1
    PLAIN = 2
    NATURAL = 3


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of an engine. `name` follows the engine's name and a colon in `--voice`; '' if the engine has one voice.

    `language` is a BCP 47 tag, or `MANY`. `licence` is an SPDX expression, '' if it is unknown. If the voice isn't
    `installed`, `how` says how to get it: a command, or a few words.
    """

    name: str
    language: str
    quality: Quality
    licence: str
    installed: bool = True
    how: str = ""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text for an engine to speak. `text` is plain text, never markup.

    `language` is a BCP 47 tag. `voice` is the name of a voice, '' for the engine's best one in that language. `rate` is
    a factor, 0.5 to 2.7: 1.0 is the tempo for guided routines, about 146 words a minute, in every engine. `faster`, 1
    to 1.35, is the factor in it that makes words fit a small room. An engine may ignore it: voiceguide measures clips.
    """

    text: str
    language: str = "en"
    voice: str = ""
    rate: float = 1.0
    faster: float = 1.0


class Engine(Protocol):
    """Speaks text. Its entry point makes it without arguments; it loads nothing heavy before the first `speak`.

    `version` changes whenever the same utterance may sound different, because it is part of a cached clip's name. It
    is known before the engine is loaded.
    """

    name: str
    version: str

    def voices(self) -> list[Voice]:
        """Return the engine's voices, the best of each language first, without loading a model.

        Voices that can be installed or downloaded are included.
        """
        ...

    def speak(self, utterance: Utterance) -> Clip:
        """Return the sound of `utterance` at any sample rate, untrimmed; raise `EngineError` if there is none."""
        ...

    def close(self) -> None:
        """Stop processes and unload models. A later `speak` starts again."""
        ...


_KNOWN_AS = {"cmn": "zh", "nb": "no"}
"""Languages that routines call by the name of their macrolanguage (ISO 639)."""


def fit(spoken: str, wanted: str) -> int:
    """Return how well a voice's language fits a routine's, both BCP 47 tags: from 0, not at all, to 4, exactly.

    >>> [fit(spoken, "en-GB") for spoken in ("de", "mul", "en-US", "en", "en_GB")]
    [0, 1, 2, 3, 4]
    """
    if spoken == MANY:
        return 1
    parts, others = _parts(spoken), _parts(wanted)
    if parts[0] != others[0]:
        return 0
    if parts == others:
        return 4
    return 3 if len(parts) == 1 or len(others) == 1 else 2


def best(voices: Iterable[Voice], language: str) -> Voice | None:
    """Return the installed voice that fits `language` best, then sounds best, then comes first; or None."""
    able = [voice for voice in voices if voice.installed and fit(voice.language, language)]
    return max(able, key=lambda voice: (fit(voice.language, language), voice.quality), default=None)


def _parts(tag: str) -> list[str]:
    main, *rest = tag.casefold().replace("_", "-").split("-")
    return [_KNOWN_AS.get(main, main), *rest]
