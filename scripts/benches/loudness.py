"""Measure the loudness and the true peaks of clips and whole routines with ffmpeg's meter (BS.1770)."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

import voiceguide
from scripts.benches import runs
from scripts.benches.sound import pcm16, write_wav
from scripts.benches.table import Row

_ROUTINE = "lower-back"
_KINDS = ("wav", "flac", "m4a", "m4b", "mp3", "opus")
_SHORTEST_SECONDS = 0.4


class _Measured(NamedTuple):
    lufs: float
    dbtp: float


def rows() -> Iterator[Row]:
    """Yield rows for clips, for whole routines, and for peaks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield _clips(folder / "clip.wav")
        whole = {(kind, ears): _exported(folder, kind, ears) for kind in _KINDS for ears in ("mono", "stereo")}
    yield _whole(whole)
    yield _peaks(whole)


def _clips(path: Path) -> Row:
    timeline = voiceguide.build_timeline(voiceguide.compile(voiceguide.load(_ROUTINE)))
    clips = {id(p.clip): p.clip.samples for p in timeline.placements if p.track == "voice" and len(p.clip)}
    hz = timeline.rate.hz
    lufs = []
    for samples in clips.values():
        # The meter's shortest window is 0.4 s.
        long_enough = np.resize(samples, hz) if len(samples) < _SHORTEST_SECONDS * hz else samples
        write_wav(path, pcm16(long_enough), hz)
        lufs.append(_measured(path).lufs)
    return Row(
        "loudness of every spoken clip",
        "-16 LUFS +-0.5",
        f"{min(lufs):.2f} to {max(lufs):.2f} LUFS, {len(lufs)} clips",
        "",
        met=all(abs(each + 16) <= 0.5 for each in lufs),
    )


def _whole(whole: dict[tuple[str, str], _Measured]) -> Row:
    lufs = [measured.lufs for measured in whole.values()]
    apart = max(abs(whole[kind, "mono"].lufs - whole[kind, "stereo"].lufs) for kind in _KINDS)
    return Row(
        "loudness of `lower-back` as a whole, six kinds of file, mono and stereo",
        "-16 LUFS +-2, mono and stereo alike",
        f"{min(lufs):.1f} to {max(lufs):.1f} LUFS; mono and stereo at most {apart:.1f} apart",
        "",
        met=all(abs(each + 16) <= 2 for each in lufs) and apart <= 0.5,
    )


def _peaks(whole: dict[tuple[str, str], _Measured]) -> Row:
    worst = max(whole, key=lambda each: whole[each].dbtp)
    return Row(
        "true peak of `lower-back`, six kinds of file, mono and stereo",
        "at most -1 dBTP",
        f"at most {whole[worst].dbtp:.1f} dBTP ({' '.join(worst)})",
        "",
        met=whole[worst].dbtp <= -1,
    )


def _exported(folder: Path, kind: str, ears: str) -> _Measured:
    path = folder / f"{ears}.{kind}"
    runs.voiceguide("export", _ROUTINE, "-o", str(path), *(["--mono"] if ears == "mono" else []))
    return _measured(path)


def _measured(path: Path) -> _Measured:
    command = [
        "ffmpeg",
        "-hide_banner",
        "-nostats",
        "-i",
        str(path),
        "-vn",
        "-af",
        "ebur128=peak=true",
        "-f",
        "null",
        "-",
    ]
    output = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=True).stderr
    summary = output[output.rindex("Summary:") :]
    found = [re.search(rf"{name}:\s+(\S+) ", summary) for name in ("I", "Peak")]
    lufs, dbtp = [float(each[1]) for each in found if each]
    return _Measured(lufs, dbtp)
