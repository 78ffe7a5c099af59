"""What is heard where nobody speaks: a soft tone for each text, a tick for a count, and time to read."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.errors import Where
from voiceguide.plan.model import Hold, Metadata, Plan, Say, Words
from voiceguide.speech.clips import SpokenText
from voiceguide.speech.speak import sign
from voiceguide.timeline.layout import lay_out

HZ = TIMELINE_RATE.hz
CUE, TICK = (Clip(np.full(length, 0.1, np.float32), TIMELINE_RATE) for length in (4_000, 1_000))


@pytest.fixture
def signed(cache):
    return lambda plan, **more: sign(plan, cue=CUE, tick=TICK, cache=cache, **more)


def test_a_text_is_a_cue_and_then_silence_while_it_is_read(plan_of, signed):
    text = "Press on the knot, and breathe on."
    clip = signed(plan_of(text)).made[SpokenText(text)]
    assert np.array_equal(clip.samples[:4_000], CUE.samples)
    assert not clip.samples[4_000:].any()
    assert len(clip) == round(len(text) * HZ / 12.6)


def test_a_slower_session_leaves_more_time_to_read(plan_of, signed):
    plan = plan_of("Press on the knot.")
    (say,) = plan.events
    slow = replace(say, words=replace(say.words, tempo=Fraction(1, 2)))
    lengths = [len(clip) for clip in signed(replace(plan, events=(say, slow))).made.values()]
    assert lengths[1] == pytest.approx(2 * lengths[0], abs=1)


def test_a_count_is_a_tick_and_a_short_word_lasts_long_enough_to_be_seen(plan_of, signed):
    made = signed(plan_of("Go.", counts=[3, 2])).made
    assert made[SpokenText("3")] == made[SpokenText("2")] == TICK
    assert len(made[SpokenText("Go.")]) == 0.5 * HZ


def test_what_has_no_words_is_silent(plan_of, signed):
    assert len(signed(plan_of("...")).made[SpokenText("...")]) == 0


def test_extra_words_have_tones_and_those_that_the_language_lacks_are_left_out(plan_of, signed):
    made = signed(plan_of("Press."), extra=[Words(("More.",))]).made
    assert set(made) == {SpokenText("Press."), SpokenText("More.")}


def test_sound_files_sound(plan_of, signed, wav):
    path = wav(np.full(44_100, 0.5))
    (clip,) = signed(plan_of(sounds=[path])).made.values()
    assert clip.samples.any()


def test_what_can_not_be_read_within_a_hold_stops_no_session(signed):
    words = Words(("A sentence that takes far longer to be read than a hold of two seconds lasts, by any reader.",))
    inside = Say(where=Where("x", 2, 1), words=words, then=Fraction(0))
    hold = Hold(where=Where("x", 1, 1), kind="hold", seconds=Fraction(2), inside=(inside,))
    timeline = lay_out(Plan(Metadata("Test"), (hold,)), signed(Plan(Metadata("Test"), (hold,))))
    assert [(note.code, note.severity) for note in timeline.notes] == [("VG202", "warning")]
    assert not timeline.estimated


def test_who_wants_speech_slower_has_more_time_to_read(plan_of, signed):
    text = "Press on the knot, and breathe on."
    assert len(signed(plan_of(text), rate=0.5).made[SpokenText(text)]) == round(len(text) * HZ / 12.6 * 2)
