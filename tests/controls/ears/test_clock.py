import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.controls.ears.microphone import CaptureClock

CHUNK = 320
SECOND = 50  # chunks


def arrivals(chunks, lead=0.0, late_seconds=0.005, seed=1):
    """When each chunk of a device whose second is longer by `lead` was captured, and when it arrived: a bit later."""
    rng = random.Random(seed)
    for number in range(1, chunks + 1):
        captured = 100 + number * CHUNK / 16_000 * (1 + lead)
        yield captured, captured + rng.uniform(0, late_seconds)


@pytest.mark.parametrize("lead", [-100e-6, 0, 100e-6])
def test_an_hour_later_a_moment_is_still_known_to_a_few_milliseconds(lead):
    clock = CaptureClock(16_000)
    off = [clock.ended(CHUNK, now) - captured for captured, now in arrivals(3600 * SECOND, lead)]
    assert max(map(abs, off[SECOND:])) < 0.006


@given(st.lists(st.floats(0, 0.4), min_size=1))
def test_nothing_was_captured_after_it_arrived(delays):
    clock = CaptureClock(16_000)
    now = 0.0
    for delay in delays:
        now += delay
        assert clock.ended(CHUNK, now) <= now + 1e-9


def test_after_a_standstill_the_time_is_right_at_once():
    clock = CaptureClock(16_000)
    for _, now in arrivals(SECOND):
        clock.ended(CHUNK, now)
    assert clock.ended(CHUNK, now + 600) == pytest.approx(now + 600)


def test_chunks_that_waited_for_us_are_as_old_as_they_are():
    clock = CaptureClock(16_000)
    *before, _ = (clock.ended(CHUNK, now) for _, now in arrivals(SECOND, late_seconds=0))
    late = before[-1] + 0.3
    assert [clock.ended(CHUNK, late) for _ in range(3)] == pytest.approx([before[-1] + 0.02 * i for i in (2, 3, 4)])
