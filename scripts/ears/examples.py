"""Make embeddings of what one part of the voices says in noise and rooms, and keep them in a folder for each voice."""

import sys
import zlib
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soxr

from scripts.ears import sounds, texts
from scripts.ears.clips import Clip, clips_of, speak
from scripts.ears.engines import HZ, Sound
from scripts.ears.scenes import Scene, cut, scene
from scripts.ears.voices import Part, Voice, voices
from voiceguide.audio import pcm16
from voiceguide.controls.ears.recogniser import Features

_TOGETHER = 8  # clips in one scene
_COPIES = {"kokoro": 3, "espeak": 1, "flite": 2, "festival": 2}  # each in other noise and another room
_SNR_DB = (60, 30, 20, 20, 15, 10, 10, 5)
_PITCHES = (0.88, 1.14)
_BEEPS = Voice("nobody", "beeps")
_BEEP_SCENES = 60  # of 20 s


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """`embeddings` of shape (examples, windows, 96), float16, and the text of each; it is empty for noise alone."""

    embeddings: npt.NDArray[np.float16]
    texts: npt.NDArray[np.str_]
    voices: npt.NDArray[np.str_]


def examples(part: Part, work: Path) -> Examples:
    """Return the examples of `part`; make those that `work` doesn't have yet, two voices at once."""
    (work / "examples").mkdir(parents=True, exist_ok=True)
    everyone = (*voices(part), _BEEPS)
    missing = [voice for voice in everyone if not _file(work, part, voice).exists()]
    speak(part, work)
    with ProcessPoolExecutor(2) as pool:
        for number, done in enumerate(as_completed(pool.submit(_keep, one, part, work) for one in missing), 1):
            print(f"\r{done.result()} is heard: {number} of {len(missing)} voices    ", end="", file=sys.stderr)
    kept = [(voice, np.load(_file(work, part, voice))) for voice in everyone]
    return Examples(
        np.concatenate([arrays["embeddings"] for _, arrays in kept]),
        np.concatenate([arrays["texts"] for _, arrays in kept]),
        np.concatenate([np.full(len(arrays["texts"]), str(voice)) for voice, arrays in kept]),
    )


def murmur(part: Part, work: Path) -> list[Sound]:
    """Return the sentences of which babble is made: those of the flite voices of `part`."""
    talkers = [voice for voice in voices(part) if voice.engine == "flite"]
    return [clip.sound for voice in talkers for clip in clips_of(voice, work) if clip.text in texts.talk(part)]


def _keep(voice: Voice, part: Part, work: Path) -> Voice:
    chance = np.random.default_rng(zlib.crc32(f"{part} {voice}".encode()))
    scenes = _beep_scenes(chance) if voice == _BEEPS else _voice_scenes(voice, part, work, chance)
    cuts = [(clip.text if clip else "", utterance) for made in scenes for clip, utterance in cut(made)]
    embedded = [_features().embed(utterance.samples).astype(np.float16) for _, utterance in cuts]
    file = _file(work, part, voice)
    half = file.with_suffix(".half.npz")
    np.savez(half, embeddings=np.stack(embedded), texts=np.array([text for text, _ in cuts]))
    half.replace(file)
    return voice


def _voice_scenes(voice: Voice, part: Part, work: Path, chance: sounds.Chance) -> list[Scene]:
    spoken, babble = list(clips_of(voice, work)), murmur(part, work)
    order = [number for _ in range(_COPIES[voice.engine]) for number in chance.permutation(len(spoken))]
    return [
        scene(
            [_stretched(spoken[number], chance) for number in order[at : at + _TOGETHER]],
            chance,
            kind=str(chance.choice(sounds.NOISES)),
            snr_db=float(chance.choice(_SNR_DB)),
            murmur=babble,
            echo=chance.random() < 0.5,
            colour=True,
        )
        for at in range(0, len(order), _TOGETHER)
    ]


def _beep_scenes(chance: sounds.Chance) -> list[Scene]:
    made = []
    for _ in range(_BEEP_SCENES):
        beeping = sounds.beeps(20.0, chance)
        if chance.random() < 0.5:
            beeping = sounds.room(beeping, chance)
        hush = sounds.noise("pink", len(beeping), chance, []) * np.float32(10 ** (chance.uniform(-70, -40) / 20))
        made.append(Scene(pcm16((beeping + hush) * np.float32(chance.uniform(0.1, 1.5))), ()))
    return made


def _stretched(clip: Clip, chance: sounds.Chance) -> Clip:
    """Return `clip` played slower or faster, as if a larger or a smaller person spoke."""
    sound = soxr.resample(clip.sound, HZ, HZ / chance.uniform(*_PITCHES))
    return Clip(clip.voice, clip.text, np.asarray(sound, np.float32))


@cache
def _features() -> Features:
    return Features()


def _file(work: Path, part: Part, voice: Voice) -> Path:
    return work / "examples" / f"{part}-{voice.engine}-{voice.name}.npz"
