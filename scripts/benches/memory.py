"""Measure the memory that a long export takes, compared with a short one."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts.benches import runs
from scripts.benches.routines import long_routine
from scripts.benches.runs import Taken, medians
from scripts.benches.table import Row

_SHORT_MINUTES, _LONG_MINUTES = 10, 600
_MOST = 1.2
_MOST_MP4 = 2
"""libav keeps the place of each packet of an MP4 in memory until the end."""


def rows(kinds: tuple[str, ...] = ("m4a",)) -> Iterator[Row]:
    """Yield a row of a 10 h programme for each of `kinds` of file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _export(folder, _SHORT_MINUTES, "m4a")  # fills the cache: the voice takes memory, too, and only once
        for kind in kinds:
            yield _row(folder, kind)


def _row(folder: Path, kind: str) -> Row:
    short = medians(3, {"": lambda: _export(folder, _SHORT_MINUTES, kind)})[""]
    long = _export(folder, _LONG_MINUTES, kind)
    ratio = long.peak_bytes / short.peak_bytes
    most = _MOST_MP4 if kind in ("m4a", "m4b", "html") else _MOST
    return Row(
        f"export of a 10 h programme to {kind.upper()}: peak memory against 10 min",
        f"at most {most} x",
        f"{long.peak_bytes / 1e6:.0f} MB = {ratio:.2f} x, in {long.seconds:.0f} s",
        f"{short.peak_bytes / 1e6:.0f} MB, in {short.seconds:.0f} s",
        met=ratio <= most,
    )


def _export(folder: Path, minutes: int, kind: str) -> Taken:
    routine, path = folder / f"{minutes}.yaml", folder / f"{minutes}.{kind}"
    routine.write_text(long_routine(minutes))
    taken = runs.voiceguide("export", str(routine), "-o", str(path))
    path.unlink()  # ten hours of WAV are 3.5 GB
    return taken
