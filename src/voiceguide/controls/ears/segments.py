"""Samples as they come from a microphone -> isolated utterances, cleaned of steady noise."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voiceguide.errors import DeviceError
from voiceguide.units import Rate

if TYPE_CHECKING:
    from voiceguide.audio import Pcm16

RATE = Rate(16_000)
"""What the ears hear at: a microphone's sound is brought to it before."""

_FRAME = 160  # 10 ms: what the suppressor takes, and the shortest that the detector takes
_SUPPRESSION = 2  # of 0 to 4: finds 96 % of words at 5 dB, where none are found without; more of it eats consonants
_STRICTNESS = 2  # of 0 to 3
_BEGINS = 4  # voiced frames of the last _WINDOW: a click is shorter
_WINDOW = 6
_HANGOVER = 9  # frames that the detector, at this strictness, goes on calling voiced after speech has ended
_QUIET = 26  # unvoiced frames that end an utterance: 0.35 s with those, longer than any pause within "take a break"
_BEFORE = 12  # frames kept before the first voiced one: soft consonants aren't voiced
_AFTER = 12
_LONGEST = 230  # 2.3 s: whoever talks longer isn't giving a command
_SHORTEST = 12


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """Speech with quiet around it: `samples` (mono, 16 bits, 16 kHz, noise taken out, some quiet at both ends).

    `start` and `end` are frames since the first one pushed: where the speech begins, and where it ends.
    """

    samples: Pcm16
    start: int
    end: int


class Segments:
    """Cuts utterances out of a stream; whatever the sizes of the pieces pushed, they are the same.

    Raise `DeviceError` when the packages it needs aren't installed.
    """

    def __init__(self) -> None:
        try:
            from webrtc_noise_gain import AudioProcessor
            from webrtcvad import Vad
        except ImportError as error:
            raise DeviceError(
                f"the ears can't start: {error}", hint="Install them: pip install 'voiceguide[ears]'"
            ) from error
        self._suppress = AudioProcessor(0, _SUPPRESSION).Process10ms
        self._voiced = Vad(_STRICTNESS).is_speech
        self._rest = b""
        self._count = 0
        self.clear()

    def push(self, samples: Pcm16) -> list[Utterance]:
        """Take in `samples` (mono, 16 bits, 16 kHz); return the utterances that ended with them, oldest first."""
        waiting = self._rest + samples.tobytes()
        whole = len(waiting) - len(waiting) % (2 * _FRAME)
        self._rest = waiting[whole:]
        ended = (self._take(waiting[at : at + 2 * _FRAME]) for at in range(0, whole, 2 * _FRAME))
        return [utterance for utterance in ended if utterance]

    def clear(self) -> None:
        """Forget what was begun, as after the program itself made a sound; frames go on being counted."""
        self._recent: deque[bool] = deque(maxlen=_WINDOW)
        self._kept: list[bytes] = []
        self._speaking = False
        self._start = self._last = 0

    def _take(self, frame: bytes) -> Utterance | None:
        clean: bytes = self._suppress(frame).audio
        voiced: bool = self._voiced(clean, RATE.hz)
        self._count += 1
        self._kept.append(clean)
        self._recent.append(voiced)
        if voiced:
            self._last = self._count
        if not self._speaking:
            del self._kept[: -(_BEFORE + _WINDOW)]
            if sum(self._recent) >= _BEGINS:
                self._speaking = True
                self._start = self._count - len(self._recent)
            return None
        if self._count - self._last < _QUIET:
            # What is too long to be a command need not be kept, but only its end makes room for the next one.
            del self._kept[: -(_LONGEST + _QUIET + _BEFORE + _WINDOW)]
            return None
        return self._ended()

    def _ended(self) -> Utterance | None:
        start, end = self._start, self._last - _HANGOVER
        first = self._count - len(self._kept)
        kept = self._kept[max(start - _BEFORE - first, 0) : end + _AFTER - first]
        self.clear()
        if not _SHORTEST <= end - start <= _LONGEST:
            return None
        return Utterance(np.frombuffer(b"".join(kept), np.int16), start * _FRAME, end * _FRAME)
