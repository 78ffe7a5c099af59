import json
from pathlib import Path

import pytest

from voiceguide.cli.output import JSON_VERSION

ROUTINE = """\
routine: 1
title: Short
safety: [Take care.]
settings: {hold: {default: 4 s}}
steps:
  - section: Begin
  - hold: <hold>
  - say: Done.
"""


@pytest.fixture
def show(run):
    """Show the short routine as the tone engine speaks it."""
    Path("short.yaml").write_text(ROUTINE)
    return lambda *words: run("show", "short.yaml", "--voice", "tone", *words)


def test_the_timeline_is_printed_with_clock_times(show):
    shown = show().stdout
    assert shown.startswith("Short\n")
    assert "    0:00    hold 4 s\n" in shown
    assert "    0:04    “Done.”\n" in shown


def test_json_has_a_version_and_every_mark(show):
    shown = json.loads(show("--json").stdout)
    assert shown["version"] == JSON_VERSION
    assert [mark["label"] for mark in shown["marks"] if mark["kind"] == "chapter"] == ["Before you start", "Begin"]


def test_a_setting_changes_what_is_shown(show):
    assert "hold 10 s" in show("--hold", "10s").stdout
    assert "hold 10 s" in show("--set", "hold=10 s").stdout


def test_the_safety_lead_can_be_left_out(show):
    assert "Take care." not in show("--no-safety").stdout


def test_words_that_became_ticks_are_named_below(run):
    Path("fast.yaml").write_text("routine: 1\ntitle: T\nsteps:\n  - pace: {Lower slowly: 300 ms, Up: 1 s}\n")
    shown = run("show", "fast.yaml", "--voice", "tone").stdout
    assert shown.rstrip().endswith("1 warning in fast.yaml")
    assert "fast.yaml:4:5: warning: 'Lower slowly' " in shown
