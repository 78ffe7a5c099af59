"""Where words sound: to the side that they are for, or in the middle with `--no-pan`."""

import wave
from math import log10
from pathlib import Path

import numpy as np
import pytest

import voiceguide

ROUTINE = """
routine: 1
title: Sides
steps:
  - sides: [left, right]
    steps:
      - say: Press on the <side> side.
  - {say: Rest your left hand., pan: left}
  - say: Breathe.
"""


@pytest.fixture(autouse=True)
def routine():
    Path("sides.yaml").write_text(ROUTINE)


def heard(path):
    """Return the root mean square of the left and of the right channel of each cue."""
    with wave.open(str(path)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), np.int16).reshape(-1, 2).astype(float)
    plan = voiceguide.compile(voiceguide.load("sides.yaml"))
    marks = voiceguide.build_timeline(plan, "tone").marks
    cues = [sound[mark.at : mark.end] for mark in marks if mark.kind == "caption"]
    return [np.sqrt((cue**2).mean(axis=0)) for cue in cues]


def test_words_for_a_side_lean_to_it_and_both_ears_hear_them(run):
    run("export", "sides.yaml", "--voice", "tone", "-o", "sides.wav")
    left, right, explicit, middle = heard("sides.wav")
    for near, far in (left, right[::-1], explicit):
        assert 20 * log10(near / far) == pytest.approx(5.0, abs=0.1)
        assert 20 * log10(far / middle[0]) == pytest.approx(-3.2, abs=0.1)
    assert middle[0] == middle[1]


def test_without_pan_all_words_are_in_the_middle(run):
    run("export", "sides.yaml", "--voice", "tone", "--no-pan", "-o", "middle.wav")
    assert [left == right for left, right in heard("middle.wav")] == [True] * 4


def test_python_turns_the_pan_off_too():
    plan = voiceguide.compile(voiceguide.load("sides.yaml"))
    timelines = [
        voiceguide.build_timeline(plan, "tone", voice_settings=voiceguide.VoiceSettings(pan=pan))
        for pan in (True, False)
    ]
    leaning, middle = ([each.pan for each in timeline.placements] for timeline in timelines)
    assert {-0.35, 0.0, 0.35} == set(leaning)
    assert set(middle) == {0.0}
    assert timelines[0].marks == timelines[1].marks
