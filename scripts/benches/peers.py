"""Measure an export against a script that does the same with the espeak-ng and ffmpeg commands."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts.benches import runs
from scripts.benches.routines import NAMES, PEER
from scripts.benches.runs import PYTHON, Taken, medians, run
from scripts.benches.table import Row

_TIMES = 5
_SCRIPT = str(Path(__file__).with_name("thirty_lines.py"))


def rows() -> Iterator[Row]:
    """Yield a row for an export that speaks every clip, and one for an export from the cache."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        taken = medians(
            _TIMES,
            {"script": lambda: _script(folder), "cold": lambda: _cold(folder), "cached": lambda: _export(folder)},
        )
    script = taken["script"]
    for kind, most in (("cold", 2.0), ("cached", 1.1)):
        ratio = taken[kind].seconds / script.seconds
        yield Row(
            f"export of a 35-minute routine to mono M4A, {kind}, against a 30-line script with espeak-ng and ffmpeg",
            f"at most {most} x",
            f"{taken[kind]} = {ratio:.2f} x",
            f"{script}",
            met=ratio <= most,
        )


def _script(folder: Path) -> Taken:
    return run([PYTHON, _SCRIPT, str(folder / "script.mp3"), *NAMES])


def _cold(folder: Path) -> Taken:
    shutil.rmtree(_cache(folder), ignore_errors=True)
    return _export(folder)


def _export(folder: Path) -> Taken:
    routine = folder / "peer.yaml"
    routine.write_text(PEER)
    words = ("export", str(routine), "--mono", "-o", str(folder / "peer.m4a"))
    return runs.voiceguide(*words, environment={"XDG_CACHE_HOME": str(_cache(folder))})


def _cache(folder: Path) -> Path:
    return folder / "cache"
