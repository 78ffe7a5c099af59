"""Make a quarter of an hour of sound without a command, of several kinds."""

import tempfile
import wave
from pathlib import Path

import numpy as np
import soxr

from scripts.ears import sounds, texts
from scripts.ears.clips import Clip, clips_of
from scripts.ears.engines import HZ, Sound
from scripts.ears.scenes import scene
from scripts.ears.voices import voices
from voiceguide import pipeline
from voiceguide.audio import Pcm16, pcm16

_SECONDS = 900
_ROUTINES = ("lower-back", "lower-back-first-time", "hip-stretch", "box-breathing", "lower-back-short")


def hour(kind: str, babble: list[Sound], work: Path) -> Pcm16:
    """Return a quarter of an hour of `kind`: 'talk', 'programme' (voiceguide's own sound), 'noise' or 'beeps'."""
    chance = np.random.default_rng(5)
    made = {"talk": _talk, "programme": _programme, "noise": _noise, "beeps": _beeps}[kind](chance, babble, work)
    return made[: _SECONDS * HZ]


def _talk(chance: sounds.Chance, babble: list[Sound], work: Path) -> Pcm16:
    """Sentences of all voices, with more or less noise and quiet around each; a third of them has one of the words."""
    clips = [clip for voice in voices("test") for clip in clips_of(voice, work) if clip.text in texts.talk("test")]
    pieces: list[Pcm16] = []
    while sum(map(len, pieces)) < _SECONDS * HZ:
        some: list[Clip] = [clips[number] for number in chance.choice(len(clips), 12, replace=False)]
        pieces.append(
            scene(
                some,
                chance,
                kind=str(chance.choice(sounds.NOISES)),
                snr_db=float(chance.choice((60, 30, 20, 10))),
                murmur=babble,
                echo=chance.random() < 0.5,
                colour=True,
            ).samples
        )
    return np.concatenate(pieces)


def _programme(chance: sounds.Chance, _babble: list[Sound], _work: Path) -> Pcm16:
    pieces: list[Pcm16] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in _ROUTINES:
            path = Path(folder, f"{name}.wav")
            pipeline.export(pipeline.build_timeline(pipeline.compile(pipeline.load(name))), path)
            with wave.open(str(path)) as file:
                samples = np.frombuffer(file.readframes(file.getnframes()), np.int16).reshape(-1, file.getnchannels())
            sound = soxr.resample(samples.mean(axis=1).astype(np.float32) / 32_768, file.getframerate(), HZ)
            hush = sounds.noise("pink", len(sound), chance, []) * np.float32(10 ** (-65 / 20))
            pieces.append(
                pcm16(np.asarray(sounds.room(np.asarray(sound * 0.3, np.float32), chance)[: len(sound)] + hush))
            )
    whole = np.concatenate(pieces)
    return np.tile(whole, -(-_SECONDS * HZ // len(whole)))


def _noise(chance: sounds.Chance, babble: list[Sound], _work: Path) -> Pcm16:
    """Every kind of noise, half a minute each; it swells and falls, with knocks in it."""
    pieces: list[Pcm16] = []
    for number in range(_SECONDS // 30):
        drawn = sounds.noise(sounds.NOISES[number % len(sounds.NOISES)], 30 * HZ, chance, babble)
        swell = 10 ** (np.interp(np.arange(30 * HZ) / HZ, np.arange(31), chance.uniform(-55, -20, 31)) / 20)
        drawn *= swell.astype(np.float32)
        for at in chance.integers(0, 29 * HZ, 12):
            length = int(chance.uniform(0.01, 0.3) * HZ)
            fall = np.exp(-6 * np.arange(length) / length)
            drawn[at : at + length] += (chance.uniform(0.02, 0.3) * fall * chance.standard_normal(length)).astype(
                np.float32
            )
        pieces.append(pcm16(drawn))
    return np.concatenate(pieces)


def _beeps(chance: sounds.Chance, _babble: list[Sound], _work: Path) -> Pcm16:
    drawn = sounds.beeps(_SECONDS, chance)
    return pcm16(drawn + sounds.noise("pink", len(drawn), chance, []) * np.float32(10 ** (-60 / 20)))
