"""Every engine keeps the one contract."""

import re
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


class Obeying(Odd):
    """Takes what looks like markup for markup: leaves it out, or pauses for a minute."""

    def __init__(self, pausing):
        super().__init__()
        self.pausing = pausing

    def speak(self, utterance):
        clip = self.tone.speak(replace(utterance, text=re.sub(r"\s*<break[^>]*>", "", utterance.text)))
        pause = 60 * clip.rate.hz if self.pausing and "<break" in utterance.text else 0
        return Clip(np.pad(clip.samples, (0, pause)), clip.rate)


class Choking(Odd):
    def speak(self, utterance):
        utterance.text.encode()
        return self.tone.speak(utterance)


class Sulking(Odd):
    """Speaks no more after what it has refused."""

    sulks = False

    def speak(self, utterance):
        self.sulks = self.sulks or "GRINNING" in utterance.text.encode("ascii", "namereplace").decode()
        clip = self.tone.speak(utterance)
        return Clip(clip.samples[:0] if self.sulks else clip.samples, clip.rate)


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
        (Obeying(pausing=False), "never markup"),
        (Obeying(pausing=True), "never markup"),
        (Choking(), "not UnicodeEncodeError"),
        (Sulking(), "'One' is silent"),
        (Twins(), "no two voices"),
        (Mute(), "speaks English with"),
        (Silently(), "says how to get it"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Odd) else "",
)
def test_a_broken_promise_is_named(engine, promise):
    with pytest.raises(AssertionError, match=promise):
        check_engine(engine)
