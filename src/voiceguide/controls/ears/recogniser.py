"""Samples from a microphone -> the words heard in them: utterances, embeddings, and what the head makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voiceguide.audio import Pcm16
    from voiceguide.controls.ears.head import Head
    from voiceguide.playback.contracts import Command


@dataclass(frozen=True, slots=True)
class Heard:
    """A word that was understood, how sure (0 to 1), and the frame (16 kHz, since the first pushed) where it ended."""

    command: Command
    word: str
    confidence: float
    ended: int


class Recogniser:
    """Understands the words of `head` in a stream; the same stream always gives the same words; keeps no sound."""

    def __init__(self, head: Head) -> None:
        raise NotImplementedError

    def push(self, samples: Pcm16) -> list[Heard]:
        """Take in `samples` (mono, 16 bits, 16 kHz, any number); return the words that were understood with them."""
        raise NotImplementedError

    def clear(self) -> None:
        """Forget what was begun, as after the program itself made a sound."""
        raise NotImplementedError
