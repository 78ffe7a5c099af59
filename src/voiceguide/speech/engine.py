"""The contract of an engine: an utterance becomes a clip."""

from dataclasses import dataclass
from typing import Protocol

from voiceguide.audio import Clip


@dataclass(frozen=True, slots=True)
class Utterance:
    """What an engine is asked to say: plain `text`, never markup.

    `language` is a BCP 47 tag, `voice` a name of the engine's own or '' for its default, `rate` a factor: 1.0 is
    the engine's tempo for guided routines.
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

    def speak(self, utterance: Utterance) -> Clip:
        """Return the sound of `utterance`, any rate, untrimmed; raise `EngineError` when there is none."""
        ...

    def close(self) -> None:
        """Let go of processes and models; speaking again afterwards starts anew."""
        ...
