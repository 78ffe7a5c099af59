"""Detects double claps: two short, sharp sounds with quiet around them."""

import numpy as np

from voiceguide.audio import Pcm16

_STEP = 80  # 5 ms at 16 kHz
_WINDOW = 160
_BATCH = 24  # steps: two claps are recognised late anyway, and larger batches cost less
_TAPER = np.hanning(_WINDOW)
_LOWEST_BIN = 8  # 800 Hz: steps, doors and most of a voice are below it
_VOICE_BINS = slice(2, _LOWEST_BIN)

# A clap, in decibels and steps: it rises from the level before it, is loudest at once, and falls.
_RISE_DB = 15.0
_BEFORE = 10
_BEGUN = 2
_SHARP = 3
_FALL_DB = 10.0
_AFTER = 24
_FALLEN = 4
_FLOOR_DB = 10.0
_SHRILL_DB = 6.0  # more of it is above 800 Hz than from 200 to 800

# A pair: similar, 160 to 620 ms apart, and as far from any other sound that is nearly as loud.
_ALIKE_DB = 12.0
_NEAREST, _FARTHEST = 32, 124
_QUIET_DB = 8.0
_KEPT = 3 * _FARTHEST + _AFTER

FLUSH = (_FARTHEST + _AFTER + _BATCH + 3) * _STEP
"""Frames of silence after which every clap is decided."""


class Claps:
    """Detects double claps in a stream. The sizes of the pieces pushed make no difference.

    Three claps, such as applause, don't count, and neither does talk, which is never quiet for long enough.
    """

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.int16)
        self._steps = 0
        self._levels: list[float] = []
        self._shrill: list[bool] = []
        self._onsets: list[tuple[int, float]] = []

    def push(self, samples: Pcm16) -> list[int]:
        """Listen to `samples` (mono, 16 bits, 16 kHz). Return the frames, counted from the first, where pairs ended."""
        pending = np.concatenate([self._rest, samples])
        count = max(0, (len(pending) - _WINDOW) // _STEP + 1) // _BATCH * _BATCH
        self._rest = pending[count * _STEP :]
        pairs = []
        for level, shrill in zip(*_levels(pending, count), strict=True):
            self._levels.append(level)
            self._shrill.append(shrill)
            self._steps += 1
            self._find_clap()
            if (second := self._pair()) is not None:
                pairs.append(second * _STEP)
        del self._levels[:-_KEPT], self._shrill[:-_KEPT]
        return pairs

    def _find_clap(self) -> None:
        """Note a clap at the step `_AFTER` steps ago, if the levels before and after it fit."""
        at = self._steps - _AFTER
        if at < _BEFORE:
            return
        before, after = self._between(at - _BEFORE, at - _BEGUN), self._between(at, self._steps)
        loudest = max(after[:_SHARP])
        rises = loudest - max(_mean(before), _FLOOR_DB) >= _RISE_DB
        falls = loudest == max(after) and _mean(after[-_FALLEN:]) <= loudest - _FALL_DB
        if not (rises and falls and self._shrill[-_AFTER + after.index(loudest)]):
            return
        if self._onsets and (loudest < self._onsets[-1][1] - _ALIKE_DB or at - self._onsets[-1][0] < _AFTER):
            return  # an echo
        if self._onsets and loudest > self._onsets[-1][1] + _ALIKE_DB:
            self._onsets.clear()  # the sounds before weren't claps
        self._onsets.append((at, loudest))

    def _pair(self) -> int | None:
        """Return the step of the second clap of a pair, once no later sound can change it."""
        if not self._onsets or self._steps - _AFTER - self._onsets[-1][0] <= _FARTHEST:
            return None
        onsets, self._onsets = self._onsets, []
        if len(onsets) != 2:
            return None
        (first, loud), (second, too) = onsets
        if second - first < _NEAREST:
            return None
        around = (
            *self._between(first - _FARTHEST, first - _BEGUN),
            *self._between(first + _AFTER, second - _BEGUN),
            *self._between(second + _AFTER, self._steps),
        )
        return second if max(around) <= min(loud, too) - _QUIET_DB else None

    def _between(self, start: int, end: int) -> list[float]:
        """Return the levels of the steps from `start` to `end` that are still kept."""
        oldest = self._steps - len(self._levels)
        return self._levels[max(start - oldest, 0) : end - oldest]


def _mean(levels: list[float]) -> float:
    return sum(levels) / len(levels)


def _levels(samples: Pcm16, count: int) -> tuple[list[float], list[bool]]:
    """Return the levels above 800 Hz of `count` windows, in decibels over one step of 16 bits, and which are shrill."""
    if not count:
        return [], []
    windows = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[: count * _STEP : _STEP]
    powers = np.abs(np.fft.rfft(windows * _TAPER, axis=1)) ** 2
    high, low = powers[:, _LOWEST_BIN:], powers[:, _VOICE_BINS]
    levels = 10 * np.log10(high.mean(axis=1) / _WINDOW + 1e-3)
    shrill = high.sum(axis=1) > low.sum(axis=1) * 10 ** (_SHRILL_DB / 10)
    return levels.tolist(), shrill.tolist()
