"""Levelling: everything as loud as speech, no peak above what coding can take."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyebur128 import MeasurementMode, R128State, get_true_peak

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.speech.mastering import level, louder, loudness


def clip(samples):
    return Clip(np.asarray(samples, np.float32), TIMELINE_RATE)


def true_peak_db(clip):
    state = R128State(1, clip.rate.hz, MeasurementMode.MODE_TRUE_PEAK)
    state.add_frames(clip.samples, len(clip))
    return 20 * np.log10(get_true_peak(state, 0))


def speechlike(seed, seconds, crest):
    """Noise in syllables, softer towards the top as speech is; a greater `crest` makes the peaks stand out more."""
    frames = int(seconds * 24_000)
    noise = np.convolve(np.random.default_rng(seed).standard_normal(frames), np.hanning(5) / 2, mode="same")
    syllables = np.abs(np.sin(np.arange(frames) * (np.pi * 4 / 24_000))) ** crest
    return noise * syllables


def test_a_full_scale_sine_measures_3_01_db_under_it():
    """BS.1770's own calibration: 0 dBFS at 997 Hz in one channel reads -3.01 LUFS."""
    sine = np.sin(2 * np.pi * 997 / 24_000 * np.arange(48_000))
    assert loudness(clip(sine)) == pytest.approx(-3.01, abs=0.1)


@given(seed=st.integers(0, 99), seconds=st.floats(0.1, 3), crest=st.floats(1, 4), level_db=st.floats(-60, 10))
def test_speech_comes_out_at_16_lufs_with_its_peak_under_1_5_dbtp(seed, seconds, crest, level_db):
    levelled = level(clip(speechlike(seed, seconds, crest) * 10 ** (level_db / 20) * 0.1))
    assert loudness(levelled) == pytest.approx(-16, abs=0.3)
    assert true_peak_db(levelled) <= -1.5


def test_a_word_under_0_4_s_is_measured_repeated_to_1_s():
    word = speechlike(1, 0.3, 1) * 0.1
    assert loudness(clip(word)) == loudness(clip(np.resize(word, 24_000)))


def test_a_bells_strike_is_squashed_by_12_db_at_the_most():
    strike = np.arange(24_000) < 120
    bell = np.sin(np.arange(24_000) * 0.3) * np.where(strike, 0.9, 0.009)
    levelled = level(clip(bell))
    heard = np.abs(levelled.samples)
    assert 20 * np.log10(heard[strike].max() / heard[12_000:].max()) == pytest.approx(40 - 12, abs=0.5)
    assert true_peak_db(levelled) <= -1.5


@pytest.mark.parametrize("crest", [6, 8, 12])
def test_what_limiting_takes_from_the_loudness_is_given_back(crest):
    levelled = level(clip(speechlike(8, 2, crest)))
    assert loudness(levelled) == pytest.approx(-16, abs=0.06)


def test_limiting_changes_the_gain_slowly_enough_not_to_be_heard_as_clipping():
    """One tall peak in a steady tone: the tone dips and comes back over milliseconds, its shape kept."""
    steady = np.sin(2 * np.pi * 500 / 24_000 * np.arange(24_000)) * 0.1
    steady[12_000:12_048] *= 20
    levelled = level(clip(steady)).samples
    gains = np.abs(levelled[6::48] / np.where(np.abs(steady[6::48]) > 0.05, steady[6::48], np.nan))
    assert gains.min() < 0.7 * np.median(gains)
    assert np.nanmax(np.abs(np.diff(20 * np.log10(gains)))) < 12


def test_silence_stays_silence():
    assert not level(clip(np.zeros(24_000))).samples.any()
    assert len(level(clip([]))) == 0


def test_the_same_samples_come_out_each_time():
    noise = clip(speechlike(3, 2, 2))
    assert np.array_equal(level(noise).samples, level(noise).samples)


@pytest.mark.parametrize(("seed", "seconds", "crest"), [(1, 0.2, 1), (2, 1.5, 2.5), (3, 3, 4)])
def test_what_is_louder_has_its_peak_where_it_was(seed, seconds, crest):
    levelled = level(clip(speechlike(seed, seconds, crest) * 0.1))
    raised = louder(levelled, 3)
    assert loudness(levelled) + 0.5 < loudness(raised) <= -12.7
    assert true_peak_db(raised) <= -1.5


def test_nothing_is_squashed_by_more_than_twice_what_it_is_raised():
    peaky = speechlike(1, 2, 1) * 0.01
    peaky[::4000] = 1
    levelled = level(clip(peaky))
    between = np.abs(levelled.samples) < 0.1
    raised = louder(levelled, 3)
    assert np.max(raised.samples[between] / levelled.samples[between]) <= 10 ** (6 / 20) + 1e-3


def test_louder_silence_stays_silence():
    assert not louder(clip(np.zeros(24_000)), 3).samples.any()
