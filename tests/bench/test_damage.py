"""What voiceguide remembers outlives damage: a few of the corruptions that scripts/soak tries, by their seeds."""

import signal

import pytest

from scripts.benches.damage import damaged_history, damaged_journal


@pytest.mark.parametrize("seed", range(1000, 1008))
def test_a_history_damaged_at_random_is_used_without_a_traceback_and_keeps_the_session(seed):
    assert damaged_history(seed) == ""


@pytest.mark.parametrize("seed", range(1000, 1008))
def test_a_journal_damaged_at_random_is_used_without_a_traceback_and_keeps_the_session(seed):
    assert damaged_journal(seed) == ""


def test_the_time_limit_of_a_test_is_still_in_force_after_damage_was_tried():
    limited = signal.getitimer(signal.ITIMER_REAL)[0] > 0
    damaged_journal(1000)
    assert (signal.getitimer(signal.ITIMER_REAL)[0] > 0) == limited
