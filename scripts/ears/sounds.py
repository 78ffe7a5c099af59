"""Make random noise, rooms and beeps: what lies between a mouth and a microphone."""

import numpy as np

from scripts.ears.engines import HZ, Sound
from voiceguide.timeline.tones import tone

Chance = np.random.Generator

NOISES = ("white", "pink", "brown", "hum", "babble")


def noise(kind: str, frames: int, chance: Chance, voices: list[Sound]) -> Sound:
    """Return `frames` frames of noise at RMS 1; babble is six of `voices` at once."""
    if kind == "babble":
        drawn = _babble(frames, chance, voices)
    elif kind == "hum":
        drawn = _hum(frames, chance)
    else:
        drawn = _coloured(frames, chance, {"white": 0.0, "pink": 0.5, "brown": 1.0}[kind])
    return np.asarray(drawn / np.sqrt(np.mean(drawn**2)), np.float32)


def room(sound: Sound, chance: Chance) -> Sound:
    """Return `sound` as a microphone hears it in a room: 0.15 to 0.6 s of echo, from 20 dB to 3 dB below it."""
    seconds, level = chance.uniform(0.15, 0.6), 10 ** (-chance.uniform(3, 20) / 20)
    at = np.arange(int(seconds * HZ)) / HZ
    tail = chance.standard_normal(len(at)) * 10 ** (-3 * at / seconds)  # it ends 60 dB down
    tail[: int(0.002 * HZ)] = 0
    tail *= level / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    length = len(sound) + len(tail)
    return np.fft.irfft(np.fft.rfft(sound, length) * np.fft.rfft(tail, length), length).astype(np.float32)


def microphone(sound: Sound, chance: Chance) -> Sound:
    """Return `sound` through a microphone that adds or takes up to 6 dB at either end of the spectrum."""
    spectrum = np.fft.rfft(sound)
    octaves = np.linspace(0, 1, len(spectrum))
    low, high, middle = chance.uniform(-6, 6, 3)
    colour = np.interp(octaves, (0, 0.08, 0.3, 1), (low, 0, middle / 2, high))
    return np.fft.irfft(spectrum * 10 ** (colour / 20), len(sound)).astype(np.float32)


def beeps(seconds: float, chance: Chance) -> Sound:
    """Return `seconds` seconds of voiceguide's own tones and of others, about one a second."""
    names = ("start", "release", "tick", "halfway", "switch", "done", "rest-start", "rest-release")
    drawn = np.zeros(int(seconds * HZ), np.float32)
    at = 0
    while at < len(drawn) - 2 * HZ:
        if chance.random() < 0.6:
            clip = tone(names[chance.integers(len(names))])
            sound = np.interp(np.arange(0, len(clip), 1.5), np.arange(len(clip)), clip.samples)
        else:
            sound = _beep(chance)
        drawn[at : at + len(sound)] += sound[: len(drawn) - at]
        at += len(sound) + int(chance.uniform(0.2, 1.6) * HZ)
    return drawn


def _beep(chance: Chance) -> Sound:
    at = np.arange(int(chance.uniform(0.05, 0.6) * HZ)) / HZ
    bend = chance.choice((0, 0, chance.uniform(-800, 800)))
    wave = np.sin(2 * np.pi * (chance.uniform(300, 3000) + bend * at) * at)
    if chance.random() < 0.4:
        wave = np.sign(wave)
    ramp = np.minimum(1, np.minimum(at, at[::-1]) / 0.005)
    return np.asarray(0.2 * wave * ramp, np.float32)


def _coloured(frames: int, chance: Chance, slope: float) -> Sound:
    spectrum = np.fft.rfft(chance.standard_normal(frames))
    pitch = np.maximum(np.fft.rfftfreq(frames, 1 / HZ), 30)
    return np.fft.irfft(spectrum / pitch**slope, frames).astype(np.float32)


def _hum(frames: int, chance: Chance) -> Sound:
    at = np.arange(frames) / HZ
    mains = chance.choice((50, 60))
    hum = sum(np.sin(2 * np.pi * mains * n * at + chance.uniform(0, 6)) / n for n in range(1, 9))
    fan = _coloured(frames, chance, 0.7)
    return np.asarray(hum + 2 * fan / np.sqrt(np.mean(fan**2)), np.float32)


def _babble(frames: int, chance: Chance, voices: list[Sound]) -> Sound:
    drawn = np.zeros(frames, np.float32)
    for _ in range(6):
        at = -int(chance.uniform(0, 2 * HZ))
        while at < frames:
            sound = voices[chance.integers(len(voices))]
            sound = sound / np.sqrt(np.mean(sound**2))
            start, end = max(at, 0), min(at + len(sound), frames)
            if end > start:
                drawn[start:end] += sound[start - at : end - at]
            at += len(sound) + int(chance.uniform(0, 0.3) * HZ)
    return drawn
