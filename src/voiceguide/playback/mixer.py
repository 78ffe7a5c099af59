"""Spans of a timeline -> samples, and replies over them.

Each sample depends on its position alone, so the size of a block changes no sample.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from voiceguide.audio import Clip, Samples, Span
from voiceguide.playback.contracts import Answer
from voiceguide.playback.transport import RAMP
from voiceguide.timeline.model import Bed, Placement, Timeline
from voiceguide.units import gain

_KNEE = 0.8
"""The level, 1.9 dB below full scale, from which louder samples are bent, so that they stay below full scale."""

_LOWERED = gain(-15.0)
"""The gain of the routine under a reply."""


def mix(timeline: Timeline, span: Span, channels: int = 2) -> Samples:
    """Return the sound of `span`: shape (frames, channels), float32, full scale 1.0.

    Two channels are panned with constant power, -3 dB in the centre. One channel has no pan. Both have the same
    loudness, because BS.1770 adds the power of the channels.
    """
    mixed = np.zeros((len(span), channels), np.float32)
    if span.paused:
        return mixed
    if span.lead_in is not None:
        sound = timeline.lead_in.clip.samples[span.lead_in : span.lead_in + len(span)]
        _spread(mixed, sound, _pan(0.0, channels))
    else:
        for placement in timeline.between(span.start, span.end):
            _add(mixed, placement, span)
        if timeline.bed:
            _spread(mixed, _bed(timeline.bed, span), _pan(0.0, channels))
    if span.fade_in is not None:
        mixed *= _ramp(span, span.fade_in)[:, None]
    if span.fade_out is not None:
        mixed *= (1 - _ramp(span, span.fade_out))[:, None]
    return _levelled(mixed, span)


def _soften(samples: Samples) -> Samples:
    """Return `samples` with loud ones bent below full scale; those below the knee stay the same."""
    over = np.maximum(np.abs(samples) - np.float32(_KNEE), 0) / np.float32(1 - _KNEE)
    bent = np.float32(_KNEE) + np.float32(1 - _KNEE) * np.tanh(over)
    return np.where(over > 0, np.copysign(bent, samples), samples).astype(np.float32)


def _levelled(mixed: Samples, span: Span) -> Samples:
    if span.turning is None and span.level_db == 0:
        return mixed
    level = np.float32(gain(span.level_db))
    if span.turning is not None:
        before = np.float32(gain(span.level_before_db))
        mixed *= (before + (level - before) * _ramp(span, span.turning))[:, None]
    else:
        mixed *= level
    return _soften(mixed) if span.level_db > 0 or span.level_before_db > 0 else mixed


def _add(mixed: Samples, placement: Placement, span: Span) -> None:
    start, end = max(placement.start, span.start), min(placement.end, span.end)
    sound = placement.clip.samples[start - placement.start : end - placement.start]
    gains = _pan(placement.pan, mixed.shape[1]) * np.float32(placement.gain)
    _spread(mixed[start - span.start : end - span.start], sound, gains)


def _spread(mixed: Samples, sound: Samples, gains: Samples) -> None:
    # One channel at a time, because numpy is slow with rows of two.
    for channel, level in enumerate(gains):
        mixed[:, channel] += sound * level


def _pan(pan: float, channels: int) -> Samples:
    if channels == 1:
        return np.ones(1, np.float32)
    angle = (pan + 1) * math.pi / 4
    return np.array([math.cos(angle), math.sin(angle)], np.float32)


def _ramp(span: Span, begin: int) -> Samples:
    start = span.start if span.lead_in is None else span.lead_in
    return np.clip((np.arange(start, start + len(span)) - begin) / RAMP, 0, 1).astype(np.float32)


def _bed(bed: Bed, span: Span) -> Samples:
    frames = np.arange(span.start, span.end)
    sound = bed.clip.samples.take(frames, mode="wrap")
    return sound * np.interp(frames, bed.turns, bed.gains).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Reply:
    """`clip` from frame `begin` of the session on, or only up to a ramp at frame `cut`."""

    clip: Clip
    begin: int
    level_db: int
    cut: int | None = None

    @property
    def end(self) -> int:
        whole = self.begin + len(self.clip)
        return whole if self.cut is None else min(whole, self.cut + RAMP)


class Replies:
    """The spoken replies of one session, in frames since its start; `clips` has the sound of each answer.

    A reply is not in the timeline, so it also sounds in a pause. The routine under it is softer.
    """

    def __init__(self, clips: Mapping[Answer, Clip]) -> None:
        self._clips = clips
        self._sounding: tuple[_Reply, ...] = ()

    def stop(self, at: int) -> None:
        """End the replies that sound at frame `at`."""
        self._sounding = tuple(
            replace(reply, cut=at) if reply.cut is None else reply
            for reply in self._sounding
            if reply.begin < at < reply.end
        )

    def give(self, answer: Answer, at: int, level_db: int = 0) -> None:
        """Sound `answer` from frame `at` on, and end earlier replies there."""
        self.stop(at)
        if clip := self._clips.get(answer):
            self._sounding += (_Reply(clip, at, level_db),)

    def over(self, samples: Samples, at: int) -> Samples:
        """Return `samples`, shape (frames, channels), which begin at frame `at`, with the replies over them."""
        sounding = [reply for reply in self._sounding if reply.begin < at + len(samples) and at < reply.end]
        if not sounding:
            return samples
        frames = np.arange(at, at + len(samples))
        shares = [_share(reply, frames) for reply in sounding]
        share = np.max(shares, axis=0)[:, None]
        under = samples * np.float32(_LOWERED)
        for reply, own in zip(sounding, shares, strict=True):
            own_part = np.divide(own, share[:, 0], out=np.zeros_like(own), where=own > 0)
            under += (_part(reply, at, len(samples)) * own_part)[:, None] * _pan(0.0, samples.shape[1])
        # A blend of both: outside a reply every sample stays the same.
        blended: Samples = samples + (_soften(under) - samples) * share
        return blended


def _share(reply: _Reply, frames: npt.NDArray[np.int64]) -> Samples:
    """Return the share of `reply` at each of `frames`: 0 outside it, 1 inside, with a ramp at both ends."""
    share: Samples = np.clip(np.minimum(frames - reply.begin, reply.end - frames) / RAMP, 0, 1).astype(np.float32)
    return share


def _part(reply: _Reply, at: int, frames: int) -> Samples:
    start, end = max(reply.begin, at), min(reply.begin + len(reply.clip), at + frames)
    part = np.zeros(frames, np.float32)
    part[start - at : end - at] = reply.clip.samples[start - reply.begin : end - reply.begin]
    return part * np.float32(gain(reply.level_db))
