"""Press keys at random moments of a session, and measure how soon the sound server plays silence, or sound."""

import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from statistics import median

import numpy as np
import numpy.typing as npt

from .recording import HZ
from .runs import PYTHON
from .table import Row

_PAUSES = 12
_LATENCIES_SECONDS = (0.05, 0.2)
_ALLOWED_MS = 60
_SILENCE = HZ // 50
_LISTEN = "parec -d nobody.monitor --raw --format=s16le --channels=2 --latency-msec=10"


class Ear:
    """A recording whose frames have times, on the clock of `time.monotonic`."""

    def __init__(self) -> None:
        self._recorder = subprocess.Popen([*_LISTEN.split(), f"--rate={HZ}"], stdout=subprocess.PIPE)
        self._pieces: list[bytes] = []
        self._begun = np.inf
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> tuple[npt.NDArray[np.bool_], float]:
        """Return whether each frame sounds, and the time of the first one."""
        time.sleep(0.5)
        self._recorder.terminate()
        self._thread.join()
        self._recorder.wait()
        frames = np.frombuffer(b"".join(self._pieces), "<i2")
        return frames[: len(frames) // 2 * 2].reshape(-1, 2).any(axis=1), self._begun

    def _listen(self) -> None:
        assert self._recorder.stdout
        heard = 0
        while piece := os.read(self._recorder.stdout.fileno(), 65_536):
            heard += len(piece) // 4
            self._pieces.append(piece)
            # Pieces come late, never early: the earliest one says when the first frame was played.
            self._begun = min(self._begun, time.monotonic() - heard / HZ)


def rows() -> Iterator[Row]:
    """Yield a row for each speaker at each latency."""
    for speaker in ("sounddevice", "miniaudio"):
        for latency in _LATENCIES_SECONDS:
            yield row(speaker, latency)


def row(speaker: str, latency_seconds: float) -> Row:
    """Return the row of a session that is paused at random moments."""
    after = _after_keys(speaker, latency_seconds)
    latency_ms = round(1000 * latency_seconds)
    return Row(
        f"key to silence or new sound through {speaker}, {_PAUSES} pauses at a latency of {latency_ms} ms",
        f"{latency_ms} + {_ALLOWED_MS} ms",
        f"{median(after):.0f} ms, at most {max(after):.0f}",
        "",
        met=max(after) <= latency_ms + _ALLOWED_MS,
    )


def _after_keys(speaker: str, latency_seconds: float) -> list[float]:
    """Return how many ms after each key its effect sounds."""
    ear = Ear()
    command = [PYTHON, "-m", "scripts.benches.noise", speaker, str(1.5 * _PAUSES), "--latency", str(latency_seconds)]
    ended = subprocess.run([*command, "--pauses", str(_PAUSES)], stdout=subprocess.PIPE, check=True)
    sounded, begun = ear.close()
    pressed = [line for line in map(json.loads, ended.stdout.splitlines()) if "pressed" in line]
    return [1000 * _waited(sounded, round((line["at"] - begun) * HZ), line["pressed"]) for line in pressed]


def _waited(sounded: npt.NDArray[np.bool_], at: int, pressed: str) -> float:
    """Return the seconds from frame `at` to silence, or to sound."""
    after = sounded[at : at + 3 * HZ]
    if pressed == "pause":
        # Noise is never 0, and silence always is. Either must last a while, so that a gap doesn't count.
        after = np.convolve(after, np.ones(_SILENCE), "valid") == 0
    assert after.any(), f"no effect of {pressed} is heard"
    return float(np.argmax(after)) / HZ
