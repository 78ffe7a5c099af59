"""Every engine keeps the one contract."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from voiceguide.audio import Clip
from voiceguide.engines.espeak import Espeak
from voiceguide.engines.hibari import Hibari
from voiceguide.engines.piper import Piper
from voiceguide.engines.system import System
from voiceguide.testing import ToneEngine, check_engine


@pytest.mark.parametrize(
    "engine",
    [ToneEngine, *(pytest.param(real, marks=pytest.mark.engine) for real in (Hibari, Espeak, Piper, System))],
)
def test_an_engine_keeps_the_contract(engine):
    check_engine(engine())


@dataclass
class Odd:
    """The tone engine with one promise broken."""

    name: str = "odd"
    version: str = "1"
    tone: ToneEngine = field(default_factory=ToneEngine)

    def voices(self):
        return self.tone.voices()

    def speak(self, utterance):
        return self.tone.speak(utterance)

    def close(self):
        pass


class Doubles(Odd):
    def speak(self, utterance):
        clip = self.tone.speak(utterance)
        return Clip(clip.samples.astype(np.float64), clip.rate)


class Stereo(Odd):
    def speak(self, utterance):
        clip = self.tone.speak(utterance)
        return Clip(np.stack([clip.samples, clip.samples], axis=1), clip.rate)


class Silent(Odd):
    def speak(self, utterance):
        clip = self.tone.speak(utterance)
        return Clip(np.zeros_like(clip.samples), clip.rate)


class Broken(Odd):
    def speak(self, utterance):
        clip = self.tone.speak(utterance)
        return Clip(clip.samples * np.float32("nan"), clip.rate)


class Hasty(Odd):
    def speak(self, utterance):
        return self.tone.speak(type(utterance)(utterance.text, voice=utterance.voice))


class Deaf(Odd):
    def speak(self, utterance):
        return self.tone.speak(type(utterance)(utterance.text, rate=utterance.rate))


class Twins(Odd):
    def voices(self):
        return 2 * self.tone.voices()


class Mute(Odd):
    def voices(self):
        return [replace(voice, language="de") for voice in self.tone.voices()]


class Silently(Odd):
    def voices(self):
        return [replace(voice, installed=False) for voice in self.tone.voices()]


class Babbling(Odd):
    def speak(self, utterance):
        return self.tone.speak(type(utterance)(utterance.text.strip() or "eh", "en", utterance.voice, utterance.rate))


@pytest.mark.parametrize(
    ("engine", "promise"),
    [
        (Odd(name=""), "an engine has a name"),
        (Odd(version=""), "knows its version"),
        (Doubles(), "float32, not float64"),
        (Stereo(), "mono"),
        (Silent(), "'One' is silent"),
        (Broken(), "no numbers"),
        (Hasty(), "a rate under 1 is slower"),
        (Deaf(), "a voice it doesn't have"),
        (Babbling(), "a blank text"),
        (Twins(), "no two voices"),
        (Mute(), "speaks English with"),
        (Silently(), "says how to get it"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Odd) else "",
)
def test_a_broken_promise_is_named(engine, promise):
    with pytest.raises(AssertionError, match=promise):
        check_engine(engine)
