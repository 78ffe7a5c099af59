"""Play ten minutes in real time, and two hours on a fast clock; measure what is lost, late or piles up."""

import contextlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from voiceguide.audio import pcm16
from voiceguide.playback.session import perform

from .noise import timeline, written
from .recording import HZ, recorded
from .runs import PYTHON
from .sound import Pcm16
from .table import Row

REAL_SECONDS = 600
_FAST_SECONDS = 7200
_SHORT_SECONDS = 60
_CHUNK_SECONDS = 10
_MOST_GROWTH = 1.1


def rows() -> Iterator[Row]:
    """Yield a row of ten minutes for each speaker, and a row of two hours on a fast clock."""
    for speaker in ("sounddevice", "miniaudio"):
        yield real(speaker, REAL_SECONDS)
    yield _fast()


def real(speaker: str, seconds: float, busy: int = 0) -> Row:
    """Return the row of a session of `seconds` seconds beside `busy` busy programs."""
    with contextlib.ExitStack() as beside:
        for _ in range(busy):
            program = beside.enter_context(subprocess.Popen([PYTHON, "-c", "while True: pass"]))
            beside.callback(program.kill)
        with recorded() as heard:
            ended = _played(speaker, seconds)
    gaps, longest, whole = _gaps(heard[0], written(seconds))
    with_programs = f", {busy} busy programs beside it" if busy else ""
    return Row(
        f"noise through {speaker} for {seconds / 60:g} min in real time{with_programs}",
        "0 underruns, nothing lost, 0 frames of drift",
        f"{ended['underruns']} underruns counted; {gaps} frames of gaps heard, at most {1000 * longest / HZ:.0f} ms in "
        f"one; {'nothing' if whole else 'SOMETHING'} lost or repeated",
        "",
        met=not ended["underruns"] and not gaps and whole,
    )


def _fast() -> Row:
    with tempfile.TemporaryDirectory(prefix="voiceguide-fast-") as folder:
        # ALSA's null device has no clock and takes each block at once; its file plugin writes the samples to a file.
        alsa, heard = Path(folder, "asound.conf"), Path(folder, "heard.raw")
        pcm = f'pcm.!default {{ type file slave.pcm "null" file "{heard}" format "raw" }}\n'
        alsa.write_text(f"</usr/share/alsa/alsa.conf>\n{pcm}")
        environment = {"ALSA_CONFIG_PATH": str(alsa), "PULSE_SERVER": "unix:/nowhere"}
        short = _played("sounddevice", _SHORT_SECONDS, environment)
        long = _played("sounddevice", _FAST_SECONDS, environment)
        off = _differing(heard)
    growth = float(str(long["peak_bytes"])) / float(str(short["peak_bytes"]))
    return Row(
        "2 h of noise through sounddevice on a fast clock (ALSA's file device)",
        f"0 frames of drift, nothing lost, memory at most {_MOST_GROWTH:g} x that of a minute",
        f"{off} of {_FAST_SECONDS * HZ} frames differ; peak memory {growth:.2f} x",
        "",
        met=not off and growth <= _MOST_GROWTH,
    )


def _played(speaker: str, seconds: float, environment: Mapping[str, str] | None = None) -> dict[str, object]:
    command = [PYTHON, "-m", "scripts.benches.noise", speaker, str(seconds)]
    done = subprocess.run(command, env={**os.environ, **(environment or {})}, stdout=subprocess.PIPE, check=True)
    ended: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return ended


def _gaps(heard: Pcm16, whole: Pcm16) -> tuple[int, int, bool]:
    """Return the frames of silence in `heard`, those of the longest gap, and whether everything else is there."""
    sounding = heard.any(axis=1)
    inside = np.flatnonzero(sounding)
    steps = np.diff(inside) - 1
    same = np.array_equal(heard[sounding], whole[whole.any(axis=1)])
    return int(steps.sum()), int(steps.max(initial=0)), same


def _differing(raw: Path) -> int:
    """Return how many frames of the file differ from the programme; silence at its end doesn't count."""
    heard = np.memmap(raw, "<i2", "r").reshape(-1, 2)
    noise = timeline(_FAST_SECONDS)
    off = 0
    at = 0
    for block in perform(noise, block=_CHUNK_SECONDS * HZ):
        part = heard[at : at + len(block)]
        off += len(block) - len(part) + int(np.count_nonzero((part != pcm16(block.samples)[: len(part)]).any(axis=1)))
        at += len(block)
    return off + int(np.count_nonzero(heard[at:].any(axis=1)))
