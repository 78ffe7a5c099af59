"""A voice that takes its tempo as a wish is brought to the tempo asked for."""

import numpy as np
import pytest

from voiceguide.audio import Clip
from voiceguide.speech.mastering import at_rate, trim
from voiceguide.units import Rate

HZ = 22_050


def voice(seconds, obeys):
    """Speak a hum of `seconds` between silences; `obeys` says what becomes of a rate."""

    def speak(rate):
        hum = np.sin(2 * np.pi * 200 / HZ * np.arange(round(seconds / obeys(rate) * HZ)))
        return Clip(np.pad(hum, HZ // 4).astype(np.float32), Rate(HZ))

    return speak


@pytest.mark.parametrize("rate", [0.5, 0.7, 1.3, 2.0])
@pytest.mark.parametrize("obeys", [lambda _: 1.0, round, lambda rate: rate**1.5], ids=["deaf", "in steps", "too much"])
@pytest.mark.parametrize("seconds", [1.0, 4.0])
def test_it_lasts_as_long_as_the_rate_says_whatever_the_voice_makes_of_it(seconds, obeys, rate):
    speak = voice(seconds, lambda asked: max(obeys(asked), 0.5))
    lasted = [len(trim(at_rate(speak, each))) for each in (1.0, rate)]
    assert lasted[0] / lasted[1] == pytest.approx(rate, rel=0.05)


def test_the_pitch_stays():
    clip = at_rate(voice(2.0, lambda _: 1.0), 0.7)
    spectrum = np.abs(np.fft.rfft(clip.samples))
    assert np.argmax(spectrum) * HZ / len(clip) == pytest.approx(200, rel=0.02)


def test_at_the_voices_own_tempo_nothing_is_touched():
    speak = voice(1.0, lambda rate: rate)
    assert np.array_equal(at_rate(speak, 1.0).samples, speak(1.0).samples)


def test_silence_stays_silence():
    assert not at_rate(lambda _: Clip(np.zeros(HZ, np.float32), Rate(HZ)), 0.7).samples.any()
