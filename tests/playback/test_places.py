"""Where commands lead: to first cues, never to a silence, and never forward when one goes back."""

import pytest
from distinct_timelines import ramp_timeline
from hypothesis import given
from hypothesis import strategies as st
from sessions import HZ, everything, hold_of

from voiceguide.playback import places

LONG = everything()
STARTS = LONG.step_starts
frames = st.integers(0, LONG.length - 1)


@given(frames)
def test_next_again_and_back_go_from_step_to_step(here):
    this, before, after = (find(LONG, here) for find in (places.this_step, places.previous_step, places.next_step))
    assert before <= this <= here < after
    assert not any(this < start <= here or here < start < after for start in STARTS)
    assert not any(before < start < this for start in STARTS)


@given(frames)
def test_stepping_back_and_forth_ends_where_it_began(here):
    if here >= STARTS[1]:
        assert places.next_step(LONG, places.previous_step(LONG, here)) == places.this_step(LONG, here)


def test_nobody_is_led_to_a_silence():
    silences = {mark.at for mark in LONG.steps if mark.verb == "pause"}
    assert silences
    assert not silences & set(STARTS)


def test_a_timeline_without_steps_has_a_beginning_and_an_end():
    bare = ramp_timeline(1000)
    assert (places.this_step(bare, 500), places.previous_step(bare, 500), places.next_step(bare, 500)) == (0, 0, 1000)
    assert bare.step_at(500) is None
    assert places.other_side(bare, 500) is None


def test_who_rests_while_the_next_steps_words_sound_still_rests():
    hold = hold_of(LONG, 1)
    assert hold.start < hold.at
    assert LONG.step_at(hold.start + 1).verb == "rest"
    assert LONG.step_at(hold.at).verb == "hold"


def test_words_before_a_step_belong_to_it_where_nobody_rests():
    hold = hold_of(LONG, 0)
    assert LONG.step_at(hold.start + 1).verb == "hold"


@pytest.mark.parametrize(("before", "ahead", "found"), [(0, 0, False), (0, 1, False), (0, 2, True), (4799, 4801, True)])
def test_a_hold_counts_from_3_s_before_its_start_tone_as_soon_as_that_was_handed_over(before, ahead, found):
    hold = hold_of(LONG, 0)
    at = hold.at - 3 * HZ - before
    assert (places.hold_at(LONG, at, at + ahead) == hold) == found


@given(frames)
def test_a_pause_goes_on_where_it_is_but_before_a_hold_and_in_it(here):
    near = next((hold for hold in LONG.holds if min(hold.at - 3 * HZ + 1, hold.lead) <= here < hold.end), None)
    at, lead_in = places.after_pause(LONG, here)
    if near is None:
        assert (at, lead_in) == (here, None)
    else:
        assert at == near.lead
        assert near.at - at + len(LONG.lead_in) - lead_in == 3 * HZ


def test_a_hold_counts_until_its_last_frame_was_heard():
    hold = hold_of(LONG, 0)
    assert places.hold_at(LONG, hold.end - 1, hold.end + 4800) == hold
    assert places.hold_at(LONG, hold.end, hold.end + 4800) is None


@given(frames, st.integers(0, 9600))
def test_a_gate_is_there_from_when_it_is_handed_over_until_it_was_to_its_end(here, latency):
    (gate,) = LONG.gates
    coming = here + latency
    expected = gate if gate.start <= coming < gate.end else None
    assert places.gate_at(LONG, here, coming) == expected


@given(frames)
def test_only_what_leads_to_a_wait_opens_it(here):
    (gate,) = LONG.gates
    # 'Stand up.' and 'Find it.' lead to it; nothing sounds before 1.5 s.
    leads = round(1.5 * HZ) <= here < gate.start
    assert (places.gate_ahead(LONG, here) == gate) == leads
