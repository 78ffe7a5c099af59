"""A span of a timeline -> samples. Has no memory: each sample depends on its position alone, never on the block."""

import math

import numpy as np

from voiceguide.audio import Samples, Span
from voiceguide.playback.transport import RAMP
from voiceguide.timeline.model import Bed, Placement, Timeline
from voiceguide.units import gain

_KNEE = 0.8
"""From here on (full scale 1.0) what would be too loud is bent, and never reaches full scale: -1.9 dBFS."""


def mix(timeline: Timeline, span: Span, channels: int = 2) -> Samples:
    """Return the sound of `span`, shape (frames, channels), float32, full scale 1.0.

    Two channels are panned with constant power, -3 dB in the centre; one channel has no pan, so that both measure
    the same loudness (BS.1770 adds the channels' power).
    """
    mixed = np.zeros((len(span), channels), np.float32)
    if span.silence:
        return mixed
    for placement in timeline.between(span.start, span.end):
        _add(mixed, placement, span)
    if timeline.bed:
        _spread(mixed, _bed(timeline.bed, span), _pan(0.0, channels))
    if span.fade_in is not None:
        mixed *= _ramp(span, span.fade_in)[:, None]
    if span.fade_out is not None:
        mixed *= (1 - _ramp(span, span.fade_out))[:, None]
    return _levelled(mixed, span)


def soften(samples: Samples) -> Samples:
    """Return `samples` with what is near or over full scale bent below it; what is softer stays as it is."""
    over = np.maximum(np.abs(samples) - np.float32(_KNEE), 0) / np.float32(1 - _KNEE)
    bent = np.float32(_KNEE) + np.float32(1 - _KNEE) * np.tanh(over)
    return np.where(over > 0, np.copysign(bent, samples), samples).astype(np.float32)


def panned(clip: Samples, pan: float, channels: int) -> Samples:
    """Return mono samples, shape (frames,), in `channels`: shape (frames, channels)."""
    return clip[:, None] * _pan(pan, channels)


def _levelled(mixed: Samples, span: Span) -> Samples:
    if span.turning is None and span.level_db == 0:
        return mixed  # as every file is, bit for bit
    level = np.float32(gain(span.level_db))
    if span.turning is not None:
        before = np.float32(gain(span.level_before_db))
        mixed *= (before + (level - before) * _ramp(span, span.turning))[:, None]
    else:
        mixed *= level
    return soften(mixed) if span.level_db > 0 or span.level_before_db > 0 else mixed


def _add(mixed: Samples, placement: Placement, span: Span) -> None:
    start, end = max(placement.start, span.start), min(placement.end, span.end)
    heard = placement.clip.samples[start - placement.start : end - placement.start]
    gains = _pan(placement.pan, mixed.shape[1]) * np.float32(placement.gain)
    _spread(mixed[start - span.start : end - span.start], heard, gains)


def _spread(mixed: Samples, sound: Samples, gains: Samples) -> None:
    # Channel by channel, as numpy is slow at rows of two.
    for channel, level in enumerate(gains):
        mixed[:, channel] += sound * level


def _pan(pan: float, channels: int) -> Samples:
    if channels == 1:
        return np.ones(1, np.float32)
    angle = (pan + 1) * math.pi / 4
    return np.array([math.cos(angle), math.sin(angle)], np.float32)


def _ramp(span: Span, begin: int) -> Samples:
    return np.clip((np.arange(span.start, span.end) - begin) / RAMP, 0, 1).astype(np.float32)


def _bed(bed: Bed, span: Span) -> Samples:
    frames = np.arange(span.start, span.end)
    sound = bed.clip.samples.take(frames, mode="wrap")
    return sound * np.interp(frames, bed.turns, bed.gains).astype(np.float32)
