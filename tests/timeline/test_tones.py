"""What an ear needs of the earcons, measured."""

from itertools import combinations
from typing import get_args

import numpy as np
import pyebur128
import pytest

from voiceguide.audio import TIMELINE_RATE
from voiceguide.plan.model import Tone
from voiceguide.timeline.tones import tone, wake

NAMES = get_args(Tone)
SPEECH_LUFS = -16


def spectrum(samples):
    power = np.abs(np.fft.rfft(samples, 1 << 15)) ** 2
    return power / power.sum(), np.fft.rfftfreq(1 << 15, 1 / TIMELINE_RATE.hz)


def loudness(samples):
    """LUFS of `samples` repeated to three seconds: alone they are too short to measure."""
    repeated = np.tile(samples, -(-3 * TIMELINE_RATE.hz // len(samples)))
    meter = pyebur128.R128State(1, TIMELINE_RATE.hz, pyebur128.MeasurementMode.MODE_I)
    meter.add_frames(repeated, len(repeated))
    return pyebur128.get_loudness_global(meter)


@pytest.mark.parametrize("name", NAMES)
def test_a_tone_is_heard_on_a_phones_speaker(name):
    power, hz = spectrum(tone(name).samples)
    assert power[(hz >= 500) & (hz <= 2500)].sum() > 0.9


@pytest.mark.parametrize("name", NAMES)
def test_a_tone_is_three_to_nine_decibels_below_speech(name):
    # Three to six for the tones that matter; a rest's and a tick are softer on purpose.
    assert SPEECH_LUFS - 9 <= loudness(tone(name).samples) <= SPEECH_LUFS - 3


@pytest.mark.parametrize("name", NAMES)
def test_a_tone_starts_and_ends_without_a_click(name):
    samples = np.abs(tone(name).samples)
    assert samples[0] == 0
    for edge in (samples, samples[::-1]):
        assert edge[:12].max() < 0.15 * samples.max()
    assert np.abs(np.diff(tone(name).samples)).max() < samples.max()


@pytest.mark.parametrize("pair", list(combinations(NAMES, 2)), ids=" and ".join)
def test_no_two_tones_sound_alike(pair):
    first, second = (tone(name).samples for name in pair)
    length = max(len(first), len(second))
    padded = [np.pad(samples, (0, length - len(samples))) for samples in (first, second)]
    alike = np.corrcoef(padded)[0, 1]
    assert abs(alike) < 0.6


def beginnings(samples):
    """Return how many notes begin in `samples`: how often 20 ms are half as loud again as the 20 ms before."""
    power = (samples[: len(samples) // 480 * 480].reshape(-1, 480) ** 2).mean(axis=1)
    return 1 + int((power[1:] > 1.5 * power[:-1]).sum())


def test_let_go_differs_from_go_in_rhythm_and_timbre_too():
    go, let_go = tone("start").samples, tone("release").samples
    assert (beginnings(go), beginnings(let_go)) == (2, 1)
    (power, hz), (go_power, _) = spectrum(let_go), spectrum(go)
    multiples = sum(power[abs(hz - 329.6 * times) < 15].sum() for times in (2, 3, 4, 5))
    assert multiples > 0.9, "an ear hears a low note in them"
    assert (power * hz).sum() < 0.85 * (go_power * hz).sum()


@pytest.mark.parametrize("name", ["rest-start", "rest-release", "cue", "halfway"])
def test_no_other_single_note_has_the_timbre_of_let_go(name):
    power, hz = spectrum(tone(name).samples)
    let_go, _ = spectrum(tone("release").samples)
    strong = hz > 850  # above the strongest parts of all of them
    assert let_go[strong].sum() > 1.5 * power[strong].sum()


def test_no_tone_peaks_higher_than_go_and_halfway_so_that_all_can_be_turned_up():
    assert max(np.abs(tone(name).samples).max() for name in NAMES) < 0.36


def test_the_wake_up_sound_stays_below_minus_fifty():
    assert 20 * np.log10(np.abs(wake().samples).max()) <= -50


def test_a_tone_is_the_same_each_time():
    assert tone("start") is tone("start")
    assert len(tone("start")) < 0.5 * TIMELINE_RATE.hz
