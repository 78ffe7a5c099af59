"""Trains the layers of a head on examples and their classes: a minute of Adam, in numpy.

Written by hand, because a library for neural networks is much larger than everything else that the ears need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

TAPS = (0, 2, 4, 6, 8)
"""The windows that a unit of the first layer sees together: five that begin 160 ms apart, 1.4 s in all."""

_BATCH = 256
_RATE = 2e-3
_WARM_UP = 50  # batches
_FIRST, _SECOND = 0.9, 0.999  # Adam's moments
_DECAY = 1e-4
_DROPPED = 0.3  # dropout of the first layer's units
_BLURRED = 0.3  # noise added to each input, which has RMS 1; it helps as much as more voices
_SMOOTHED = 0.05  # label smoothing


class Layer(NamedTuple):
    """`weights` of shape (inputs, outputs), `bias` of shape (outputs,)."""

    weights: Floats
    bias: Floats


class Lesson(NamedTuple):
    """Examples to learn from: `inputs` (examples, ...), the class of each, and the share of draws that it gets."""

    inputs: Floats
    labels: Labels
    shares: Floats


def fresh(inputs: int, outputs: int, chance: np.random.Generator) -> Layer:
    """Return an untrained layer."""
    scale = np.float32(np.sqrt(2 / inputs))
    return Layer(chance.standard_normal((inputs, outputs), np.float32) * scale, np.zeros(outputs, np.float32))


def found(first: Layer, windows: Floats) -> Floats:
    """Return the largest output of each unit of `first` anywhere in `windows`, at least 0.

    `windows` has shape (examples, windows, 96), and the result (examples, units).
    """
    return np.asarray(np.maximum(_looked(first, windows).max(axis=1), 0), np.float32)


def probabilities(last: Layer, inputs: Floats) -> Floats:
    """Return the probabilities (examples, classes) that `last` gives for `inputs` (examples, units)."""
    sums = inputs @ last.weights + last.bias
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def learn(first: Layer, last: Layer, lesson: Lesson, *, epochs: int, seed: int) -> tuple[Layer, Layer]:
    """Return `first` and `last` trained on `lesson`, whose inputs are windows (examples, windows, 96).

    An epoch draws as many examples as there are. The same arguments give the same layers.
    """
    chance = np.random.default_rng(seed)
    arrays = [array.copy() for array in (*first, *last)]
    for drawn, step in _drawn(lesson.shares, epochs, chance):
        first, last = Layer(*arrays[:2]), Layer(*arrays[2:])
        seen = lesson.inputs[drawn]
        blurred = seen + np.float32(_BLURRED) * chance.standard_normal(seen.shape, np.float32)
        looked = _looked(first, blurred)
        where = looked.argmax(axis=1)[:, None]
        best = np.take_along_axis(looked, where, axis=1)[:, 0]
        gate = _gate(best, chance)
        error, slopes = _ended(last, best * gate, lesson.labels[drawn])
        spread = np.zeros_like(looked)
        np.put_along_axis(spread, where, (error * gate)[:, None], axis=1)
        tapped = _tapped(blurred)
        slopes[:0] = [
            tapped.reshape(-1, tapped.shape[-1]).T @ spread.reshape(-1, spread.shape[-1]),
            (error * gate).sum(axis=0),
        ]
        step(arrays, slopes)
    return Layer(*arrays[:2]), Layer(*arrays[2:])


def relearn(last: Layer, lesson: Lesson, *, epochs: int, seed: int) -> Layer:
    """Return `last` trained further on `lesson`, whose inputs are results of `found`; otherwise as `learn`."""
    chance = np.random.default_rng(seed)
    arrays = [array.copy() for array in last]
    for drawn, step in _drawn(lesson.shares, epochs, chance):
        units = lesson.inputs[drawn]
        _, slopes = _ended(Layer(*arrays), units * _gate(units, chance), lesson.labels[drawn])
        step(arrays, slopes)
    return Layer(*arrays)


class _Adam:
    """The optimizer Adam."""

    def __init__(self, steps: int) -> None:
        self._steps, self._step = steps, 0
        self._moments: list[tuple[Floats, Floats]] = []

    def __call__(self, arrays: list[Floats], slopes: list[Floats]) -> None:
        self._moments = self._moments or [(np.zeros_like(array), np.zeros_like(array)) for array in arrays]
        self._step += 1
        rate = _RATE * min(1.0, self._step / _WARM_UP) * 0.5 * (1 + np.cos(np.pi * self._step / self._steps))
        for array, bare, (mean, spread) in zip(arrays, slopes, self._moments, strict=True):
            slope = bare + np.float32(_DECAY) * array
            mean[...] += np.float32(1 - _FIRST) * (slope - mean)
            spread[...] += np.float32(1 - _SECOND) * (slope * slope - spread)
            way = mean / np.float32(1 - _FIRST**self._step)
            array[...] -= (
                np.float32(rate) * way / np.sqrt(spread / np.float32(1 - _SECOND**self._step) + np.float32(1e-16))
            )


def _drawn(shares: Floats, epochs: int, chance: np.random.Generator) -> Iterator[tuple[Labels, _Adam]]:
    batches = epochs * -(-len(shares) // _BATCH)
    adam = _Adam(batches)
    sums = np.cumsum(shares, dtype=np.float64)
    for _ in range(batches):
        yield np.searchsorted(sums, chance.random(_BATCH) * sums[-1]), adam


def _ended(last: Layer, inputs: Floats, labels: Labels) -> tuple[Floats, list[Floats]]:
    """Return the gradients of the mean cross-entropy: for `inputs`, and for the arrays of `last`."""
    given = probabilities(last, inputs)
    wanted = np.full_like(given, _SMOOTHED / given.shape[1])
    wanted[np.arange(len(labels)), labels] += 1 - _SMOOTHED
    error: Floats = (given - wanted) / np.float32(len(inputs))
    return np.asarray(error @ last.weights.T, np.float32), [inputs.T @ error, error.sum(axis=0)]


def _gate(sums: Floats, chance: np.random.Generator) -> Floats:
    kept = chance.random(sums.shape, np.float32) >= _DROPPED
    return np.asarray((kept & (sums > 0)) / np.float32(1 - _DROPPED), np.float32)


def _looked(first: Layer, windows: Floats) -> Floats:
    seen = _tapped(windows)
    return (seen.reshape(-1, seen.shape[-1]) @ first.weights).reshape(*seen.shape[:2], -1) + first.bias


def _tapped(windows: Floats) -> Floats:
    places = windows.shape[1] - TAPS[-1]
    return np.concatenate([windows[:, tap : tap + places] for tap in TAPS], axis=2)
