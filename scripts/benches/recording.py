"""Record what the private sound server plays."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from scripts.benches.sound import Pcm16

HZ = 24_000
_LONGEST_START = 500  # 10 ms each
_AFTER_SECONDS = 1


@contextmanager
def recorded() -> Iterator[list[Pcm16]]:
    """Record what the server's device plays; after the body, the list has it, shape (frames, 2)."""
    heard: list[Pcm16] = []
    command = ["parec", "-d", "nobody.monitor", "--raw", "--format=s16le", f"--rate={HZ}", "--channels=2"]
    with tempfile.NamedTemporaryFile() as raw:
        with subprocess.Popen([*command, "--latency-msec=10"], stdout=raw) as recorder:
            try:
                _wait_for_sound(Path(raw.name))
                yield heard
                time.sleep(_AFTER_SECONDS)
            finally:
                recorder.terminate()
        heard.append(np.fromfile(raw.name, "<i2").reshape(-1, 2))


def _wait_for_sound(raw: Path) -> None:
    for _ in range(_LONGEST_START):
        if raw.stat().st_size:
            return
        time.sleep(0.01)
    raise TimeoutError("the sound server records nothing; start this with scripts/bench")
