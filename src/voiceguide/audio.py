"""What sound is made of here: clips (mono, whole) and blocks (a few frames of the mix, and where they came from)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voiceguide.units import Rate

Samples = npt.NDArray[np.float32]

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
    """A half-open piece `[start, end)` of a timeline, in frames, or `hush` frames of silence at `start`.

    `fade_in` and `fade_out` are the frames at which a ramp across this span begins, or None: they may lie before
    `start`, so that a ramp cut by a block's border goes on in the next span.
    """

    start: int
    end: int
    hush: int = 0
    fade_in: int | None = None
    fade_out: int | None = None

    def __len__(self) -> int:
        return self.hush or self.end - self.start


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Frames handed over: `samples` has shape (frames, channels), float32; `spans` says where each came from."""

    samples: Samples
    spans: tuple[Span, ...]

    def __len__(self) -> int:
        return len(self.samples)
