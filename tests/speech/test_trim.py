"""Trimming: a clip begins with its first audible frame, and neither edge clicks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.speech.mastering import trim
from voiceguide.units import Rate


def clip(*pieces, rate=TIMELINE_RATE):
    return Clip(np.concatenate(pieces).astype(np.float32), rate)


def tone(frames, level=0.3):
    return level * np.cos(np.arange(frames) * 0.3)


@given(lead=st.integers(0, 9000), frames=st.integers(1, 9000), tail=st.integers(0, 9000), level=st.floats(1e-4, 1.0))
def test_whatever_silence_surrounds_it_the_sound_is_whole_and_begins_within_3_ms(lead, frames, tail, level):
    sound = tone(frames, level).astype(np.float32)
    trimmed = trim(clip(np.zeros(lead), sound, np.zeros(tail))).samples
    begin = int(np.flatnonzero(trimmed)[0])
    assert begin <= 72
    end = len(trimmed) - int(np.flatnonzero(trimmed[::-1])[0])
    assert end - begin <= frames
    assert len(trimmed) - end <= 360
    assert np.array_equal(trimmed[begin : begin + 1], sound[:1])


def test_breath_noise_40_db_under_the_voice_is_not_its_beginning():
    noise = np.random.default_rng(0).uniform(-1, 1, 6000) * 0.3 * 10 ** (-52 / 20)
    trimmed = trim(clip(noise, tone(6000), noise))
    assert 6000 <= len(trimmed) <= 6000 + 72 + 360


def test_a_soft_beginning_40_db_under_the_peak_is_kept():
    """The f of 'five' is 25 to 38 dB softer than its vowel."""
    soft = tone(2400) * 10 ** (-38 / 20)
    assert len(trim(clip(np.zeros(5000), soft, tone(6000)))) >= 8400


def test_edges_fade_to_nothing():
    noise = np.random.default_rng(0).uniform(-1, 1, 6000) * 0.3 * 10 ** (-55 / 20)
    samples = trim(clip(noise, tone(6000), noise)).samples
    assert max(abs(samples[0]), abs(samples[-1])) < 1e-6


def test_silence_trims_to_nothing():
    assert len(trim(clip(np.zeros(1000)))) == len(trim(clip(np.zeros(0)))) == 0


@pytest.mark.parametrize("hz", [8000, 22_050, 48_000])
def test_edges_are_measured_in_seconds_not_frames(hz):
    noise = np.full(hz, 1e-5)
    trimmed = trim(clip(noise, tone(hz), noise, rate=Rate(hz)))
    assert len(trimmed) == hz + round(0.003 * hz) + round(0.015 * hz)
