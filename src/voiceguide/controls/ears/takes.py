"""A listener's own takes of the words -> a head that knows their voice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceguide.audio import Pcm16
    from voiceguide.controls.ears.features import Features
    from voiceguide.controls.ears.head import Head


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One of the listener's takes of a word: `samples` as the microphone gave them (mono, 16 bits, 16 kHz)."""

    word: str
    samples: Pcm16


def retrain(head: Head, takes: Sequence[Take], features: Features) -> Head:
    """Return `head` trained on with `takes`, a few of each word, in seconds; words without takes stay as they are."""
    raise NotImplementedError
