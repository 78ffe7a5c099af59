"""Trains both layers of a new member of a head on examples and their classes."""

import numpy as np

from voiceguide.controls.ears.enrolment import Lesson, batches, dropout, gradients
from voiceguide.controls.ears.head import Layer, outputs, tapped

_BLURRED = 0.3  # noise added to each input, which has RMS 1; it helps as much as more voices


def fresh(inputs: int, outputs: int, rng: np.random.Generator) -> Layer:
    """Return an untrained layer."""
    scale = np.float32(np.sqrt(2 / inputs))
    return Layer(rng.standard_normal((inputs, outputs), np.float32) * scale, np.zeros(outputs, np.float32))


def learn(first: Layer, last: Layer, lesson: Lesson, *, epochs: int, seed: int) -> tuple[Layer, Layer]:
    """Return `first` and `last` trained on `lesson`, whose inputs are windows (examples, windows, 96).

    An epoch draws as many examples as there are. The same arguments give the same layers.
    """
    rng = np.random.default_rng(seed)
    arrays = [array.copy() for array in (*first, *last)]
    for drawn, step in batches(lesson.shares, epochs, rng):
        first, last = Layer(*arrays[:2]), Layer(*arrays[2:])
        seen = lesson.inputs[drawn]
        blurred = seen + np.float32(_BLURRED) * rng.standard_normal(seen.shape, np.float32)
        found = outputs(first, blurred)
        where = found.argmax(axis=1)[:, None]
        best = np.take_along_axis(found, where, axis=1)[:, 0]
        factors = dropout(best, rng)
        error, slopes = gradients(last, best * factors, lesson.labels[drawn])
        spread = np.zeros_like(found)
        np.put_along_axis(spread, where, (error * factors)[:, None], axis=1)
        inputs = tapped(blurred)
        slopes[:0] = [
            inputs.reshape(-1, inputs.shape[-1]).T @ spread.reshape(-1, spread.shape[-1]),
            (error * factors).sum(axis=0),
        ]
        step(arrays, slopes)
    return Layer(*arrays[:2]), Layer(*arrays[2:])
