import sys
from dataclasses import replace

import pytest
from distinct_timelines import ramp_timeline

from voiceguide.audio import TIMELINE_RATE
from voiceguide.controls.sleep import Sleep, slept_seconds
from voiceguide.playback.contracts import Answered, Command, Now
from voiceguide.timeline.model import Mark

HZ = TIMELINE_RATE.hz
MARKS = (
    Mark(0, 100 * HZ, "chapter", "Left side"),
    Mark(60 * HZ, 68 * HZ, "step", "hold 8 s", "hold"),
    Mark(68 * HZ, 80 * HZ, "step", "rest 12 s", "rest"),
)


class Clock:
    asleep = 1000.0

    def __call__(self):
        return self.asleep


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def told():
    return []


@pytest.fixture
def sleep(clock, told):
    return Sleep(told.append, clock)


def now(seconds, *, marks=MARKS, paused=False, answered=()):
    return Now(replace(ramp_timeline(10), marks=marks), round(seconds * HZ), paused=paused, answered=answered)


def test_a_pause_that_nobody_obeyed_is_asked_for_again_until_the_session_is_paused(sleep, clock, told):
    sleep.see(now(1))
    clock.asleep += 60
    assert [sleep.poll(), sleep.poll()] == [[Command.PAUSE]] * 2
    sleep.see(now(1))
    assert sleep.poll() == [Command.PAUSE]
    sleep.see(now(1, paused=True))
    assert sleep.poll() == []
    assert len(told) == 1


def test_a_machine_that_slept_pauses_the_session_once_and_says_where_it_was(sleep, clock, told):
    sleep.see(now(65.4))
    assert sleep.poll() == []
    clock.asleep += 725.3
    assert sleep.poll() == [Command.PAUSE]
    sleep.see(now(65.4, answered=(Answered(Command.PAUSE),)))
    assert sleep.poll() == []
    assert told == ["The computer slept for 12 min 5 s. Paused at 1:05, in Left side, hold 8 s."]


def test_where_nothing_has_a_name_the_time_is_enough(sleep, clock, told):
    sleep.see(now(3, marks=()))
    clock.asleep += 61
    assert sleep.poll() == [Command.PAUSE]
    assert told == ["The computer slept for 1 min 1 s. Paused at 0:03."]


def test_clocks_that_drift_apart_bit_by_bit_are_no_sleep(sleep, clock, told):
    sleep.see(now(1))
    for _ in range(100):
        clock.asleep += 0.5
        assert sleep.poll() == []
    assert told == []


def test_a_session_that_is_paused_stays_as_it_is(sleep, clock, told):
    sleep.see(now(1, paused=True))
    clock.asleep += 600
    assert sleep.poll() == []
    assert told == []


def test_a_sleep_before_the_first_sound_is_nothing_to_pause(sleep, clock):
    clock.asleep += 600
    assert sleep.poll() == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these clocks")
def test_this_machines_clock_stands_still_while_it_is_awake():
    assert abs(slept_seconds() - slept_seconds()) < 1
    assert slept_seconds() >= -1
