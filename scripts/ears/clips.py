"""Let one part of the voices say the words, other words and sentences; keep the clips in a folder for each voice."""

import random
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scripts.ears import engines, texts
from scripts.ears.engines import Line, Sound
from scripts.ears.voices import Part, Voice, voices

_TEMPOS = {"train": (0.8, 1.3), "tune": (0.9, 1.15), "test": (0.9, 1.15)}
# How often a voice says each word. A voice kept out of training says two to be understood, and three to be learned.
TAKES = {"tune": 2, "test": 5}
# How often a training voice says each word, how many of the other words, and of the sentences. Kokoro has the most
# voices and the slowest; the tempos of the fast engines cost nothing.
_SHARES = {"kokoro": (1, 24, 3), "espeak": (1, 30, 3), "flite": (4, 150, 20), "festival": (4, 150, 20)}


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A text that `voice` says, one of the words or another, and its sound without silence around it."""

    voice: Voice
    text: str
    sound: Sound


def speak(part: Part, work: Path) -> None:
    """Let every voice of `part` speak, two at once, unless `work` already has its clips."""
    (work / "clips").mkdir(parents=True, exist_ok=True)
    missing = [voice for voice in voices(part) if not _file(work, voice).exists()]
    if any(voice.engine == "kokoro" for voice in missing):
        engines.kokoro_voices(work)
    with ProcessPoolExecutor(2) as pool:
        for number, done in enumerate(as_completed(pool.submit(_keep, voice, part, work) for voice in missing), 1):
            print(f"\r{done.result()} has spoken: {number} of {len(missing)} voices    ", end="", file=sys.stderr)


def clips_of(voice: Voice, work: Path) -> Iterator[Clip]:
    """Yield the clips of `voice` that `speak` kept in `work`."""
    with np.load(_file(work, voice)) as kept:
        for key in kept.files:
            yield Clip(voice, key.rpartition("@")[0], kept[key].astype(np.float32) / 32_768)


def _keep(voice: Voice, part: Part, work: Path) -> Voice:
    lines = _lines(voice, part)
    spoken = engines.spoken(voice, lines, work)
    file = _file(work, voice)
    named = {
        f"{line.text}@{line.tempo}": (np.clip(sound / max(np.abs(sound).max(), 1e-3), -1, 1) * 32_767).astype(np.int16)
        for line, sound in zip(lines, spoken, strict=True)
    }
    half = file.with_suffix(".half.npz")
    np.savez(half, **named)
    half.replace(file)
    return voice


def _lines(voice: Voice, part: Part) -> list[Line]:
    chance = random.Random(str(voice))
    low, high = _TEMPOS[part]
    if part == "train":
        times, others, sentences = _SHARES[voice.engine]
        lines = [*(texts.WORD_TEXTS + texts.tried()) * times]
        lines += chance.sample(texts.other(part), others) + chance.sample(texts.talk(part), sentences)
    else:
        recordings = texts.WORD_TEXTS * TAKES[part] + texts.tried() * (2 if part == "tune" else 0)
        lines = [*recordings, *texts.other(part), *texts.alike(part), *texts.talk(part)]
    return [Line(text, round(chance.uniform(low, high), 3)) for text in lines]


def _file(work: Path, voice: Voice) -> Path:
    return work / "clips" / f"{voice.engine}-{voice.name}.npz"
