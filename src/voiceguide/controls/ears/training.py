"""Examples and their classes -> the layers that tell them apart: a few seconds of Adam, in numpy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

_BATCH = 256
_RATE = 2e-3
_WARM_UP = 50  # batches
_FIRST, _SECOND = 0.9, 0.999  # Adam's moments
_DECAY = 1e-4
_DROPPED = 0.3  # of the hidden units, each time anew
_SMOOTHED = 0.05  # of each target goes to all classes alike, so that no example is ever certain


class Layer(NamedTuple):
    """`weights` of shape (inputs, outputs), `bias` of shape (outputs,)."""

    weights: Floats
    bias: Floats


Layers = tuple[Layer, ...]
"""All but the last are followed by max(0, x), the last by softmax."""


def probabilities(layers: Layers, inputs: Floats) -> Floats:
    """Return what `layers` make of `inputs` of shape (examples, inputs): (examples, classes), each row adding up to 1."""
    *hidden, last = layers
    for layer in hidden:
        inputs = np.maximum(inputs @ layer.weights + layer.bias, 0)
    return _softmax(inputs @ last.weights + last.bias)


def fresh(sizes: tuple[int, ...], seed: int) -> Layers:
    """Return untrained layers between `sizes`, inputs first."""
    chance = np.random.default_rng(seed)
    return tuple(
        Layer(
            chance.standard_normal((inputs, outputs), np.float32) * np.float32(np.sqrt(2 / inputs)),
            np.zeros(outputs, np.float32),
        )
        for inputs, outputs in zip(sizes, sizes[1:], strict=False)
    )


def trained(layers: Layers, inputs: Floats, labels: Labels, weights: Floats, *, epochs: int, seed: int) -> Layers:
    """Return `layers` trained on with `inputs` (examples, inputs) of the classes `labels`.

    Each epoch draws as many examples as there are, each as often as its share of `weights`. The same arguments give
    the same layers.
    """
    chance = np.random.default_rng(seed)
    parameters = [array.copy() for layer in layers for array in layer]
    moments = [(np.zeros_like(array), np.zeros_like(array)) for array in parameters]
    total = epochs * -(-len(inputs) // _BATCH)
    share = weights / weights.sum()
    for step in range(1, total + 1):
        drawn = chance.choice(len(inputs), min(_BATCH, len(inputs)), p=share)
        slopes = _slopes(parameters, inputs[drawn], labels[drawn], chance)
        rate = _RATE * min(1.0, step / _WARM_UP) * 0.5 * (1 + np.cos(np.pi * step / total))
        for array, slope, (first, second) in zip(parameters, slopes, moments, strict=True):
            first += (1 - _FIRST) * (slope - first)
            second += (1 - _SECOND) * (slope * slope - second)
            mean, spread = first / (1 - _FIRST**step), second / (1 - _SECOND**step)
            array -= np.float32(rate) * mean / (np.sqrt(spread) + np.float32(1e-8))
    return tuple(Layer(*pair) for pair in zip(parameters[::2], parameters[1::2], strict=True))


def _slopes(parameters: list[Floats], inputs: Floats, labels: Labels, chance: np.random.Generator) -> list[Floats]:
    """Return how the mean cross-entropy changes with each of `parameters`, hidden units dropped at random."""
    weights, biases = parameters[::2], parameters[1::2]
    reached, gates = [inputs], []
    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        sums = reached[-1] @ weight + bias
        kept = chance.random(sums.shape, np.float32) >= _DROPPED
        gates.append((kept & (sums > 0)) / np.float32(1 - _DROPPED))
        reached.append(sums * gates[-1])
    given = _softmax(reached[-1] @ weights[-1] + biases[-1])
    wanted = np.full_like(given, _SMOOTHED / given.shape[1])
    wanted[np.arange(len(labels)), labels] += 1 - _SMOOTHED
    error = (given - wanted) / np.float32(len(inputs))
    slopes: list[Floats] = []
    for number in reversed(range(len(weights))):
        slopes[:0] = [reached[number].T @ error + np.float32(_DECAY) * weights[number], error.sum(axis=0)]
        if number:
            error = (error @ weights[number].T) * gates[number - 1]
    return slopes


def _softmax(sums: Floats) -> Floats:
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
