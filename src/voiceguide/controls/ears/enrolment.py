"""Teaches the ears a listener's voice: records takes of each word, and trains the head with them."""

from __future__ import annotations

import wave
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from voiceguide.audio import pcm16
from voiceguide.controls.ears import training
from voiceguide.controls.ears.microphone import HZ
from voiceguide.controls.ears.segments import RATE, Segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from voiceguide.audio import Pcm16, Samples
    from voiceguide.controls.ears.features import Embeddings, Features
    from voiceguide.controls.ears.head import Head
    from voiceguide.controls.ears.microphone import Chunk

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


class Trouble(Enum):
    """Why a take is unusable, as the listener is told."""

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
        began, said = self._frames, None
        heard: list[Pcm16] = []
        for chunk in chunks:
            heard.append(chunk.samples)
            self._frames += len(chunk.samples)
            ended = self._segments.push(chunk.samples)
            said = said or (ended[0] if ended else None)
            if said and self._frames >= said.end + _AFTER_FRAMES:
                start, end = said.start - began - _AROUND_FRAMES, said.end - began + _AROUND_FRAMES
                sound = np.concatenate(heard)
                return judged(sound[max(start, 0) : end], sound[end:])
            if not said and self._frames - began >= _PATIENCE_FRAMES:
                break
        return Trouble.NOTHING


def judged(samples: Pcm16, after: Pcm16) -> Pcm16 | Trouble:
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
    """Return a share for each example, the same for each class in total; the sum is `share`."""
    counts = np.bincount(labels)
    return np.asarray(share / (np.count_nonzero(counts) * counts[labels]), np.float32)


def _embedded(samples: Pcm16, features: Features, chance: np.random.Generator) -> Iterator[Embeddings]:
    """Yield the embeddings of `samples`, and of copies at other tempos with more noise."""
    plain = np.asarray(samples / np.float32(32_768), np.float32)
    for copy in range(_COPIES):
        utterances = Segments().push(_heard(plain if not copy else _noisy(plain, chance), chance))
        if len(utterances) == 1:
            yield features.embed(utterances[0].samples)


def _heard(sound: Samples, chance: np.random.Generator) -> Pcm16:
    """Return `sound` with a second of noise before it, and half a second after, as soft as its softest moment."""
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
