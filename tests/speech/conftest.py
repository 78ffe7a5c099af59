"""Fixtures for speech: plans of a few words, sound files, and an engine that counts its calls."""

import wave
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from voiceguide.audio import pcm16
from voiceguide.errors import Where
from voiceguide.plan.model import Hold, Metadata, Plan, Play, Say, Sound, Words
from voiceguide.speech.cache import Cache
from voiceguide.testing import ToneEngine

HERE = Where("test.yaml", 1, 1)


class CountingEngine(ToneEngine):
    """The tone engine with any voices. `asked` lists the texts that it received."""

    def __init__(self):
        self.asked = []

    def speak(self, utterance):
        self.asked.append(utterance.text)
        return super().speak(replace(utterance, voice=""))


@pytest.fixture
def engine():
    return CountingEngine()


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "clips")


@pytest.fixture(scope="session")
def plan_of():
    def plan(*texts, counts=(), sounds=(), language="en"):
        events = [Say(where=HERE, words=Words((text,)), then=Fraction(1)) for text in texts]
        if counts:
            numbers = tuple((Fraction(number), number) for number in counts)
            events.append(Hold(where=HERE, kind="hold", seconds=Fraction(60), numbers=numbers))
        events += [Play(where=HERE, sound=Sound(str(path)), level_db=0.0) for path in sounds]
        return Plan(Metadata("Test", language=language), tuple(events))

    return plan


@pytest.fixture
def wav(tmp_path):
    """Write samples, shape (frames,) or (frames, channels), as a WAV file. Return its path."""

    def write(samples, hz=44_100, name="sound.wav"):
        samples = np.asarray(samples, np.float32)
        path = tmp_path / name
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
            file.setsampwidth(2)
            file.setframerate(hz)
            file.writeframes(pcm16(samples).astype("<i2").tobytes())
        return path

    return write
