"""Sound as values: clips (mono, whole) and blocks (a few mixed frames, and the spans that they came from)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voiceguide.units import Rate

Samples = npt.NDArray[np.float32]
"""Sound with a full scale of 1.0: shape (frames,), or (frames, channels) for a mix."""
Pcm16 = npt.NDArray[np.int16]

TIMELINE_RATE = Rate(24_000)
"""The rate of every timeline: that of the default voice. At 48,000, encoders would work twice as long."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A piece of sound: `samples` has shape (frames,), float32, full scale 1.0."""

    samples: Samples
    rate: Rate

    def __len__(self) -> int:
        return len(self.samples)


@dataclass(frozen=True, slots=True)
class Span:
    """The frames `[start, end)` of a timeline, or `silence` frames at `start` in which the timeline stands still.

    These are silent in a pause. Before a hold that begins again they are those of the timeline's lead-in from its frame
    `lead_in` on; ramps then count its frames.

    `fade_in` and `fade_out` are the frames at which a ramp across this span begins, or None. They may lie before
    `start`: then the ramp began in an earlier span. `level_db` is the volume that the listener chose; from frame
    `turning` on, a ramp leads to it from `level_before_db`.
    """

    start: int
    end: int
    silence: int = 0
    fade_in: int | None = None
    fade_out: int | None = None
    level_db: int = 0
    turning: int | None = None
    level_before_db: int = 0
    lead_in: int | None = None

    def __len__(self) -> int:
        return self.silence or self.end - self.start

    @property
    def paused(self) -> bool:
        """Whether the session is paused here."""
        return bool(self.silence) and self.lead_in is None


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Mixed frames for a sink: `samples` has shape (frames, channels), float32; `spans` are their places."""

    samples: Samples
    spans: tuple[Span, ...]

    def __len__(self) -> int:
        return len(self.samples)


def pcm16(samples: Samples) -> Pcm16:
    """Return `samples`, of any shape, as the nearest 16-bit integers, clipped; halves become even.

    Every file and speaker with 16 bits uses this, so that all of them have the same samples.

    >>> pcm16(np.array([0.25, -1.0, 1.0, 1.5 / 32768], np.float32)).tolist()
    [8192, -32768, 32767, 2]
    """
    # Decoders, libav too, divide by 32,768: a 16-bit sound at full level keeps its samples.
    nearest: Samples = np.clip(np.rint(samples * np.float32(32_768)), -32_768, 32_767)
    return nearest.astype(np.int16)
