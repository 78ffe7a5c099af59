"""A session may end at any moment: where it was is known all the same. A hundred of these are in scripts/soak."""

import os

import pytest
import sound_servers

from scripts.benches.kills import Kill, killed


@pytest.mark.sound
def test_sessions_killed_at_random_moments_are_gone_on_with_at_the_right_step(monkeypatch):
    with sound_servers.sound_server() as server:
        for name, value in server.items():
            monkeypatch.setitem(os.environ, name, value)
        kills = list(killed(5, seed=7))
    assert [kill for kill in kills if not kill.right] == []
    assert {kill.history for kill in kills} == {"ok"}


@pytest.mark.parametrize(
    ("shown", "kept", "since", "right"),
    [
        (3, 3, 0.5, True),
        (3, 2, 0.5, False),
        (3, 2, 0.01, True),
        (3, 4, 0.5, False),
        (3, 4, 0.99, True),
        (3, 1, 0.01, False),
        (3, None, 0.5, False),
        (0, None, 0.01, True),
        (0, None, 0.5, False),
        (None, None, 0.0, True),
        (None, 0, 0.0, True),
        (None, 1, 0.0, False),
    ],
)
def test_only_where_one_step_goes_over_into_the_next_may_it_be_either(shown, kept, since, right):
    assert Kill(shown=shown, kept=kept, since=since, length=1.0, history="ok").right is right
