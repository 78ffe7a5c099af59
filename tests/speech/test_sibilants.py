"""A gentle shelf makes sibilants softer, and changes nothing else."""

import numpy as np
import pytest

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.speech.mastering import loudness, master_speech, softer_sibilants

HZ = TIMELINE_RATE.hz


def tone(hz, frames=HZ):
    return np.sin(2 * np.pi * hz / HZ * np.arange(frames)).astype(np.float32)


def db_of(samples):
    inner = samples[HZ // 10 : -HZ // 10]
    return 20 * np.log10(np.sqrt(2 * np.mean(inner**2)))


@pytest.mark.parametrize(("hz", "db"), [(200, 0), (1_000, 0), (3_000, -0.1), (7_000, -1.5), (10_000, -2.4)])
def test_the_shelf_is_three_decibels_at_most(hz, db):
    assert db_of(softer_sibilants(Clip(tone(hz), TIMELINE_RATE)).samples) == pytest.approx(db, abs=0.05)


def test_it_begins_and_ends_when_it_did():
    click = np.zeros(HZ, np.float32)
    click[[0, 9_999, -1]] = 0.5
    samples = softer_sibilants(Clip(click, TIMELINE_RATE)).samples
    assert len(samples) == HZ
    assert set(np.argsort(np.abs(samples))[-3:]) == {0, 9_999, HZ - 1}
    # What stands at the end doesn't sound into the start.
    assert np.abs(samples[2_000:8_000]).max() < 0.001


@pytest.mark.parametrize("frames", [0, 1, 24_001])
def test_any_length_stays(frames):
    assert len(softer_sibilants(Clip(tone(440, frames), TIMELINE_RATE))) == frames


def test_a_clip_with_softer_sibilants_is_as_loud_as_every_other():
    hiss = np.random.default_rng(1).standard_normal(HZ).astype(np.float32)
    assert loudness(master_speech(Clip(0.1 * hiss, TIMELINE_RATE))) == pytest.approx(-16, abs=0.1)


def test_every_clip_that_is_spoken_has_softer_sibilants():
    both = tone(1_000) + tone(10_000)
    heard = np.abs(np.fft.rfft(master_speech(Clip(0.1 * both, TIMELINE_RATE)).samples))
    at = len(heard) - 1
    high, low = (heard[at * hz // (HZ // 2) - 5 : at * hz // (HZ // 2) + 6].max() for hz in (10_000, 1_000))
    assert 20 * np.log10(high / low) == pytest.approx(-2.4, abs=0.1)
