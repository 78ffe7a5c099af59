"""Samples from a microphone -> the words heard in them: utterances, embeddings, and what the head makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceguide.controls.ears.features import Features
from voiceguide.controls.ears.segments import Segments
from voiceguide.controls.ears.words import asked_by

if TYPE_CHECKING:
    from voiceguide.audio import Pcm16
    from voiceguide.controls.ears.head import Head
    from voiceguide.controls.ears.segments import Utterance
    from voiceguide.playback.contracts import Command


@dataclass(frozen=True, slots=True)
class Heard:
    """A word that was understood, how sure (0 to 1), and the frame (16 kHz, since the first pushed) where it ended."""

    command: Command
    word: str
    confidence: float
    ended: int


class Recogniser:
    """Understands the words of `head` in a stream; the same stream always gives the same words; keeps no sound.

    Raise `DeviceError` when the packages it needs aren't installed.
    """

    def __init__(self, head: Head) -> None:
        self._head = head
        self._segments = Segments()
        self._features = Features()

    def push(self, samples: Pcm16) -> list[Heard]:
        """Take in `samples` (mono, 16 bits, 16 kHz, any number); return the words that were understood with them."""
        heard = (self._heard(utterance) for utterance in self._segments.push(samples))
        return [word for word in heard if word]

    def clear(self) -> None:
        """Forget what was begun, as after the program itself made a sound."""
        self._segments.clear()

    def _heard(self, utterance: Utterance) -> Heard | None:
        likely = self._head.probabilities(self._features.embed(utterance.samples))
        asked: dict[Command, list[tuple[float, str]]] = {}
        for share, word in zip(likely.tolist(), self._head.words, strict=False):  # none of them comes last
            asked.setdefault(asked_by(word), []).append((share, word))
        # Which of its words was said matters less than that one of them was.
        command, said = max(asked.items(), key=lambda entry: sum(share for share, _ in entry[1]))
        confidence = sum(share for share, _ in said)
        if confidence < self._head.threshold:
            return None
        return Heard(command, max(said)[1], confidence, utterance.end)
