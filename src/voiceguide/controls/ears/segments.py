"""Cuts the sound of a microphone into utterances, and removes steady noise from them."""

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from voiceguide.audio import Pcm16
from voiceguide.controls.ears import INSTALL
from voiceguide.controls.ears.microphone import HZ
from voiceguide.errors import DeviceError

_FRAME = 160  # 10 ms: the frame of the suppressor, and the shortest of the detector
_SUPPRESSION = 2  # of 0 to 4: more of it removes consonants
_STRICTNESS = 1  # of 0 to 3
# A voice detector alone takes a television for the listener. So speech must also be louder than the usual level of the
# last 5 s by these levels: then 94 % of words are cut out correctly at 5 to 20 dB over five kinds of noise, else 67 %.
_OVER_BEGIN_DB = 10.0
_OVER_KEEP_DB = 6.0
_USUAL = 65  # percentile of the levels of those frames
_PAST = 500
_BEGINS = 4  # voiced frames of the last _WINDOW; a click has fewer
_WINDOW = 6
_QUIET = 28  # unvoiced frames that end an utterance, more than any pause in "take a break"
_BEFORE = 12  # frames kept before the first voiced one, because soft consonants aren't voiced
_AFTER = 12
_LONGEST = 230  # 2.3 s: longer talk isn't a command
_SHORTEST = 12


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """Speech with quiet around it: `samples` (mono, 16 bits, 16 kHz) without noise, with some quiet at both ends.

    `start` and `end` are the frames, counted from the first pushed, where the speech begins and ends.
    """

    samples: Pcm16
    start: int
    end: int


class Segments:
    """Cuts utterances out of a stream. The sizes of the pieces pushed make no difference.

    Raise `DeviceError` if the packages it needs aren't installed.
    """

    def __init__(self) -> None:
        try:
            from webrtc_noise_gain import AudioProcessor
            from webrtcvad import Vad
        except ImportError as error:
            raise DeviceError(f"the ears can't start: {error}", hint=INSTALL) from error
        self._suppress = AudioProcessor(0, _SUPPRESSION).Process10ms
        self._voiced = Vad(_STRICTNESS).is_speech
        self._rest = b""
        self._count = 0
        self._levels: deque[float] = deque(maxlen=_PAST)
        self._usual = 0.0
        self.clear()

    def push(self, samples: Pcm16) -> list[Utterance]:
        """Listen to `samples` (mono, 16 bits, 16 kHz). Return the utterances that ended with them, oldest first."""
        waiting = self._rest + samples.tobytes()
        whole = len(waiting) - len(waiting) % (2 * _FRAME)
        self._rest = waiting[whole:]
        ended = (self._take(waiting[at : at + 2 * _FRAME]) for at in range(0, whole, 2 * _FRAME))
        return [utterance for utterance in ended if utterance]

    def clear(self) -> None:
        """Forget the utterance that has begun, because the program made a sound. Frames are still counted."""
        self._recent: deque[bool] = deque(maxlen=_WINDOW)
        self._kept: list[bytes] = []
        self._speaking = False
        self._start = self._last = 0

    def _take(self, frame: bytes) -> Utterance | None:
        clean: bytes = self._suppress(frame).audio
        self._kept.append(clean)
        self._count += 1
        voiced = self._voiced(clean, HZ)  # called for every frame, because the detector has a memory
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
            # An utterance that is too long for a command needn't be kept, but the next one begins only after its end.
            del self._kept[: -(_LONGEST + _QUIET + _BEFORE + _WINDOW)]
            return None
        return self._ended()

    def _rises(self, clean: bytes) -> bool:
        samples = np.frombuffer(clean, np.int16).astype(np.float32)
        level = 10 * math.log10(float(samples @ samples) / _FRAME + 1)
        # A word doesn't count for the usual level, but longer sounds do.
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
