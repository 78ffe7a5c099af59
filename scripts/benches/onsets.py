"""Check that exported files of every kind have each cue where the timeline has it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soxr

import voiceguide
from scripts.benches import runs
from scripts.benches.sound import Sound, decoded, lag, native_hz, read_wav
from scripts.benches.table import Row
from voiceguide.timeline.model import Placement

_ROUTINE = "lower-back"
_EXACT = ("flac", "m4a", "m4b")
_LOSSY = ("mp3", "opus")


def rows() -> Iterator[Row]:
    """Yield a row for WAV, then one for each other kind."""
    timeline = voiceguide.build_timeline(voiceguide.compile(voiceguide.load(_ROUTINE)))
    with tempfile.TemporaryDirectory() as folder:
        wav = _exported(Path(folder), "wav")
        yield _wav(timeline, read_wav(wav)[:, 0].astype(np.float32) / 32_768)
        for kind in (*_EXACT, *_LOSSY):
            yield _kind(timeline, wav, _exported(Path(folder), kind))


def _exported(folder: Path, kind: str) -> Path:
    path = folder / f"{_ROUTINE}.{kind}"
    runs.voiceguide("export", _ROUTINE, "--mono", "-o", str(path))
    return path


def _cues(timeline: voiceguide.Timeline) -> list[Placement]:
    return [placement for placement in timeline.placements if placement.track != "wake" and len(placement.clip)]


def _wav(timeline: voiceguide.Timeline, wav: Sound) -> Row:
    """Look for each cue's own samples around its frame."""
    lags = [lag(wav, cue.clip.samples, cue.start) for cue in _cues(timeline)]
    worst = max(map(abs, lags))
    length = len(wav) - timeline.length
    return Row(
        "start of a step's sound in a WAV export against the timeline",
        "0 frames off",
        f"{worst} frames off, the worst of {len(lags)} cues; {length} frames too long",
        "",
        met=worst == 0 and length == 0,
    )


def _kind(timeline: voiceguide.Timeline, wav: Path, path: Path) -> Row:
    """Look for the WAV's own samples, a cue at a time, in what ffmpeg decodes from `path`."""
    hz = native_hz(path)
    whole = soxr.resample(decoded(wav, timeline.rate.hz)[:, 0], timeline.rate.hz, hz)
    heard = decoded(path, hz)[:, 0]
    lags = []
    for cue in _cues(timeline):
        start, end = (timeline.rate.seconds(frame) * hz for frame in (cue.start, cue.end))
        lags.append(lag(heard, whole[round(start) : round(end)], round(start)))
    exact = path.suffix[1:] in _EXACT
    worst = max(map(abs, lags))
    worst_ms = 1000 * worst / hz
    first, last = lags[0], lags[-1]
    length = len(heard) - len(whole)
    off = f"{first} and {last} frames of {hz} Hz" if exact else f"{1000 * first / hz:.2f} and {1000 * last / hz:.2f} ms"
    return Row(
        f"{path.suffix[1:].upper()} decoded by ffmpeg: onset of the first and last cue against the WAV",
        "0 frames" if exact else "within 1 ms",
        f"{off} off; the worst of all {len(lags)} {worst_ms:.2f} ms; {length} frames too long",
        "",
        met=worst == 0 if exact else worst_ms <= 1,
    )
