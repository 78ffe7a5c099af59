"""Samples as they come from a microphone -> isolated utterances, cleaned of steady noise."""

from __future__ import annotations

import math
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
_SUPPRESSION = 2  # of 0 to 4: more of it eats consonants
_STRICTNESS = 1  # of 0 to 3
# A voice detector alone takes a television for a voice, and the word said before it for a part of its talk. With these
# levels above what was usual for 5 s, 94 % of words are cut out whole at 5 to 20 dB over five kinds of noise; without
# them, 67 %.
_OVER_BEGIN_DB = 10.0
_OVER_KEEP_DB = 6.0
_USUAL = 65  # percent of those frames that are softer
_PAST = 500
_BEGINS = 4  # voiced frames of the last _WINDOW: a click is shorter
_WINDOW = 6
_QUIET = 28  # unvoiced frames that end an utterance: longer than any pause within "take a break"
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
        self._levels: deque[float] = deque(maxlen=_PAST)
        self._usual = 0.0
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
        self._kept.append(clean)
        self._count += 1
        voiced = self._voiced(clean, RATE.hz)  # of every frame: it listens to those before, too
        voiced = self._rises(clean) and voiced
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

    def _rises(self, clean: bytes) -> bool:
        samples = np.frombuffer(clean, np.int16).astype(np.float32)
        level = 10 * math.log10(float(samples @ samples) / _FRAME + 1)
        # A word is no part of what is usual; what goes on for longer is.
        if not self._speaking or self._count - self._start > _LONGEST:
            self._levels.append(level)
        if self._count % 10 == 1:
            self._usual = float(np.percentile(self._levels, _USUAL))
        return level > self._usual + (_OVER_KEEP_DB if self._speaking else _OVER_BEGIN_DB)

    def _ended(self) -> Utterance | None:
        start, end = self._start, self._last
        first = self._count - len(self._kept)
        kept = self._kept[max(start - _BEFORE - first, 0) : end + _AFTER - first]
        self.clear()
        if not _SHORTEST <= end - start <= _LONGEST:
            return None
        return Utterance(np.frombuffer(b"".join(kept), np.int16), start * _FRAME, end * _FRAME)
