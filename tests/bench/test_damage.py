"""What voiceguide remembers outlives damage: a few of the corruptions that scripts/soak tries, by their seeds."""

import pytest

from scripts.benches.damage import damaged_history, damaged_journal


@pytest.mark.parametrize("seed", range(1000, 1008))
def test_a_history_damaged_at_random_is_used_without_a_traceback_and_keeps_the_session(seed):
    assert damaged_history(seed) == ""


@pytest.mark.parametrize("seed", range(1000, 1008))
def test_a_journal_damaged_at_random_is_used_without_a_traceback_and_keeps_the_session(seed):
    assert damaged_journal(seed) == ""
