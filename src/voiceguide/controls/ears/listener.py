"""Chunks from a microphone -> what was understood in the gaps: words of the listener's, and double claps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from voiceguide.controls.ears.claps import FLUSH, Claps
from voiceguide.controls.ears.microphone import HZ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceguide.audio import Pcm16
    from voiceguide.controls.ears.halfduplex import HalfDuplex
    from voiceguide.controls.ears.microphone import Chunk
    from voiceguide.controls.ears.recogniser import Heard
    from voiceguide.playback.contracts import Command

# A word is told once it is followed by this much quiet: at the end of a gap it gets it at once.
_QUIET = np.zeros(HZ // 2, np.int16)
_SILENCE = np.zeros(FLUSH, np.int16)

# A word that a gap cuts lies nearer to its end than this, or doesn't leave room for a whole one since its beginning.
_CUT_SECONDS = 0.1
_SHORTEST_SECONDS = 0.3


class _Recogniser(Protocol):
    """What a recogniser does."""

    def push(self, samples: Pcm16) -> list[Heard]: ...
    def clear(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Event:
    """A command that was spoken as `word`, or two claps, which have neither; `ended_seconds` is when, monotonic."""

    ended_seconds: float
    command: Command | None = None
    word: str = ""


class Listener:
    """Lets a recogniser hear the gaps between the program's own sounds, one after the other as if nothing were between.

    So the recogniser gets used to the room's noise, never to the program, and takes no cue for a command.
    """

    def __init__(self, recogniser: _Recogniser, own: HalfDuplex) -> None:
        self._recogniser = recogniser
        self._own = own
        self._claps = Claps()
        self._open = False
        self._frames = 0  # pushed to the recogniser
        self._gap_frames = 0  # of them, since this gap began
        self._now_seconds = 0.0  # when the newest of them was captured

    def push(self, chunk: Chunk) -> list[Event]:
        """Take in `chunk`; return what was understood with it."""
        if not self._own.open(chunk.began_seconds, chunk.ended_seconds):
            return list(self._end_gap()) if self._open else []
        if not self._open:
            self._open, self._gap_frames, self._claps = True, 0, Claps()
        self._frames += len(chunk.samples)
        self._gap_frames += len(chunk.samples)
        self._now_seconds = chunk.ended_seconds
        return list(self._understood(self._recogniser.push(chunk.samples), self._claps.push(chunk.samples)))

    def _end_gap(self) -> Iterator[Event]:
        """Give the recogniser the quiet in which a word is decided, and forget what the program cut."""
        self._open = False
        heard = self._recogniser.push(_QUIET)
        whole = self._frames - _CUT_SECONDS * HZ
        yield from self._understood([word for word in heard if word.ended <= whole], self._claps.push(_SILENCE))
        self._recogniser.clear()
        self._frames += len(_QUIET)

    def _understood(self, words: list[Heard], claps: list[int]) -> Iterator[Event]:
        began = self._frames - self._gap_frames
        for word in words:
            if word.ended - began >= _SHORTEST_SECONDS * HZ:
                yield Event(self._now_seconds - (self._frames - word.ended) / HZ, word.command, word.word)
        for frame in claps:
            yield Event(self._now_seconds - (self._gap_frames - frame) / HZ)
