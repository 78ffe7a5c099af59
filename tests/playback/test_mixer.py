"""The mixer's samples, one by one: where a clip stands, how loud it is, and what is too loud."""

import numpy as np
import pytest
from distinct_timelines import ramp_timeline
from sessions import heard, session, steady

from voiceguide.audio import TIMELINE_RATE, Clip, Span
from voiceguide.playback.contracts import Command
from voiceguide.playback.mixer import _soften, mix
from voiceguide.timeline.model import Bed, Placement, Timeline

RAMP = ramp_timeline(1000)
SAMPLES = RAMP.placements[0].clip.samples


def timeline(*placements, bed=None, length=1000):
    return Timeline(TIMELINE_RATE, length, placements, (), (), RAMP.metadata, bed=bed)


def test_each_frame_of_a_clip_sounds_at_its_own_place_as_loud_as_it_was_placed():
    clip = Clip(SAMPLES[:300], TIMELINE_RATE)
    mixed = mix(timeline(Placement(200, clip, gain=0.5)), Span(100, 600), channels=1)[:, 0]
    assert not mixed[:100].any()
    assert mixed[100:400] == pytest.approx(SAMPLES[:300] * 0.5)
    assert not mixed[400:].any()


@pytest.mark.parametrize(("pan", "left", "right"), [(-1, 1, 0), (0, 0.5**0.5, 0.5**0.5), (1, 0, 1)])
def test_a_clip_is_panned_in_two_channels_and_not_in_one(pan, left, right):
    clip = Clip(SAMPLES, TIMELINE_RATE)
    two, one = (mix(timeline(Placement(0, clip, pan=pan)), Span(0, 1000), channels) for channels in (2, 1))
    assert two == pytest.approx(SAMPLES[:, None] * np.array([left, right]), abs=1e-6)
    assert one[:, 0] == pytest.approx(SAMPLES)


def test_music_repeats_and_its_level_goes_in_straight_lines_between_its_turns():
    bed = Bed(Clip(SAMPLES[:70], TIMELINE_RATE), np.array([0, 100, 1000]), np.array([0.0, 1.0, 0.1]))
    mixed = mix(timeline(bed=bed), Span(50, 210), channels=1)[:, 0]
    frames = np.arange(50, 210)
    assert mixed == pytest.approx(SAMPLES[frames % 70] * np.interp(frames, [0, 100, 1000], [0, 1, 0.1]), rel=1e-5)
    assert mix(timeline(bed=bed), Span(50, 210)) == pytest.approx(np.stack([mixed, mixed], axis=1) * 0.5**0.5)


def test_only_what_is_near_full_scale_is_bent_and_louder_stays_louder():
    ramp = np.linspace(-1.4, 1.4, 2801, dtype=np.float32)
    bent = _soften(ramp)
    quiet = np.abs(ramp) <= 0.8
    assert np.array_equal(bent[quiet], ramp[quiet])
    assert (np.diff(bent) > 0).all()
    assert 0.8 < np.abs(bent[~quiet]).min() <= np.abs(bent).max() < 1
    assert abs(bent - ramp)[np.abs(ramp) < 0.82].max() < 1e-3, "the bend begins without a corner"


@pytest.mark.parametrize("back", [Command.SOFTER, Command.LOUDER])
def test_nothing_clips_on_the_way_to_the_loudest_or_back(back):
    orders = [(0, Command.LOUDER), (2000, back), (4000, back)]
    played = session(steady(ramp_timeline(6000), 0.99), orders, block=500, channels=1)
    assert np.abs(heard(played)).max() < 1


def test_a_level_of_0_db_changes_no_sample_however_loud_it_is():
    loud = steady(ramp_timeline(6000), 0.99)
    played = heard(session(loud, [(0, Command.LOUDER), (2000, Command.SOFTER)], block=500, channels=1))
    assert (played[-1000:] == np.float32(0.99)).all()


def test_softer_is_as_much_softer_as_louder_is_louder():
    quiet = steady(ramp_timeline(4000), 0.25)
    levels = [
        heard(session(quiet, [(0, order)], block=500, channels=1))[-1, 0] for order in (Command.LOUDER, Command.SOFTER)
    ]
    assert levels == pytest.approx([0.25 * 10 ** (3 / 20), 0.25 * 10 ** (-3 / 20)], rel=1e-4)


@pytest.mark.parametrize("order", [Command.LOUDER, Command.SOFTER])
def test_a_level_is_left_and_reached_again_without_a_step(order):
    back = {Command.LOUDER: Command.SOFTER, Command.SOFTER: Command.LOUDER}[order]
    sound = heard(session(steady(ramp_timeline(4000), 0.25), [(1000, order), (2000, back)], block=500, channels=1))
    assert np.abs(np.diff(sound[200:-200, 0])).max() < 0.01
    assert sound[-1, 0] == 0.25


def test_what_is_turned_down_from_0_db_and_back_is_not_bent():
    orders = [(1000, Command.SOFTER), (2000, Command.LOUDER)]
    sound = heard(session(steady(ramp_timeline(4000), 0.99), orders, block=500, channels=1))[:, 0]
    assert sound.max() == np.float32(0.99)
    for begin in (1000, 2000):
        assert np.diff(sound[begin : begin + 50], n=2) == pytest.approx(0, abs=1e-6), "a straight line"
