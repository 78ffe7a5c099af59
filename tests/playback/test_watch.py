"""What observers are shown is what is heard: a latency later, each mark once, and in the timeline it belongs to."""

from dataclasses import replace

import pytest
from distinct_timelines import ramp_timeline
from hypothesis import given, settings
from hypothesis import strategies as st
from sessions import HZ, at_frames, compiled, everything, hold_of, silent
from sessions import speak as murmur

from voiceguide.playback.contracts import Command
from voiceguide.playback.session import perform, watch
from voiceguide.session.live import Live

LONG = silent(everything())
RAMPED = ramp_timeline(gates=[(5000, 9000)], steps=[0, 3000, 5000, 9000, 15_000])


class Watcher:
    """An observer that keeps what it was shown."""

    def __init__(self):
        self.shown = []

    def see(self, now):
        self.shown.append(now)

    @property
    def marks(self):
        return [mark.at for now in self.shown for mark in now.marks]


def watched(timeline, orders=(), block=500, latency=0, changes=None):
    """Return what was shown while a session was handed over, and after it."""
    watcher = Watcher()
    blocks = perform(timeline, commands=at_frames(block, orders), block=block, latency=latency, changes=changes)
    for _ in watch(blocks, latency, [watcher]):
        pass
    return watcher


@given(st.integers(50, 5000), st.integers(0, 9600))
def test_every_mark_is_seen_once_and_in_order_whatever_the_block_and_the_latency(block, latency):
    assert watched(RAMPED, block=block, latency=latency).marks == [mark.at for mark in RAMPED.marks]


@given(st.integers(50, 5000), st.integers(0, 9600))
def test_the_ear_is_a_latency_behind_what_was_handed_over(block, latency):
    shown = watched(RAMPED, block=block, latency=latency).shown
    handed = 0
    for now in shown[:-1]:
        handed = min(handed + block, RAMPED.length)
        assert now.at == max(handed - latency, 0)
    assert shown[-1].at == RAMPED.length, "what is on its way at the end is heard, too"


@pytest.mark.parametrize("latency", [0, 2000])
def test_a_pause_is_shown_when_it_is_heard(latency):
    asked = [(2000, Command.PAUSE), (8000, Command.RESUME)]
    shown = watched(RAMPED, asked, latency=latency).shown
    paused = [index * 500 + 500 for index, now in enumerate(shown) if now.paused]
    # 120 frames of ramp go before the silence.
    assert paused[0] == 2500 + latency
    assert 7500 + latency <= paused[-1] <= 8000 + latency
    assert {now.at for now in shown if now.paused} == {2120}


@given(st.integers(0, 20_000), st.sampled_from([0, 2400, 4800]))
def test_what_a_jump_leaves_out_is_never_shown_and_what_it_repeats_is_shown_again(at, latency):
    watcher = watched(RAMPED, [(at, Command.NEXT), (at, Command.NEXT), (at + 5000, Command.BACK)], latency=latency)
    blocks = perform(
        RAMPED,
        commands=at_frames(500, [(at, Command.NEXT), (at, Command.NEXT), (at + 5000, Command.BACK)]),
        block=500,
        latency=latency,
    )
    begun = [
        mark.at for block in blocks for span in block.spans for mark in RAMPED.marks if span.start <= mark.at < span.end
    ]
    assert watcher.marks == begun


def test_a_wait_is_shown_from_when_it_is_handed_over_so_that_any_key_answers_it_in_time():
    shown = watched(RAMPED, latency=1000).shown
    waiting = [(index + 1) * 500 for index, now in enumerate(shown) if now.waiting]
    assert (waiting[0], waiting[-1]) == (5000, 8500), "what was handed over to its end can't be answered any more"


def test_nobody_waits_in_a_pause():
    shown = watched(RAMPED, [(6000, Command.PAUSE), (8000, Command.READY)]).shown
    assert not any(now.waiting for now in shown if now.paused)


def test_answers_are_shown_at_once():
    watcher = watched(RAMPED, [(2000, Command.PAUSE), (3000, Command.RESUME)], latency=4800)
    answered = [(index, a.command, a.answer) for index, now in enumerate(watcher.shown) for a in now.answered]
    assert [(index, command.value) for index, command, _ in answered] == [(4, "pause"), (6, "resume")]
    assert answered[0][2].value == "paused"


@pytest.mark.parametrize("latency", [0, 4800])
def test_a_lead_in_is_no_pause_and_shows_where_it_leads(latency):
    hold = hold_of(LONG)
    asked = [(hold.at + HZ, Command.PAUSE), (hold.at + 2 * HZ, Command.RESUME)]
    shown = watched(LONG, asked, block=480, latency=latency).shown
    leading = [now for now in shown if now.leading_in]
    assert {now.at for now in leading} == {hold.lead}
    assert not any(now.paused or now.waiting or now.marks for now in leading[1:])
    assert len(leading) * 480 == pytest.approx(3 * HZ - (hold.at - hold.lead), abs=960)
    assert not any(now.paused for now in shown[shown.index(leading[-1]) :])


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 50 * HZ), st.sampled_from([*Command])), max_size=8),
    st.sampled_from([0, 4800, 9600]),
)
def test_what_is_shown_lies_in_its_timeline_whatever_is_asked_for(orders, latency):
    orders = [(frame, command) for frame, command in orders if command is not Command.STOP]
    live = Live(compiled(), murmur, tell=print)
    shown = watched(live.timeline, [*orders, (50 * HZ, Command.RESUME)], 4800, latency, changes=live).shown
    known = {mark for timeline in {id(now.timeline): now.timeline for now in shown}.values() for mark in timeline.marks}
    for now in shown:
        assert 0 <= now.at <= now.timeline.length
        assert set(now.marks) <= known


def test_a_frame_is_shown_in_the_timeline_it_was_handed_over_from():
    live = Live(compiled(), murmur, tell=print)
    hold = hold_of(live.timeline)
    at = hold.end - HZ
    shown = watched(live.timeline, [(at, Command.LONGER)], 2400, 9600, changes=live).shown
    lengths = [(now.at, hold_of(now.timeline).end) for now in shown if now.timeline.length]
    assert {end for frame, end in lengths if frame < at - 2400} == {hold.end}
    assert {end for frame, end in lengths if frame > at + 2400} == {hold.end + 5 * HZ}


def test_no_observer_at_all_leaves_the_blocks_as_they_are():
    blocks = list(perform(RAMPED, block=500))
    assert [block.spans for block in watch(perform(RAMPED, block=500), 2000, [])] == [block.spans for block in blocks]


def test_a_session_stopped_before_its_first_block_shows_nothing():
    assert watched(replace(RAMPED, length=0)).shown == []
