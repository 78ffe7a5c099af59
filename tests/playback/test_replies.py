"""Answers sound over what is played: at once, understood, in any block, and without a click."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.playback.contracts import Answer
from voiceguide.playback.mixer import Replies
from voiceguide.playback.transport import RAMP
from voiceguide.units import gain

LENGTH = 4000


def constant(level, frames=LENGTH):
    return Clip(np.full(frames, level, np.float32), TIMELINE_RATE)


def sounded(given_answers, programme=0.5, frames=12_000, block=500, clip_level=0.25):
    """Return a second of a mono programme with answers, (frame, answer or None, level), over it."""
    replies = Replies(dict.fromkeys(Answer, constant(clip_level)))
    due, parts = list(given_answers), []
    for at in range(0, frames, block):
        while due and due[0][0] <= at:
            _, answer, level_db = due.pop(0)
            if answer:
                replies.give(answer, at, level_db)
            else:
                replies.stop(at)
        length = min(block, frames - at)
        parts.append(replies.over(np.full((length, 1), programme, np.float32), at))
    return np.concatenate(parts)[:, 0]


PAUSED = (1000, Answer.PAUSED, 0)


def test_the_programme_is_lowered_under_an_answer_and_as_it_was_outside_it():
    sound = sounded([PAUSED])
    assert np.array_equal(sound[:1000], np.full(1000, 0.5, np.float32))
    assert np.array_equal(sound[1000 + LENGTH :], np.full(12_000 - 1000 - LENGTH, 0.5, np.float32))
    inside = sound[1000 + RAMP : 1000 + LENGTH - RAMP]
    assert inside == pytest.approx(0.25 + 0.5 * gain(-15), rel=1e-4)


def test_an_answer_begins_at_once():
    assert sounded([PAUSED], programme=0.0)[1000 + RAMP] == pytest.approx(0.25)


def test_the_next_answer_takes_the_place_of_the_last_within_a_ramp():
    sound = sounded([PAUSED, (2000, Answer.LOUDER, 0)], programme=0.0)
    assert sound[2000 + RAMP : 2000 + LENGTH - RAMP] == pytest.approx(0.25)
    assert not sound[2000 + LENGTH :].any()


def test_stop_ends_an_answer_within_a_ramp():
    sound = sounded([PAUSED, (2000, None, 0)], programme=0.0)
    assert sound[1999] == 0.25
    assert not sound[2000 + RAMP :].any()


def test_an_answer_given_and_stopped_at_once_is_not_heard():
    assert not sounded([PAUSED, (1000, None, 0)], programme=0.0).any()


def test_an_answer_is_as_loud_as_the_listener_wants_it():
    assert sounded([(1000, Answer.LOUDER, 6)], programme=0.0)[3000] == pytest.approx(0.25 * gain(6), rel=1e-4)


def test_an_answer_without_a_sound_changes_nothing():
    replies = Replies({})
    replies.give(Answer.PAUSED, 0)
    samples = np.full((500, 2), 0.9, np.float32)
    assert replies.over(samples, 0) is samples


orders = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from([Answer.PAUSED, Answer.LOUDER, None]), st.sampled_from([0, 6])),
    max_size=6,
).map(lambda found: sorted(((order[0] * 1000, *order[1:]) for order in found), key=lambda order: order[0]))


@given(orders, st.sampled_from([100, 125, 250, 1000]), st.sampled_from([0.5, 0.95, 1.0]))
def test_blocks_of_any_size_sound_the_same_however_loud_the_programme_is(found, block, programme):
    assert np.array_equal(sounded(found, programme, block=block), sounded(found, programme, block=500))


@given(orders, st.sampled_from([0.5, 0.95, 1.0]))
def test_no_answer_clicks_or_clips(found, programme):
    sound = sounded(found, programme, block=125, clip_level=0.8)
    assert np.abs(np.diff(sound)).max() < 3 / RAMP
    assert np.abs(sound).max() <= 1


def test_an_answer_stopped_in_its_last_frames_ends_as_it_would_have():
    at_end = 1000 + LENGTH - RAMP // 2
    sound = sounded([PAUSED, (at_end, None, 0)], programme=0.5, block=20)
    assert np.array_equal(sound, sounded([PAUSED], programme=0.5, block=20))


def test_both_channels_carry_an_answer_as_loud_as_one():
    replies = Replies({Answer.PAUSED: constant(0.25)})
    replies.give(Answer.PAUSED, 0)
    stereo = replies.over(np.zeros((1000, 2), np.float32), 0)
    assert (stereo[500] ** 2).sum() == pytest.approx(0.25**2)
