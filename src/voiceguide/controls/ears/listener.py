"""Listens in the gaps between the program's own sounds, for words and double claps: a microphone hears speakers too."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voiceguide.controls.ears.claps import FLUSH, Claps
from voiceguide.controls.ears.microphone import HZ

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceguide.controls.ears.microphone import Chunk
    from voiceguide.controls.ears.recogniser import Recognised, Recogniser
    from voiceguide.playback.contracts import Command

AFTER_SECONDS = 0.25
"""How long a room, or the radio of a headset, may prolong a sound."""

# A recogniser decides on a word when this much quiet follows it. At the end of a gap the listener adds it.
_QUIET = np.zeros(HZ // 2, np.int16)
_SILENCE = np.zeros(FLUSH, np.int16)

# A word is cut if it ends closer to the end of the gap than this, or begins before the gap.
_CUT_SECONDS = 0.1
_SHORTEST_SECONDS = 0.3


class HalfDuplex:
    """Knows when the program makes a sound, or has just made one. Two threads may use it.

    Seconds are on the clock of `time.monotonic`.
    """

    def __init__(self) -> None:
        self._sounds: deque[tuple[float, float]] = deque()

    def sounds(self, begin: float, end: float) -> None:
        """Note that the program sounds from `begin` to `end`; calls are in the order of time."""
        self._sounds.append((begin, end + AFTER_SECONDS))

    def open(self, begin: float, end: float) -> bool:
        """Return True if the program is silent from `begin` to `end`; calls are in the order of time."""
        while self._sounds and self._sounds[0][1] <= begin:
            self._sounds.popleft()
        return all(end <= sound or begin >= over for sound, over in tuple(self._sounds))


@dataclass(frozen=True, slots=True)
class Event:
    """A `command` that the listener spoke as `word`, or two claps without both; they ended at `ended_seconds`."""

    ended_seconds: float
    command: Command | None = None
    word: str = ""


class Listener:
    """Passes on the gaps between the program's own sounds to a recogniser, as one continuous stream.

    So the recogniser adapts to the noise of the room, not to the program, and takes no cue for a command.
    """

    def __init__(self, recogniser: Recogniser, own: HalfDuplex) -> None:
        self._recogniser = recogniser
        self._own = own
        self._claps = Claps()
        self._open = False
        self._frames = 0  # that the recogniser has heard
        self._gap_frames = 0  # those of this gap
        self._now_seconds = 0.0  # when the newest of them was captured

    def push(self, chunk: Chunk) -> list[Event]:
        """Listen to `chunk`; return the events that were understood with it."""
        if not self._own.open(chunk.began_seconds, chunk.ended_seconds):
            return list(self._end_gap()) if self._open else []
        if not self._open:
            self._open, self._gap_frames, self._claps = True, 0, Claps()
        self._frames += len(chunk.samples)
        self._gap_frames += len(chunk.samples)
        self._now_seconds = chunk.ended_seconds
        return list(self._understood(self._recogniser.push(chunk.samples), self._claps.push(chunk.samples)))

    def _end_gap(self) -> Iterator[Event]:
        """Give the recogniser the quiet that it needs to decide on a word, and forget a word that the program cut."""
        self._open = False
        words = self._recogniser.push(_QUIET)
        whole = self._frames - _CUT_SECONDS * HZ
        yield from self._understood([word for word in words if word.ended <= whole], self._claps.push(_SILENCE))
        self._recogniser.clear()
        self._frames += len(_QUIET)

    def _understood(self, words: list[Recognised], claps: list[int]) -> Iterator[Event]:
        began = self._frames - self._gap_frames
        for word in words:
            if word.ended - began >= _SHORTEST_SECONDS * HZ:
                yield Event(self._now_seconds - (self._frames - word.ended) / HZ, word.command, word.word)
        for frame in claps:
            yield Event(self._now_seconds - (self._gap_frames - frame) / HZ)
