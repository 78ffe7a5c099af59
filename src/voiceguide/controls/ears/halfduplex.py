"""When the program itself sounds -> which moments count: a microphone hears the loudspeaker, too."""

from __future__ import annotations

from collections import deque

AFTER_SECONDS = 0.25
"""How long a room, and a headset's radio, may carry a sound on."""


class HalfDuplex:
    """Knows when the program sounds, or has just sounded; told by one thread and asked by another.

    Seconds are on the clock of `time.monotonic`.
    """

    def __init__(self) -> None:
        self._sounds: deque[tuple[float, float]] = deque()

    def sounds(self, begin: float, end: float) -> None:
        """Take down that the program is heard from `begin` to `end`; never earlier than what was taken down before."""
        self._sounds.append((begin, end + AFTER_SECONDS))

    def open(self, begin: float, end: float) -> bool:
        """Return whether nothing of the program's is heard from `begin` to `end`; both only grow, call by call."""
        while self._sounds and self._sounds[0][1] <= begin:
            self._sounds.popleft()
        return all(end <= sound or begin >= over for sound, over in tuple(self._sounds))
