"""The contract of an engine: an utterance becomes a clip, and an engine tells its voices."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from voiceguide.audio import Clip

MANY = "mul"
"""The language of a voice that speaks more than it can name: ISO 639's tag for multiple languages."""


class Quality(IntEnum):
    """How a voice sounds to somebody who hears it every day."""

    ROBOTIC = 1
    PLAIN = 2
    NATURAL = 3


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of an engine: `name` is what follows the engine's own after a colon, '' when it has only the one.

    `language` is a BCP 47 tag, or `MANY`. `licence` is an SPDX expression, '' where nobody says. One that isn't
    `installed` tells in `how` what to do for it: a command, or a few words.
    """

    name: str
    language: str
    quality: Quality
    licence: str
    installed: bool = True
    how: str = ""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What an engine is asked to say: plain `text`, never markup.

    `language` is a BCP 47 tag, `voice` a name of the engine's own or '' for its best one in that language. `rate` is
    a factor, 0.5 to 2: 1.0 is the tempo for guided routines, about 158 words a minute, in every engine.
    """

    text: str
    language: str = "en"
    voice: str = ""
    rate: float = 1.0


class Engine(Protocol):
    """Text -> clip. Made by its entry point without arguments; loads nothing heavy before the first `speak`.

    `version` changes whenever the same utterance may sound different: it is part of a cached clip's name. It is
    known without loading the engine.
    """

    name: str
    version: str

    def voices(self) -> list[Voice]:
        """Return its voices, the best of each language first, without loading what speaks.

        Those that only wait to be installed or fetched are among them.
        """
        ...

    def speak(self, utterance: Utterance) -> Clip:
        """Return the sound of `utterance`, any rate, untrimmed; raise `EngineError` when there is none."""
        ...

    def close(self) -> None:
        """Let go of processes and models; speaking again afterwards starts anew."""
        ...
