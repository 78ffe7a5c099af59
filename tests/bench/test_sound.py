"""What measures must not be wrong itself: sounds whose places are known, cut, doubled and hidden in noise."""

import numpy as np
import pytest

from scripts.benches.live import HZ, Compared, compare
from scripts.benches.sound import lag, onsets


@pytest.fixture
def noise():
    return np.random.default_rng(7).integers(-3000, 3000, (4 * HZ, 2)).astype(np.int16)


@pytest.fixture
def word():
    return np.random.default_rng(8).normal(0, 0.3, 2000).astype(np.float32)


@pytest.mark.parametrize("late", [-31, 0, 1, 240])
def test_a_lag_is_found_under_noise_and_beside_louder_sound(word, late):
    sound = np.random.default_rng(9).normal(0, 0.1, 12_000).astype(np.float32)
    sound[5000 + late : 7000 + late] += word
    sound[7300:] *= 20
    assert lag(sound, word, 5000) == late


def test_every_onset_is_found_and_nothing_else(word):
    sound = np.zeros(40_000, np.float32)
    for at in (17, 9_001, 30_000):
        sound[at : at + len(word)] += word
    sound[20_000:22_000] += word[::-1]
    assert onsets(sound, word) == [17, 9_001, 30_000]


def heard(noise, *pieces):
    silence = np.zeros((5000, 2), np.int16)
    return np.concatenate([silence, *(noise[start:end] for start, end in pieces), silence])


def test_a_recording_that_is_the_same_within_one_step_differs_in_nothing(noise):
    recorded = heard(noise, (0, None))
    recorded[6000:9000] += 1
    assert compare(recorded, noise) == Compared(0, 0, 0, 0)


def test_a_sample_that_is_two_steps_off_counts(noise):
    recorded = heard(noise, (0, None))
    recorded[60_000] += 2
    assert compare(recorded, noise) == Compared(off=1, lost=0, repeated=0, tail=0)


def test_lost_and_repeated_frames_are_counted(noise):
    compared = compare(heard(noise, (0, 30_000), (30_007, 70_000), (69_990, None)), noise)
    assert (compared.lost, compared.repeated) == (7, 10)


def test_a_tail_that_is_cut_off_is_missed(noise):
    recorded = heard(noise, (0, -100))[:-5000]
    assert compare(recorded, noise) == Compared(off=100, lost=100, repeated=0, tail=100)
