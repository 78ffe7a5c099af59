"""Makes every clip start on time and sound equally loud: trims it, fits its tempo, levels it and limits its peaks.

Written by hand: pyebur128 measures loudness, but no library brings a clip of one word to a loudness while it holds its
true peak. FFmpeg's loudnorm needs three seconds of sound.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip, Samples
from voiceguide.units import gain

if TYPE_CHECKING:
    from collections.abc import Callable

# soxr, pyebur128 and PyAV are imported where they are used: a session whose clips are all cached needs none of them.

SPEECH_LUFS = -16.0
"""The loudness of every spoken clip (BS.1770-4, mono): what phones and podcasts are made for."""

PEAK_DBTP = -2.0
"""The highest true peak of a clip. An export stays below -1: lossy coding adds 0.3 dB, Opus 0.9 dB to a hiss."""

# Voices begin a word with up to 0.35 s of near silence, which would make a count late. A threshold relative to the
# peak of the clip finds the first audible frame at any level.
_ONSET_DB = -40.0
# Endings fade: with the threshold of the onset, "eight" would lose its t.
_END_DB = -50.0
_LEAD_SECONDS = 0.003
_TAIL_SECONDS = 0.015

_SHELF_HZ, _SHELF_DB, _SHELF_SLOPE = 7_000.0, -3.0, 4
_SHELF_SECONDS = 0.05

_SLACK_SECONDS = 0.2  # the filter needs this much more input to return all of the sound
_CLOSE_TEMPO = 0.01
_MOST_TRIES = 3

_METER_DB = 0.2  # meters interpolate with different filters and disagree by up to this
_CLOSE_DB = 0.05
_LEAST_SHARE = 0.2
# A click or a bell has little energy for its peak: at the loudness of speech it would be squashed flat.
_MOST_LIMITING_DB = 12.0
_OVERSAMPLING = 4
_BLOCK_SECONDS = 0.005
_PIECE_BLOCKS = 4_000
_REACH = 128  # frames on each side that interpolation takes in
_NEVER_ZERO = 1e-9


def master_speech(clip: Clip) -> Clip:
    """Return `clip` at the timeline's rate, from its first audible frame, as loud as speech, with softer sibilants."""
    return level(softer_sibilants(trim(_at_timeline_rate(clip))))


def master_sound(clip: Clip) -> Clip:
    """Return `clip` at the timeline's rate and as loud as speech, in its whole length."""
    return level(_at_timeline_rate(clip))


def _at_timeline_rate(clip: Clip) -> Clip:
    if clip.rate == TIMELINE_RATE:
        return clip
    import soxr

    return Clip(soxr.resample(clip.samples, clip.rate.hz, TIMELINE_RATE.hz).astype(np.float32), TIMELINE_RATE)


def trim(clip: Clip) -> Clip:
    """Return `clip` from 3 ms before its first audible frame to 15 ms after its last; empty if it is silent.

    The margins fade in and out to avoid clicks.
    """
    loud = np.abs(clip.samples)
    peak = loud.max(initial=0.0)
    if not peak:
        return Clip(clip.samples[:0], clip.rate)
    onset = int(np.argmax(loud > peak * 10 ** (_ONSET_DB / 20)))
    end = len(loud) - int(np.argmax(loud[::-1] > peak * 10 ** (_END_DB / 20)))
    lead = min(onset, round(_LEAD_SECONDS * clip.rate.hz))
    tail = min(len(loud) - end, round(_TAIL_SECONDS * clip.rate.hz))
    samples = clip.samples[onset - lead : end + tail].copy()
    samples[:lead] *= _rise(lead)
    samples[len(samples) - tail :] *= _rise(tail)[::-1]
    return Clip(samples, clip.rate)


def _rise(frames: int) -> Samples:
    """Return half a cosine from 0 to 1."""
    return (0.5 - 0.5 * np.cos(np.pi * (np.arange(frames) + 0.5) / max(frames, 1))).astype(np.float32)


def softer_sibilants(clip: Clip) -> Clip:
    """Return `clip` through a gentle shelf: 3 dB softer far above 7 kHz, half of that at 7 kHz, the same below 3 kHz.

    At this loudness a voice hisses in earphones: between 8 and 12 kHz it is as strong as between 2 and 4 kHz.
    """
    frames = len(clip) + round(_SHELF_SECONDS * clip.rate.hz)  # silence, because the end would sound into the start
    above = (np.fft.rfftfreq(frames, 1 / clip.rate.hz) / _SHELF_HZ) ** _SHELF_SLOPE
    shelf = 10 ** (_SHELF_DB / 20 * above / (1 + above))
    samples = np.fft.irfft(np.fft.rfft(clip.samples, frames) * shelf, frames)[: len(clip)]
    return Clip(samples.astype(np.float32), clip.rate)


def at_rate(speak: Callable[[float], Clip], rate: float, faster: float = 1.0) -> Clip:
    """Return the clip of `speak` at `rate`, exactly `rate / faster` times as fast as its clip at the rate `faster`.

    Neural voices last a whole number of frames per sound, so their tempo changes in steps of up to a fifth. The rest is
    stretched at the same pitch. A clip within 1 % of the right tempo stays as it is. At the rate `faster`, nothing is
    stretched: what makes words fit a small room is their length, which voiceguide measures.
    """
    if rate == faster:
        return speak(rate)
    at_voice_tempo = clip = speak(rate)
    # The silence around the words has no tempo.
    wanted, factor = len(trim(speak(faster))) * faster / rate, 1.0
    # A word of a quarter of a second may miss by a tenth, because stretching blurs its end.
    for _ in range(_MOST_TRIES):
        length = len(trim(clip))
        if not length or not wanted or abs(length / wanted - 1) < _CLOSE_TEMPO:
            break
        factor *= length / wanted
        clip = Clip(_stretched(at_voice_tempo, factor), at_voice_tempo.rate)
    return clip


def _stretched(clip: Clip, factor: float) -> Samples:
    import av
    from av.filter import Graph

    graph = Graph()
    source = graph.add_abuffer(sample_rate=clip.rate.hz, format="flt", layout="mono")
    tempo, sink = graph.add("atempo", f"{factor:.6f}"), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    padded = np.pad(clip.samples, (0, round(_SLACK_SECONDS * clip.rate.hz)))
    frame = av.AudioFrame.from_ndarray(padded[None], format="flt", layout="mono")
    frame.sample_rate = clip.rate.hz
    graph.push(frame)
    graph.push(None)
    pieces = []
    while True:
        try:
            pieces.append(graph.pull().to_ndarray()[0])
        except (av.BlockingIOError, av.EOFError):
            return np.concatenate(pieces)[: round(len(clip) / factor)]


def loudness(clip: Clip) -> float:
    """Return the integrated loudness of `clip` in LUFS; -inf if it is silent.

    A clip shorter than 0.4 s, the meter's shortest window, is repeated to 1 s.
    """
    from pyebur128 import MeasurementMode, R128State, get_loudness_global

    samples, hz = clip.samples, clip.rate.hz
    if len(samples) < 0.4 * hz:
        samples = np.resize(samples, hz)
    state = R128State(1, hz, MeasurementMode.MODE_I)
    state.add_frames(np.ascontiguousarray(samples), len(samples))
    return float(get_loudness_global(state))


def level(clip: Clip) -> Clip:
    """Return `clip` at `SPEECH_LUFS`, its true peak at most `PEAK_DBTP`; a silent clip stays as it is.

    A clip that needs more than 12 dB of limiting comes out quieter.
    """
    peak = np.abs(clip.samples).max(initial=0.0)
    if not peak:
        return clip
    # The meter ignores sound below -70 LUFS, and a quiet recording may be as soft as that.
    full = Clip(clip.samples / peak, clip.rate)
    measured = loudness(full)
    if not math.isfinite(measured):
        return clip
    limiter = _Limiter(full)
    return _raised(limiter, SPEECH_LUFS - measured, SPEECH_LUFS, limiter.most_db)


def louder(clip: Clip, by_db: float) -> Clip:
    """Return `clip`, a result of `level`, louder by `by_db`, its true peak at most `PEAK_DBTP`.

    A clip that needs more than twice `by_db` of gain comes out less loud.
    """
    if not clip.samples.any():
        return clip
    return _raised(_Limiter(clip), by_db, loudness(clip) + by_db, 2 * by_db)


def _raised(limiter: _Limiter, raise_db: float, lufs: float, most_db: float) -> Clip:
    # Limiting reduces loudness, so raise the clip again until it has the right one. A clip with high peaks keeps less
    # than half of a raise, so each round assumes the share that the last round kept. Two to four rounds are enough.
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
    """Raises one clip and holds its peaks below the ceiling. It looks for the peaks only once."""

    def __init__(self, clip: Clip) -> None:
        self._clip = clip
        self._ceiling = gain(PEAK_DBTP - _METER_DB)
        self._block = round(_BLOCK_SECONDS * clip.rate.hz)
        self._peaks = _true_peaks(clip, self._block)
        self.most_db = 20 * math.log10(self._ceiling / self._peaks.max()) + _MOST_LIMITING_DB

    def at(self, raise_db: float) -> Clip:
        """Return the clip raised by `raise_db` and limited."""
        allowed = np.minimum(np.float32(gain(raise_db)), np.float32(self._ceiling) / self._peaks)
        # The gain is a straight line between the borders of 5 ms blocks. At a border it is the least gain that the
        # nearest blocks allow, so it is never more than a block allows anywhere in it.
        around = np.pad(allowed, 2, mode="edge")
        borders = np.minimum.reduce([around[first : first + len(allowed) + 1] for first in range(4)])
        way = np.arange(self._block, dtype=np.float32) / np.float32(self._block)
        curve = (borders[:-1, None] + np.diff(borders)[:, None] * way).ravel()
        return Clip(self._clip.samples * curve[: len(self._clip)], self._clip.rate)


def _true_peaks(clip: Clip, block: int) -> Samples:
    """Return the highest interpolated level in every `block` frames; none is exactly 0."""
    import soxr

    hz = clip.rate.hz
    blocks = -(-len(clip) // block)
    samples = np.pad(clip.samples, (_REACH, blocks * block - len(clip) + _REACH))
    # The interpolation is cut off near the highest frequency, so a click's own peak is higher.
    peaks: Samples = np.maximum(
        np.abs(samples[_REACH:-_REACH]).reshape(blocks, block).max(axis=1), np.float32(_NEVER_ZERO)
    )
    # In pieces: half an hour of music, four times finer, would take a gigabyte.
    for first in range(0, blocks, _PIECE_BLOCKS):
        last = min(first + _PIECE_BLOCKS, blocks)
        piece = samples[first * block : last * block + 2 * _REACH]
        fine = np.abs(soxr.resample(piece, hz, hz * _OVERSAMPLING))
        inner = fine[_REACH * _OVERSAMPLING :][: (last - first) * block * _OVERSAMPLING]
        np.maximum(peaks[first:last], inner.reshape(last - first, -1).max(axis=1), out=peaks[first:last])
    return peaks
