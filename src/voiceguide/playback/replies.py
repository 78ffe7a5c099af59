"""Answers and when they were given -> their sound over a session, counted in frames handed over.

A reply lies outside the timeline: it sounds over a pause too. What is played meanwhile is lowered, so that both are
understood. Nothing is remembered but where each began, so any block size gives the same samples.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from voiceguide.audio import Clip, Samples
from voiceguide.playback.contracts import Answer
from voiceguide.playback.mixer import panned, soften
from voiceguide.playback.transport import RAMP
from voiceguide.units import gain

_LOWERED = gain(-15.0)
"""How soft the programme is under a reply."""


@dataclass(frozen=True, slots=True)
class _Reply:
    """`clip` from frame `begin` of the session on, cut by a ramp at frame `cut` when something else came."""

    clip: Clip
    begin: int
    level_db: int
    cut: int | None = None

    @property
    def end(self) -> int:
        whole = self.begin + len(self.clip)
        return whole if self.cut is None else min(whole, self.cut + RAMP)


class Replies:
    """The replies of one session; `clips` are what each answer sounds like."""

    def __init__(self, clips: Mapping[Answer, Clip]) -> None:
        self._clips = clips
        self._sounding: tuple[_Reply, ...] = ()

    def stop(self, at: int) -> None:
        """Let what sounds at frame `at` of the session end there."""
        self._sounding = tuple(
            replace(reply, cut=at) if reply.cut is None else reply
            for reply in self._sounding
            if reply.begin < at < reply.end
        )

    def give(self, answer: Answer, at: int, level_db: int = 0) -> None:
        """Sound `answer` from frame `at` of the session on, in place of what sounds there."""
        self.stop(at)
        if clip := self._clips.get(answer):
            self._sounding += (_Reply(clip, at, level_db),)

    def over(self, samples: Samples, at: int) -> Samples:
        """Return `samples`, shape (frames, channels), of a session from its frame `at`, with the replies over them."""
        sounding = [reply for reply in self._sounding if reply.begin < at + len(samples) and at < reply.end]
        if not sounding:
            return samples
        frames = np.arange(at, at + len(samples))
        shares = [_course(reply, frames) for reply in sounding]
        share = np.max(shares, axis=0)[:, None]
        under = samples * np.float32(_LOWERED)
        for reply, own in zip(sounding, shares, strict=True):
            own_part = np.divide(own, share[:, 0], out=np.zeros_like(own), where=own > 0)
            under += panned(_part(reply, at, len(samples)) * own_part, 0.0, samples.shape[1])
        # From the one to the other and back: what is bent outside a reply is what was bent before it.
        sounded: Samples = samples + (soften(under) - samples) * share
        return sounded


def _course(reply: _Reply, frames: npt.NDArray[np.int64]) -> Samples:
    """Return how much of `reply` is heard at each of `frames`: 0 outside it, 1 inside, a ramp at either end."""
    share: Samples = np.clip(np.minimum(frames - reply.begin, reply.end - frames) / RAMP, 0, 1).astype(np.float32)
    return share


def _part(reply: _Reply, at: int, frames: int) -> Samples:
    start, end = max(reply.begin, at), min(reply.begin + len(reply.clip), at + frames)
    part = np.zeros(frames, np.float32)
    part[start - at : end - at] = reply.clip.samples[start - reply.begin : end - reply.begin]
    return part * np.float32(gain(reply.level_db))
