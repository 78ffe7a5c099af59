"""Every command is exact: whatever is asked for, each frame can be accounted for, and nothing clicks."""

from itertools import pairwise

import numpy as np
import pytest
from distinct_timelines import ramp_timeline
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sessions import HZ, Murmur, answers, compiled, everything, heard, hold_of, runs, session, silent, spans, steady

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.playback.contracts import Answer, Command
from voiceguide.playback.transport import LOUDEST_DB, QUIETEST_DB, RAMP
from voiceguide.timeline.layout import lay_out

LONG = silent(everything())
PATIENT = silent(everything(patient=True))
GATE = LONG.gates[0]
JUMPS = [Command.NEXT, Command.BACK, Command.AGAIN, Command.SKIP_SIDE, Command.READY]
STAYS = [Command.PAUSE, Command.RESUME, Command.TOGGLE, Command.LOUDER, Command.SOFTER]
NO_STOP = [command for command in Command if command is not Command.STOP]

orders = st.lists(st.tuples(st.integers(0, 40 * HZ), st.sampled_from(NO_STOP)), max_size=12)
blocks = st.sampled_from([2048, 4801, 9600, 24_000])
latencies = st.sampled_from([0, 1, 2400, 4800, 9600])


def rounded(frame, block):
    return -(-frame // block) * block


@settings(max_examples=60)
@given(orders, blocks, latencies, st.booleans())
def test_every_frame_is_accounted_for_after_any_commands(given_orders, block, latency, patient):
    timeline = PATIENT if patient else LONG
    played = session(timeline, [*given_orders, (41 * HZ, Command.RESUME)], block=block, latency=latency, most=150 * HZ)
    holds = {mark.start for mark in timeline.steps if mark.verb == "hold"}
    places = {0, *timeline.step_starts, *holds, timeline.length, *(g.end for g in timeline.gates)}
    places |= {gate.ask for gate in timeline.gates}
    sounding = [span for span in spans(played) if not span.silence]
    assert all(0 <= span.start < span.end <= timeline.length for span in sounding)
    for left, right in pairwise(sounding):
        if left.end == right.start:
            continue
        assert right.start in places, "a jump leads to the first cue of a step, or to where a wait ends or asks again"
        assert left.fade_out is not None, "a jump begins with a ramp down"
        assert left.end == left.fade_out + RAMP
        assert right.fade_in == right.start, "and ends with a ramp up"


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 40 * HZ), st.sampled_from(STAYS)), max_size=12),
    st.sampled_from([2048, 4801, 9600]),
    latencies,
)
def test_a_pause_outside_a_hold_adds_silence_only(given_orders, block, latency):
    steps = [mark.start for mark in LONG.steps if mark.verb != "hold"]
    timeline = ramp_timeline(42 * HZ, steps=steps)
    played = session(timeline, [*given_orders, (42 * HZ, Command.RESUME)], block=block, latency=latency)
    assert runs(played) == [(0, timeline.length)]
    silence = sum(span.silence for span in spans(played))
    assert sum(map(len, played)) == timeline.length + silence


@given(st.floats(0, 1), st.sampled_from([480, 1024, 4800]), latencies)
def test_a_pause_in_a_hold_lets_go_and_the_hold_begins_again_from_its_first_cue(share, block, latency):
    hold = hold_of(LONG, 1)
    at = rounded(hold.at + round(share * (hold.end - hold.at - block - 1)), block)
    played = session(LONG, [(at, Command.PAUSE), (at + 3 * block, Command.RESUME)], block=block, latency=latency)
    assert runs(played) == [(0, at + RAMP), (hold.start, LONG.length)]
    assert hold.start < hold.at, "its words come first"
    assert answers(played) == ["paused-let-go"]


@pytest.mark.parametrize("latency", [0, 4800, 9600])
def test_a_pause_counts_a_hold_that_is_still_on_its_way_to_the_ear(latency):
    hold = hold_of(LONG)
    played = session(LONG, [(hold.end + 2400, Command.PAUSE)], block=2400, latency=latency, most=hold.end + HZ)
    still_holding = latency > 2400
    assert answers(played) == ["paused-let-go" if still_holding else "paused"]


@settings(max_examples=50)
@given(st.integers(0, LONG.length - 9600), st.integers(0, 9600), st.sampled_from(JUMPS[:4]))
def test_commands_count_from_what_is_heard(at, latency, command):
    at = rounded(at, 1200)
    landed = runs(session(LONG, [(at, command)], block=1200, latency=latency))
    ear = max(at - latency, 0)
    starts = LONG.step_starts
    before = [start for start in starts if start <= ear]
    expected = {
        Command.NEXT: next((start for start in starts if start > ear), LONG.length),
        Command.AGAIN: before[-1] if before else 0,
        Command.BACK: before[-2] if len(before) > 1 else before[0] if before else 0,
    }
    if command in expected:
        to = expected[command]
        assert landed[-1] == ((to, LONG.length) if to < LONG.length else (0, at + RAMP))


def envelope(blocks):
    return heard(blocks)[:, 0]


@settings(max_examples=40)
@example([(0, Command.LOUDER)] * 2, 121, 0)
@given(orders, st.sampled_from([119, 120, 121, 1024, 4800]), latencies)
def test_nothing_clicks(given_orders, block, latency):
    # Every sample is a half, so what changes from one to the next is what commands do.
    replies = {answer: Clip(np.full(3000, 0.2, np.float32), TIMELINE_RATE) for answer in Answer}
    timeline = ramp_timeline(30_000, gates=[(9000, 15_000)], steps=[0, 3000, 8000, 15_000, 21_000])
    given_orders = [(frame // 32, command) for frame, command in given_orders]
    played = session(
        steady(timeline, 0.5),
        [*given_orders, (31_000, Command.RESUME)],
        block=block,
        latency=latency,
        replies=replies,
        channels=1,
        most=90_000,
    )
    sound = envelope(played)
    assert np.abs(np.diff(sound)).max(initial=0) < 3 / RAMP
    assert np.abs(sound).max(initial=0) < 1


@settings(max_examples=30)
@given(orders, st.sampled_from([1, 2, 3, 5]), st.sampled_from([0, 2400, 9600]))
def test_blocks_of_any_size_sound_the_same_whatever_is_asked_for(given_orders, parts, latency):
    replies = {answer: Clip(np.full(3000, 0.6, np.float32), TIMELINE_RATE) for answer in Answer}
    timeline = ramp_timeline(30_000, gates=[(9000, 15_000)], steps=[0, 3000, 8000, 15_000, 21_000])
    given_orders = [(rounded(frame // 32, 1200), command) for frame, command in given_orders]
    given_orders.append((31_200, Command.RESUME))
    one, other = (
        heard(session(timeline, given_orders, block=block, latency=latency, replies=replies, most=60_000))[:60_000]
        for block in (1200, 1200 // parts)
    )
    assert np.array_equal(one, other)


def test_louder_twice_within_a_ramp_is_two_ramps():
    timeline = steady(ramp_timeline(6000), 0.25)
    played = session(timeline, [(1000, Command.LOUDER), (1050, Command.LOUDER)], block=50, channels=1)
    sound = envelope(played)
    assert np.abs(np.diff(sound)).max() < 0.01
    assert sound[-1] == pytest.approx(0.25 * 10 ** (6 / 20), rel=1e-3)


def test_louder_and_softer_say_when_they_go_no_further():
    louder = [(1000 * n, Command.LOUDER) for n in range(1, 4)]
    softer = [(1000 * n, Command.SOFTER) for n in range(4, 14)]
    played = session(ramp_timeline(20_000), louder + softer, block=1000)
    assert answers(played) == ["louder", "louder", "loudest", *["softer"] * 8, "softest", "softest"]
    levels = {span.level_db for span in spans(played)}
    assert (max(levels), min(levels)) == (LOUDEST_DB, QUIETEST_DB)


def test_the_loudest_never_clips():
    played = session(steady(ramp_timeline(5000), 0.99), [(0, Command.LOUDER)] * 2, block=500, channels=1)
    assert np.abs(envelope(played)).max() < 1


def test_a_level_lasts_through_pauses_and_jumps():
    asked = [(1000, Command.SOFTER), (2000, Command.PAUSE), (3000, Command.SOFTER), (4000, Command.NEXT)]
    played = session(ramp_timeline(20_000, steps=[0, 9000]), [*asked, (5000, Command.RESUME)], block=1000)
    assert spans(played)[-1].level_db == -6


# Waiting


def landings(timeline, *given_orders, block=600, latency=0, most=100_000_000):
    """Return where the jumps of a session lead."""
    played = session(timeline, given_orders, block=block, latency=latency, most=most)
    return [start for start, _ in runs(played)[1:]]


@settings(max_examples=20)
@given(st.integers(GATE.start, GATE.end - 1300), st.sampled_from([0, 600, 4800]))
def test_ready_goes_through_the_gate_at_the_ear(at, latency):
    assert landings(LONG, (at, Command.READY), latency=latency) == [GATE.end]


@pytest.mark.parametrize("at", [2.45, 2.6, 3.1])
def test_ready_while_the_words_before_a_wait_are_spoken_opens_it(at):
    played = session(LONG, [(round(at * HZ), Command.READY)], block=600)
    assert runs(played) == [(0, GATE.start + RAMP), (GATE.end, LONG.length)], "the words are heard to their end"


def test_a_step_before_the_wait_opens_it_when_nothing_else_comes_between():
    assert landings(LONG, (2 * HZ, Command.READY)) == [GATE.end]


def test_a_pause_takes_an_early_ready_back():
    early = round(2.6 * HZ)
    asked = (early, Command.READY), (early + 1200, Command.PAUSE), (early + 2400, Command.RESUME)
    assert landings(LONG, *asked) == []


def test_a_patient_gate_asks_again_and_waits_on():
    (gate,) = PATIENT.gates
    assert gate.ask is not None
    waited = landings(PATIENT, most=4 * (gate.end - gate.start))
    assert waited == [gate.ask] * 3
    assert landings(PATIENT, (gate.end + 2 * HZ, Command.READY)) == [gate.ask, gate.end]


@given(st.integers(-3 * RAMP, RAMP))
def test_no_pause_leaves_a_patient_gate(off):
    (gate,) = PATIENT.gates
    asked = [(gate.end + off, Command.PAUSE), (gate.end + off + 5000, Command.RESUME)]
    # Blocks as long as one ramp less than the gate's end, so that the pause can begin there.
    played = session(PATIENT, asked, block=gate.end + off, most=3 * gate.end)
    assert all(start == gate.ask for start, _ in runs(played)[1:])
    assert max(end for _, end in runs(played)) <= gate.end


@pytest.mark.parametrize("frame", range(0, 84 * HZ, 2 * HZ))
def test_skipping_the_side_goes_to_the_first_step_that_is_not_on_it(frame):
    landed = landings(LONG, (frame, Command.SKIP_SIDE))
    left = any(m.context.side == "left" and m.start <= frame < m.end for m in LONG.steps)
    right = any(m.context.side == "right" and m.start <= frame < m.end for m in LONG.steps)
    first_right = next(m.start for m in LONG.steps if m.context.side == "right")
    pace = next(m.start for m in LONG.steps if m.verb == "pace")
    assert landed == ([first_right] if left else [pace] if right else [])


def test_skipping_the_side_while_the_other_side_is_being_announced_loses_none_of_it():
    # A rest at the end of one side speaks the words of the first hold of the other.
    text = (
        "routine: 1\ntitle: T\nsteps:\n- sides: both\n  steps:\n  - hold: 3 s\n    say: On the <side>.\n  - rest: 5 s\n"
    )
    timeline = lay_out(compiled(text), Murmur())
    other = hold_of(timeline, 1)
    assert other.start < other.at
    assert landings(silent(timeline), (rounded(other.start + 1, 600), Command.SKIP_SIDE)) == [other.start]


def test_stop_ends_with_a_ramp_also_in_a_pause_and_in_a_jump():
    for asked in ([Command.STOP], [Command.PAUSE, Command.STOP], [Command.NEXT, Command.STOP]):
        played = session(LONG, [(6000, command) for command in asked], block=600)
        assert sum(map(len, played)) == 6000 + RAMP


@given(st.lists(st.sampled_from([Command.PAUSE, Command.RESUME, Command.TOGGLE, Command.READY]), max_size=6))
def test_presses_between_two_blocks_come_to_what_the_last_one_says(presses):
    paused = False
    for press in presses:
        paused = {Command.PAUSE: True, Command.TOGGLE: not paused}.get(press, False)
    played = session(ramp_timeline(9000), [(3000, press) for press in presses], block=1000, most=9000)
    assert any(span.silence for span in spans(played)) == paused
