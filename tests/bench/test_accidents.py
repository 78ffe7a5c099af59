"""A session outlives its sound server; a few of the accidents that scripts/soak measures, and what counts them."""

import os
import subprocess
import sys
from pathlib import Path

import needs
import numpy as np
import pytest

from scripts.benches.accidents import Heard, place
from scripts.benches.noise import written

ROOT = Path(__file__).parents[2]
MEASURED = """
from scripts.benches import accidents, keys
for row in [accidents.killed({0!r}, 2), accidents.stuck({0!r}), keys.row({0!r}, 0.2)]:
    assert row.met, row.measured
"""


def test_what_was_heard_is_placed_where_it_came_from():
    programme = written(1)
    heard = programme[3000:9000].copy()
    heard[:120] //= 2
    assert place(heard, programme) == Heard(3000, 9000, whole=True)


def test_a_hole_in_what_was_heard_is_seen():
    programme = written(1)
    assert not place(np.concatenate([programme[:5000], programme[5001:]]), programme).whole


def test_a_gap_between_frames_is_no_hole():
    programme = written(1)
    gap = np.zeros((500, 2), np.int16)
    heard = np.concatenate([programme[:5000], gap, programme[5000:]])
    assert place(heard, programme) == Heard(0, 24_000, whole=True)


@pytest.mark.sound
@pytest.mark.timed
@pytest.mark.parametrize("speaker", [needs.SOUNDDEVICE, "miniaudio"])
def test_a_session_goes_on_after_its_sound_server_and_keys_are_heard_in_time(speaker):
    command = [ROOT / "scripts" / "sound-server", sys.executable, "-c", MEASURED.format(speaker)]
    ended = subprocess.run(command, check=False, cwd=ROOT, env=os.environ, stderr=subprocess.PIPE, text=True)
    assert ended.returncode == 0, ended.stderr
