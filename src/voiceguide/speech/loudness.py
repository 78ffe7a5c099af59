"""A clip -> the same at the loudness of speech, its peaks held under what lossy coding can take."""

import math

import numpy as np
import soxr
from pyebur128 import MeasurementMode, R128State, get_loudness_global

from voiceguide.audio import Clip, Samples
from voiceguide.units import gain

SPEECH_LUFS = -16.0
"""What every spoken clip measures (BS.1770-4, mono): the level phones and podcasts are made for."""

PEAK_DBTP = -2.0
"""The most a clip's true peak reaches. A whole export stays under -1: lossy coding adds 0.3 dB, Opus 0.9 at a hiss."""

# Meters interpolate between samples with different filters and disagree by up to this.
_METER_DB = 0.2
_CLOSE_DB = 0.05
_LEAST_SHARE = 0.2
# A click or a bell has so little energy for its peak that speech's loudness would squash it flat.
_MOST_LIMITING_DB = 12.0
_OVERSAMPLING = 4
_BLOCK_SECONDS = 0.005
_PIECE_BLOCKS = 4_000
_REACH = 128  # frames that interpolation looks to either side
_NEVER_ZERO = 1e-9


def loudness(clip: Clip) -> float:
    """Return the integrated loudness of `clip` in LUFS; -inf when it is silent.

    A clip under 0.4 s, the meter's shortest window, is measured repeated to 1 s.
    """
    samples, hz = clip.samples, clip.rate.hz
    if len(samples) < 0.4 * hz:
        samples = np.resize(samples, hz)
    state = R128State(1, hz, MeasurementMode.MODE_I)
    state.add_frames(np.ascontiguousarray(samples), len(samples))
    return float(get_loudness_global(state))


def level(clip: Clip) -> Clip:
    """Return `clip` at `SPEECH_LUFS`, its true peak at most `PEAK_DBTP`; a silent clip stays as it is.

    Only what would be squashed by more than 12 dB comes out quieter.
    """
    peak = np.abs(clip.samples).max(initial=0.0)
    if not peak:
        return clip
    # The meter takes what lies under -70 LUFS for silence, however much it is someone's quiet recording.
    full = Clip(clip.samples / peak, clip.rate)
    measured = loudness(full)
    if not math.isfinite(measured):
        return clip
    limiter = _Limiter(full)
    return _raised(limiter, SPEECH_LUFS - measured, SPEECH_LUFS, limiter.most_db)


def louder(clip: Clip, by_db: float) -> Clip:
    """Return `clip`, which `level` gave, louder by `by_db`, its true peak at most `PEAK_DBTP`.

    Only what would be squashed by more than twice that comes out less loud.
    """
    if not clip.samples.any():
        return clip
    return _raised(_Limiter(clip), by_db, loudness(clip) + by_db, 2 * by_db)


def _raised(limiter: "_Limiter", raise_db: float, lufs: float, most_db: float) -> Clip:
    # Limiting takes loudness away: give it back until it fits. Of a raise, a peaky voice keeps less than half, so each
    # round reckons with the share that arrived in the last one. Two to four rounds do.
    share, last_db, last_missing = 1.0, raise_db, 0.0
    for done in range(8):
        raise_db = min(raise_db, most_db)
        levelled = limiter.at(raise_db)
        missing = lufs - loudness(levelled)
        if abs(missing) < _CLOSE_DB or raise_db == most_db:
            break
        if done:
            share = min(max((last_missing - missing) / (raise_db - last_db), _LEAST_SHARE), 1.0)
        last_db, last_missing = raise_db, missing
        raise_db += missing / share
    return levelled


class _Limiter:
    """One clip's peaks, found once; `at` applies a gain and holds them under the ceiling."""

    def __init__(self, clip: Clip) -> None:
        self._clip = clip
        self._ceiling = gain(PEAK_DBTP - _METER_DB)
        self._block = round(_BLOCK_SECONDS * clip.rate.hz)
        self._peaks = _true_peaks(clip, self._block)
        self.most_db = 20 * math.log10(self._ceiling / self._peaks.max()) + _MOST_LIMITING_DB

    def at(self, raise_db: float) -> Clip:
        """Return the clip raised by `raise_db` and limited."""
        allowed = np.minimum(np.float32(gain(raise_db)), np.float32(self._ceiling) / self._peaks)
        # The gain goes straight from border to border of 5 ms blocks. At a border it is the least that the blocks
        # around it allow, so nowhere inside a block is it more than that block allows.
        around = np.pad(allowed, 2, mode="edge")
        borders = np.minimum.reduce([around[first : first + len(allowed) + 1] for first in range(4)])
        way = np.arange(self._block, dtype=np.float32) / np.float32(self._block)
        curve = (borders[:-1, None] + np.diff(borders)[:, None] * way).ravel()
        return Clip(self._clip.samples * curve[: len(self._clip)], self._clip.rate)


def _true_peaks(clip: Clip, block: int) -> Samples:
    """Return the highest interpolated level, never quite 0, in every `block` frames."""
    hz = clip.rate.hz
    blocks = -(-len(clip) // block)
    samples = np.pad(clip.samples, (_REACH, blocks * block - len(clip) + _REACH))
    # A click's own peak is higher than what interpolation, cut off near the highest frequency, makes of it.
    peaks: Samples = np.maximum(
        np.abs(samples[_REACH:-_REACH]).reshape(blocks, block).max(axis=1), np.float32(_NEVER_ZERO)
    )
    # A piece at a time: half an hour of music, four times finer, would take a gigabyte.
    for first in range(0, blocks, _PIECE_BLOCKS):
        last = min(first + _PIECE_BLOCKS, blocks)
        piece = samples[first * block : last * block + 2 * _REACH]
        fine = np.abs(soxr.resample(piece, hz, hz * _OVERSAMPLING))
        inner = fine[_REACH * _OVERSAMPLING :][: (last - first) * block * _OVERSAMPLING]
        np.maximum(peaks[first:last], inner.reshape(last - first, -1).max(axis=1), out=peaks[first:last])
    return peaks
