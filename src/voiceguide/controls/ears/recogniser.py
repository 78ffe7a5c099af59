"""Recognises words in sound from a microphone: finds utterances, computes their embeddings, and asks the head."""

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
    """A word that was recognised, the confidence (0 to 1), and the frame (16 kHz, from the first) where it `ended`."""

    command: Command
    word: str
    confidence: float
    ended: int


class Recogniser:
    """Recognises the words of `head` in a stream. The same stream always gives the same words. It stores no sound.

    Raise `DeviceError` if the packages it needs aren't installed.
    """

    def __init__(self, head: Head) -> None:
        self._head = head
        self._segments = Segments()
        self._features = Features()

    def push(self, samples: Pcm16) -> list[Heard]:
        """Listen to `samples` (mono, 16 bits, 16 kHz, any number). Return the words that were recognised with them."""
        heard = (self._heard(utterance) for utterance in self._segments.push(samples))
        return [word for word in heard if word]

    def clear(self) -> None:
        """Forget the utterance that has begun; the program itself has made a sound."""
        self._segments.clear()

    def _heard(self, utterance: Utterance) -> Heard | None:
        likely = self._head.probabilities(self._features.embed(utterance.samples))
        asked: dict[Command, list[tuple[float, str]]] = {}
        for share, word in zip(likely.tolist(), self._head.words, strict=False):  # the last class is everything else
            asked.setdefault(asked_by(word), []).append((share, word))
        # Which of its words was spoken doesn't matter, so the probabilities of a command's words are added.
        command, said = max(asked.items(), key=lambda entry: sum(share for share, _ in entry[1]))
        confidence = sum(share for share, _ in said)
        if confidence < self._head.threshold:
            return None
        return Heard(command, max(said)[1], confidence, utterance.end)
