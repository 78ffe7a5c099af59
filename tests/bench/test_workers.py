"""A process that speaks may die at any moment: every cue is spoken all the same. Fifty of these are in scripts/soak."""

from dataclasses import replace

import pytest

from scripts.benches.workers import Struck, neighbours, spoken, struck


@pytest.mark.engine
def test_a_render_whose_worker_is_killed_completes():
    (killed,) = struck(1, 1, seed=7, cues=3)
    assert (killed.kills, killed.returncode) == (1, 0)
    assert killed.right, killed


@pytest.mark.engine
def test_a_render_whose_workers_are_killed_ends_in_one_clear_line_and_leaves_nothing_half():
    for killed in struck(2, 2, seed=7, cues=3):
        assert killed.right, killed


@pytest.mark.engine
def test_a_session_gets_every_clip_when_who_speaks_beside_it_is_killed():
    assert list(neighbours(1, seed=7, latest_seconds=1.0)) == [0]


@pytest.mark.engine
def test_clip_after_clip_comes_out_of_the_systems_voice_and_nothing_is_left():
    told = spoken(10)
    assert (told["clips"], told["lost"], told["left"]) == (10, 0, 0)
    assert told["grown"] < 10e6


CLEAR = "Error: the system's voice crashed at 'Step 5.'\nTry it in other words, or another voice: --voice hibari\n"
COMPLETED = Struck(kills=1, returncode=0, stuck_seconds=5.0, output="", written=True, clips={}, halves=(), left=())
REFUSED = replace(COMPLETED, returncode=1, output=CLEAR, written=False)


@pytest.mark.parametrize("right", [COMPLETED, REFUSED])
def test_a_killed_render_is_right_when_it_completes_or_says_clearly_why_not(right):
    assert right.right


@pytest.mark.parametrize(
    "wrong",
    [
        replace(COMPLETED, written=False),
        replace(COMPLETED, stuck_seconds=31.0),
        replace(COMPLETED, halves=("a.clip",)),
        replace(COMPLETED, left=("voiceguide-x",)),
        replace(REFUSED, written=True),
        replace(REFUSED, output=f"Traceback\n{CLEAR}"),
        replace(REFUSED, output=""),
        replace(REFUSED, returncode=-9),
    ],
)
def test_it_is_wrong_when_it_is_late_unclear_or_leaves_something(wrong):
    assert not wrong.right
