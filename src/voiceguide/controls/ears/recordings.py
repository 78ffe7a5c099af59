"""A listener's own takes of the words -> a head that knows their voice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from voiceguide.audio import pcm16
from voiceguide.controls.ears import training
from voiceguide.controls.ears.segments import RATE, Segments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voiceguide.audio import Pcm16, Samples
    from voiceguide.controls.ears.features import Embeddings, Features
    from voiceguide.controls.ears.head import Head

_COPIES = 5  # of each take, in noise and at other tempos: nobody says a word twice alike
_TEMPOS = (0.92, 1.08)
_SNR_DB = (8.0, 40.0)
_SHARE = 0.4  # of all that is learned from; the rest are the training's examples
_EPOCHS = 30
_LEAD_SECONDS = 1.0  # for the noise suppressor to learn the noise


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """One of the listener's takes of a word: `samples` as the microphone gave them (mono, 16 bits, 16 kHz)."""

    word: str
    samples: Pcm16


def retrain(head: Head, recordings: Sequence[Recording], features: Features) -> Head:
    """Return `head` taught the listener's voice by `recordings`, in seconds; a word without takes is known as before.

    Raise `KeyError` for a take of a word that the head doesn't know.
    """
    classes = {word: number for number, word in enumerate(head.words)}
    chance = np.random.default_rng(0)
    learned = [
        (classes[take.word], embeddings)
        for take in recordings
        for embeddings in _embedded(take.samples, features, chance)
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
        lesson = training.Lesson(np.concatenate([others, mine]), labels, shares)
        taught = training.relearn(last, lesson, epochs=_EPOCHS, seed=number)
        members.append((first, taught))
    return replace(head, members=tuple(members), facts=head.facts | {"takes": str(len(recordings))})


def _evenly(labels: training.Labels, share: float) -> training.Floats:
    """Return a share for each example, the classes alike, that add up to `share`."""
    counts = np.bincount(labels)
    return np.asarray(share / (np.count_nonzero(counts) * counts[labels]), np.float32)


def _embedded(samples: Pcm16, features: Features, chance: np.random.Generator) -> Iterator[Embeddings]:
    """Yield the embeddings of `samples` as they are, and of copies at other tempos in more noise."""
    plain = np.asarray(samples / np.float32(32_768), np.float32)
    for copy in range(_COPIES):
        utterances = Segments().push(_heard(plain if not copy else _noisy(plain, chance), chance))
        if len(utterances) == 1:
            yield features.embed(utterances[0].samples)


def _heard(sound: Samples, chance: np.random.Generator) -> Pcm16:
    """Return `sound` with a second of quiet before it and half a second after, as soft as its own softest moment."""
    frames = sound[: len(sound) // 160 * 160].reshape(-1, 160)
    hush = float(np.sqrt(np.mean(frames**2, axis=1).min(initial=1.0)))
    lead = round(_LEAD_SECONDS * RATE.hz)
    heard = chance.standard_normal(lead + len(sound) + lead // 2, np.float32) * np.float32(hush)
    heard[lead : lead + len(sound)] = sound
    return pcm16(heard)


def _noisy(sound: Samples, chance: np.random.Generator) -> Samples:
    import soxr

    other = np.asarray(soxr.resample(sound, RATE.hz, RATE.hz / chance.uniform(*_TEMPOS)), np.float32)
    level = float(np.sqrt(np.mean(other**2))) * 10 ** (-chance.uniform(*_SNR_DB) / 20)
    return other + chance.standard_normal(len(other), np.float32) * np.float32(level)
