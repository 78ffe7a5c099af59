"""Chunks from a microphone -> takes of a word, each good enough to learn a voice from."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from voiceguide.controls.ears.microphone import HZ

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voiceguide.audio import Pcm16
    from voiceguide.controls.ears.microphone import Chunk
    from voiceguide.controls.ears.segments import Segments

_PATIENCE_FRAMES = 8 * HZ
_AFTER_FRAMES = HZ * 8 // 10
_AROUND_FRAMES = HZ // 5
_FAINT = 330  # -40 dBFS
_FULL = 32_700
_CLIPPED = 3


class Trouble(Enum):
    """Why a take can't be learned from, as its speaker is told."""

    NOTHING = "Nothing was heard."
    FAINT = "That was too quiet: come nearer, or speak up."
    CLIPPED = "That was too loud for the microphone: go further away, or speak softer."
    SEVERAL = "That was more than the words asked for."


class Recorder:
    """Records one take after the other; `segments` finds where each begins and ends."""

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        self._frames = 0

    def take(self, chunks: Iterable[Chunk]) -> Pcm16 | Trouble:
        """Return what is said next, with a fifth of a second around it (16 kHz), or what is wrong with it.

        It takes 8 s at most until something was said, and 0.8 s afterwards to see that nothing follows.
        """
        self._segments.clear()
        began, said = self._frames, None
        heard: list[Pcm16] = []
        for chunk in chunks:
            heard.append(chunk.samples)
            self._frames += len(chunk.samples)
            ended = self._segments.push(chunk.samples)
            said = said or (ended[0] if ended else None)
            if said and self._frames >= said.end + _AFTER_FRAMES:
                start, end = said.start - began - _AROUND_FRAMES, said.end - began + _AROUND_FRAMES
                sound = np.concatenate(heard)
                return judged(sound[max(start, 0) : end], sound[end:])
            if not said and self._frames - began >= _PATIENCE_FRAMES:
                break
        return Trouble.NOTHING


def judged(samples: Pcm16, after: Pcm16) -> Pcm16 | Trouble:
    """Return `samples` of a take, or why they can't be learned from; `after` is what follows them."""
    loud = np.abs(samples.astype(np.int32))
    loudest = loud.max(initial=0)
    if loudest < _FAINT:
        return Trouble.FAINT
    if np.count_nonzero(loud >= _FULL) >= _CLIPPED:
        return Trouble.CLIPPED
    if np.abs(after.astype(np.int32)).max(initial=0) > loudest / 3:
        return Trouble.SEVERAL
    return samples
