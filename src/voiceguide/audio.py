"""What sound is made of here: clips (mono, whole) and blocks (a few frames of the mix, and where they came from)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voiceguide.units import Rate

Samples = npt.NDArray[np.float32]
"""Sound as numbers, full scale 1.0: of shape (frames,), or (frames, channels) for a mix."""
Pcm16 = npt.NDArray[np.int16]

TIMELINE_RATE = Rate(24_000)
"""Every timeline's rate: the default voice's own, and half the encoder's work of 48,000."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A piece of sound: `samples` has shape (frames,), float32, full scale 1.0."""

    samples: Samples
    rate: Rate

    def __len__(self) -> int:
        return len(self.samples)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open piece `[start, end)` of a timeline, in frames, or `silence` frames of silence at `start`.

    `fade_in` and `fade_out` are the frames at which a ramp across this span begins, or None: they may lie before
    `start`, so that a ramp cut by a block's border goes on in the next span. `level_db` is how loud the listener
    wants it; from frame `turning` on it goes there from `level_before_db`.
    """

    start: int
    end: int
    silence: int = 0
    fade_in: int | None = None
    fade_out: int | None = None
    level_db: int = 0
    turning: int | None = None
    level_before_db: int = 0

    def __len__(self) -> int:
        return self.silence or self.end - self.start


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Frames handed over: `samples` has shape (frames, channels), float32; `spans` says where each came from."""

    samples: Samples
    spans: tuple[Span, ...]

    def __len__(self) -> int:
        return len(self.samples)


def pcm16(samples: Samples) -> Pcm16:
    """Return `samples` (any shape, full scale 1.0) as 16-bit integers: the nearest, halves to even, clipped.

    Every file and every speaker that takes 16 bits gets them from here, so that all of them sound the same samples.

    >>> pcm16(np.array([0.25, -1.0, 1.0, 1.5 / 32768], np.float32)).tolist()
    [8192, -32768, 32767, 2]
    """
    # 32,768 is what decoders divide by, libav's too: a 16-bit sound played at full level comes out as it went in.
    nearest: Samples = np.clip(np.rint(samples * np.float32(32_768)), -32_768, 32_767)
    return nearest.astype(np.int16)
