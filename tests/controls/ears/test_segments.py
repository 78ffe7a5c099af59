import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_voice import HZ, buzz, quiet, said

from voiceguide.controls.ears.segments import Segments

STREAM = said(0.4, 1.2, 0.3)


def cuts(pieces):
    segments = Segments()
    return [
        (utterance.start, utterance.end, utterance.samples.tobytes())
        for piece in pieces
        for utterance in segments.push(piece)
    ]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, len(STREAM)), max_size=30))
def test_utterances_are_the_same_whatever_the_sizes_of_the_pieces(borders):
    whole = cuts([STREAM])

    assert len(whole) == 3
    assert cuts(np.split(STREAM, sorted(borders))) == whole


def test_an_utterance_says_where_in_the_stream_it_began_and_ended():
    (utterance,) = Segments().push(said(0.5))

    assert utterance.start == pytest.approx(1.0 * HZ, abs=0.06 * HZ)
    assert utterance.end == pytest.approx(1.5 * HZ, abs=0.06 * HZ)
    assert utterance.end - utterance.start < len(utterance.samples) < utterance.end - utterance.start + 0.25 * HZ


def test_an_utterance_is_there_0_3_seconds_after_its_end():
    segments = Segments()
    segments.push(said(0.5, gap=0.0))
    after = next(ms for ms in range(0, 1000, 10) if segments.push(quiet(0.01)))

    assert 270 <= after <= 350


def test_two_words_close_together_are_one_utterance_and_two_far_apart_are_two():
    assert len(Segments().push(np.concatenate([said(0.3, gap=0.15), buzz(0.3), quiet(0.6)]))) == 1
    assert len(Segments().push(np.concatenate([said(0.3, gap=0.5), buzz(0.3), quiet(0.6)]))) == 2


def test_who_talks_on_gives_no_utterance_but_the_next_word_does():
    utterances = Segments().push(said(3.5, 0.5, lead=5.0))

    assert [round(utterance.start / HZ) for utterance in utterances] == [9]


def test_a_word_is_cut_out_of_noise_that_the_detector_takes_for_a_voice():
    television = buzz(9.0, hz=180.0) // 8
    television[6 * HZ : 6 * HZ + 8_000] += buzz(0.5)

    (utterance,) = (utterance for utterance in Segments().push(television) if utterance.start > 3 * HZ)
    assert utterance.start == pytest.approx(6.0 * HZ, abs=0.1 * HZ)
    assert utterance.end == pytest.approx(6.5 * HZ, abs=0.1 * HZ)


def test_silence_and_clicks_are_no_utterance():
    clicks = quiet(3.0)
    clicks[8_000::8_000] = 20_000

    assert Segments().push(clicks) == []
    assert Segments().push(np.zeros(3 * HZ, np.int16)) == []


def test_what_was_begun_is_forgotten_when_cleared_and_frames_are_counted_on():
    segments = Segments()
    segments.push(said(0.5, gap=0.1))
    segments.clear()
    (utterance,) = segments.push(said(0.4))

    assert utterance.start == pytest.approx(2.6 * HZ, abs=0.08 * HZ)
