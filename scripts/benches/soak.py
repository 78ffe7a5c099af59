"""Measure what takes long: ten hours in every kind of file, and five minutes on a busy machine."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from scripts.benches import live, memory
from scripts.benches.runs import PYTHON
from scripts.benches.table import Row

_KINDS = ("m4a", "mp3", "opus", "flac", "wav")
_WORDS = 300


def rows() -> Iterator[Row]:
    """Yield a row for each kind of file, then one for each speaker."""
    yield from memory.rows(_KINDS)
    with tempfile.TemporaryDirectory() as name:
        written = live.session(Path(name), _WORDS)
        for speaker in ("sounddevice", "miniaudio"):
            with ExitStack() as busy:
                for _ in range((os.cpu_count() or 1) + 1):
                    program = busy.enter_context(subprocess.Popen([PYTHON, "-c", "while True: pass"]))
                    busy.callback(program.kill)
                heard = live.played(Path(name), speaker)
            yield live.row(f"`play` through {speaker}, more busy programs beside it than cores", heard, written)
