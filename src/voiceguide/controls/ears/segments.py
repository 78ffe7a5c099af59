"""Samples as they come from a microphone -> isolated utterances, cleaned of steady noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voiceguide.audio import Pcm16
from voiceguide.units import Rate

RATE = Rate(16_000)
"""What the ears hear at: a microphone's sound is brought to it before."""


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """Speech with quiet around it: `samples` (mono, 16 bits, 16 kHz, noise taken out).

    `start` and `end` are frames since the first one pushed: where the speech begins, and where it ends.
    """

    samples: Pcm16
    start: int
    end: int


class Segments:
    """Cuts utterances out of a stream; whatever the sizes of the pieces pushed, they are the same."""

    def push(self, samples: Pcm16) -> list[Utterance]:
        """Take in `samples` (mono, 16 bits, 16 kHz); return the utterances that ended with them, oldest first."""
        raise NotImplementedError

    def clear(self) -> None:
        """Forget what was begun, as after the program itself made a sound; frames go on being counted."""
        raise NotImplementedError
