"""Teaches the ears a listener's voice: records takes of each word, and trains the head with them.

The training, some seconds of Adam, is written by hand on numpy, because a library for neural networks is much larger
than everything else that the ears need.
"""

import wave
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import numpy as np

from voiceguide.audio import Pcm16, Samples, pcm16
from voiceguide.controls.ears.head import Floats, Head, Labels, Layer, probabilities
from voiceguide.controls.ears.microphone import HZ, Chunk
from voiceguide.controls.ears.recogniser import Features
from voiceguide.controls.ears.segments import Segments

_PATIENCE_FRAMES = 8 * HZ
_AFTER_FRAMES = HZ * 8 // 10
_AROUND_FRAMES = HZ // 5
_FAINT = 330  # -40 dBFS
_FULL = 32_700
_CLIPPED = 3

_COPIES = 5  # of each take, in noise and at other tempos, because no two takes of a word are alike
_TEMPOS = (0.92, 1.08)
_SNR_DB = (8.0, 40.0)
_SHARE = 0.4  # of the examples; the rest are kept from the training
_EPOCHS = 30
_LEAD_SECONDS = 1.0  # in which the noise suppressor learns the noise

_BATCH = 256
_RATE = 2e-3
_WARM_UP = 50  # batches
_FIRST, _SECOND = 0.9, 0.999  # Adam's moments
_DECAY = 1e-4
_DROPPED = 0.3
_SMOOTHED = 0.05  # label smoothing


class Trouble(Enum):
    """Why a take is unusable, as the listener reads it."""

    NOTHING = "Nothing was heard."
    FAINT = "That was too quiet: come nearer, or speak up."
    CLIPPED = "That was too loud for the microphone: go further away, or speak softer."
    SEVERAL = "That was more than the words asked for."


class Recorder:
    """Records takes one after the other; `segments` finds where each begins and ends."""

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        self._frames = 0

    def take(self, chunks: Iterable[Chunk]) -> Pcm16 | Trouble:
        """Return the next utterance with a fifth of a second around it (16 kHz), or what is wrong with it.

        Wait up to 8 s for it, and 0.8 s after it to see that nothing follows.
        """
        self._segments.clear()
        began, utterance = self._frames, None
        recorded: list[Pcm16] = []
        for chunk in chunks:
            recorded.append(chunk.samples)
            self._frames += len(chunk.samples)
            ended = self._segments.push(chunk.samples)
            utterance = utterance or (ended[0] if ended else None)
            if utterance and self._frames >= utterance.end + _AFTER_FRAMES:
                start, end = utterance.start - began - _AROUND_FRAMES, utterance.end - began + _AROUND_FRAMES
                sound = np.concatenate(recorded)
                return _judged(sound[max(start, 0) : end], sound[end:])
            if not utterance and self._frames - began >= _PATIENCE_FRAMES:
                break
        return Trouble.NOTHING


def _judged(samples: Pcm16, after: Pcm16) -> Pcm16 | Trouble:
    """Return `samples` of a take, or why they are unusable; `after` is the sound that follows them."""
    loud = np.abs(samples.astype(np.int32))
    loudest = loud.max(initial=0)
    if loudest < _FAINT:
        return Trouble.FAINT
    if np.count_nonzero(loud >= _FULL) >= _CLIPPED:
        return Trouble.CLIPPED
    if np.abs(after.astype(np.int32)).max(initial=0) > loudest / 3:
        return Trouble.SEVERAL
    return samples


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """One of the listener's takes of a word: `samples` as the microphone gave them (mono, 16 bits, 16 kHz)."""

    word: str
    samples: Pcm16


def write_wav(recording: Recording, path: Path) -> None:
    """Write the samples of `recording` to the WAV file `path`."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(HZ)
        file.writeframes(recording.samples.astype("<i2").tobytes())


def retrain(head: Head, recordings: Sequence[Recording], features: Features) -> Head:
    """Return `head` trained with the listener's `recordings`; this takes seconds. Words without recordings stay.

    Raise `KeyError` for a take of a word that the head doesn't know.
    """
    classes = {word: number for number, word in enumerate(head.words)}
    rng = np.random.default_rng(0)
    learned = [
        (classes[take.word], embeddings) for take in recordings for embeddings in _embedded(take.samples, features, rng)
    ]
    if not learned:
        return head
    own = np.array([label for label, _ in learned])
    found = head.found(np.stack([embeddings for _, embeddings in learned]))
    labels = np.concatenate([head.kept.labels, own])
    shares = np.concatenate([_evenly(head.kept.labels, 1 - _SHARE), _evenly(own, _SHARE)])
    members, start = [], 0
    for number, ((first, last), mine) in enumerate(zip(head.members, found, strict=True)):
        others = head.kept.inputs()[:, start : start + mine.shape[1]]
        start += mine.shape[1]
        lesson = Lesson(np.concatenate([others, mine]), labels, shares)
        members.append((first, relearn(last, lesson, epochs=_EPOCHS, seed=number)))
    return replace(head, members=tuple(members), facts=head.facts | {"takes": str(len(recordings))})


def _evenly(labels: Labels, share: float) -> Floats:
    """Return a share for each example, the same for each class in total; the sum is `share`."""
    counts = np.bincount(labels)
    return np.asarray(share / (np.count_nonzero(counts) * counts[labels]), np.float32)


def _embedded(samples: Pcm16, features: Features, rng: np.random.Generator) -> Iterator[Floats]:
    """Yield the embeddings of `samples`, and of copies at other tempos with more noise."""
    plain = np.asarray(samples / np.float32(32_768), np.float32)
    for copy in range(_COPIES):
        utterances = Segments().push(_surrounded(_noisy(plain, rng) if copy else plain, rng))
        if len(utterances) == 1:
            yield features.embed(utterances[0].samples)


def _surrounded(sound: Samples, rng: np.random.Generator) -> Pcm16:
    """Return `sound` with a second of noise before it, and half a second after, as soft as its softest moment."""
    frames = sound[: len(sound) // 160 * 160].reshape(-1, 160)
    softest = float(np.sqrt(np.mean(frames**2, axis=1).min(initial=1.0)))
    lead = round(_LEAD_SECONDS * HZ)
    whole = rng.standard_normal(lead + len(sound) + lead // 2, np.float32) * np.float32(softest)
    whole[lead : lead + len(sound)] = sound
    return pcm16(whole)


def _noisy(sound: Samples, rng: np.random.Generator) -> Samples:
    import soxr

    other = np.asarray(soxr.resample(sound, HZ, HZ / rng.uniform(*_TEMPOS)), np.float32)
    level = float(np.sqrt(np.mean(other**2))) * 10 ** (-rng.uniform(*_SNR_DB) / 20)
    return other + rng.standard_normal(len(other), np.float32) * np.float32(level)


class Lesson(NamedTuple):
    """Examples to learn from: `inputs` (examples, ...), the class of each, and the share of draws that it gets."""

    inputs: Floats
    labels: Labels
    shares: Floats


def relearn(last: Layer, lesson: Lesson, *, epochs: int, seed: int) -> Layer:
    """Return `last` trained further on `lesson`, whose inputs are results of `found` (examples, units).

    An epoch draws as many examples as there are. The same arguments give the same layer.
    """
    rng = np.random.default_rng(seed)
    arrays = [array.copy() for array in last]
    for drawn, step in batches(lesson.shares, epochs, rng):
        units = lesson.inputs[drawn]
        _, slopes = gradients(Layer(*arrays), units * dropout(units, rng), lesson.labels[drawn])
        step(arrays, slopes)
    return Layer(*arrays)


Step = Callable[[list[Floats], list[Floats]], None]
"""A step of training: changes arrays in place by their gradients."""


def batches(shares: Floats, epochs: int, rng: np.random.Generator) -> Iterator[tuple[Labels, Step]]:
    """Yield the indices of the examples of each batch, and the step to take with it."""
    count = epochs * -(-len(shares) // _BATCH)
    adam = _Adam(count)
    sums = np.cumsum(shares, dtype=np.float64)
    for _ in range(count):
        yield np.searchsorted(sums, rng.random(_BATCH) * sums[-1]), adam


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
            root = np.sqrt(spread / np.float32(1 - _SECOND**self._step) + np.float32(1e-16))
            array[...] -= np.float32(rate) * way / root


def gradients(last: Layer, units: Floats, labels: Labels) -> tuple[Floats, list[Floats]]:
    """Return the gradients of the mean cross-entropy: for `units`, and for the arrays of `last`."""
    given = probabilities(last, units)
    wanted = np.full_like(given, _SMOOTHED / given.shape[1])
    wanted[np.arange(len(labels)), labels] += 1 - _SMOOTHED
    error: Floats = (given - wanted) / np.float32(len(units))
    return np.asarray(error @ last.weights.T, np.float32), [units.T @ error, error.sum(axis=0)]


def dropout(units: Floats, rng: np.random.Generator) -> Floats:
    """Return the factor of each unit: 0 if it is dropped or not above 0."""
    kept = rng.random(units.shape, np.float32) >= _DROPPED
    return np.asarray((kept & (units > 0)) / np.float32(1 - _DROPPED), np.float32)
