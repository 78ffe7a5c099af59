"""Sessions with commands at random, as a sound server hears them: nothing lost, nothing repeated."""

import os
import subprocess
import sys
from pathlib import Path

import needs
import numpy as np
import pytest

from scripts.benches.commands import Accounted, compare

ROOT = Path(__file__).parents[2]
SEEDED = "from scripts.benches.commands import account; print(*account({speaker!r}, 6, seed=7))"


@pytest.mark.sound
@pytest.mark.timed
@pytest.mark.parametrize("speaker", [needs.SOUNDDEVICE, "miniaudio"])
def test_every_frame_of_sessions_that_are_commanded_can_be_accounted_for(speaker):
    # A machine that is busy for a moment leaves a gap. What these sessions themselves did wrong, they would each time.
    for _ in range(3):
        frames, *wrong = accounted(speaker)
        assert frames > 6 * 24_000
        if not any(wrong):
            break
    assert wrong == [0, 0, 0, 0]


def accounted(speaker):
    command = [ROOT / "scripts" / "sound-server", sys.executable, "-c", SEEDED.format(speaker=speaker)]
    said = subprocess.run(command, cwd=ROOT, env=os.environ, check=True, stdout=subprocess.PIPE, text=True).stdout
    return map(int, said.split())


def test_what_is_off_lost_or_repeated_is_found():
    written = np.arange(1, 2001, dtype=np.int16).reshape(-1, 2) * 5
    assert compare(written + 1, written) == Accounted(1000, 0, 0, 0)
    assert compare(written[::-1], written).off == 1000
    assert compare(written[:-10], written).lost == 10
    assert compare(np.concatenate([written, written[:7]]), written).repeated == 7
