import json
from pathlib import Path

import pytest

from voiceguide.cli.output import JSON_VERSION

MINE = """\
routine: 1
title: Mine
summary: First a sentence. Then more of it.
safety: [Take care of yourself and of everybody around you]
steps:
  - hold: 10 s
"""


@pytest.fixture
def mine(home):
    folder = home / "data" / "voiceguide" / "routines"
    folder.mkdir(parents=True)
    return folder


def test_the_built_in_routines_are_listed_with_their_length(run):
    shown = run("list").stdout
    assert "Built in:" in shown
    assert "Yours" not in shown
    for name in ("lower-back", "lower-back-short", "lower-back-first-time"):
        assert any(line.split()[:1] == [name] and "~" in line for line in shown.splitlines())


def test_the_listeners_own_routines_are_listed_apart_by_the_first_sentence_of_their_summary(run, mine):
    Path(mine, "mine.yaml").write_text(MINE)
    _, own = run("list").stdout.split("Yours, in ")
    assert own.splitlines()[1] == "  mine  ~10 s  First a sentence."


def test_a_routine_with_problems_is_listed_with_how_to_see_them(run, mine):
    Path(mine, "broken.yaml").write_text("routine: 1\n")
    result = run("list")
    assert result.exit_code == 0
    assert "It has problems: voiceguide check broken" in result.stdout


def test_json_lists_everything_known_of_each(run, mine):
    Path(mine, "mine.yaml").write_text(MINE)
    listed = json.loads(run("list", "--json").stdout)
    assert listed["version"] == JSON_VERSION
    (found,) = (routine for routine in listed["routines"] if routine["name"] == "mine")
    assert found == {
        "name": "mine",
        "built_in": False,
        "title": "Mine",
        "summary": "First a sentence. Then more of it.",
        "seconds": found["seconds"],
        "estimated": True,
        "trouble": "",
        "languages": ["en"],
    }
    # The release tone rings on for a moment; the safety lead isn't part of it.
    assert 10 <= found["seconds"] < 11
