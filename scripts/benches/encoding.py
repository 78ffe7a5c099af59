"""Measure an export of cached speech against PyAV, which encodes the same samples alone."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts.benches import runs
from scripts.benches.live import session
from scripts.benches.routines import long_routine
from scripts.benches.runs import PYTHON, medians, run
from scripts.benches.table import Row

_TIMES = 7
_MINUTES = 10
_MOST = 1.3
_SCRIPT = str(Path(__file__).with_name("alone.py"))


def rows() -> Iterator[Row]:
    """Yield a row for a routine that is mostly silence, and one for a routine that is never silent."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "holds.yaml").write_text(long_routine(_MINUTES))
        runs.voiceguide("export", str(folder / "holds.yaml"), "-o", str(folder / "holds.wav"))  # fills the cache, too
        yield _row("a hold and a rest each minute", folder / "holds.yaml", folder / "holds.wav")
        session(folder, 60 * _MINUTES)
        yield _row("a word each second over noise", folder / "session.yaml", folder / "session.wav")


def _row(what: str, routine: Path, wav: Path) -> Row:
    ours, theirs = str(wav.with_suffix(".m4a")), str(wav.with_name("alone.m4a"))
    taken = medians(
        _TIMES,
        {
            "export": lambda: runs.voiceguide("export", str(routine), "-o", ours),
            "alone": lambda: run([PYTHON, _SCRIPT, str(wav), theirs]),
        },
    )
    export, alone = taken["export"], taken["alone"]
    ratio = export.seconds / alone.seconds
    return Row(
        f"cached export of {_MINUTES} minutes to M4A, {what}, against PyAV encoding the very same samples alone",
        f"at most {_MOST} x",
        f"{export} = {ratio:.2f} x ({export.cpu_seconds / alone.cpu_seconds:.2f} x of processor)",
        f"{alone}",
        met=ratio <= _MOST,
    )
