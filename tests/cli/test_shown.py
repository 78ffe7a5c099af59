"""What a listener sees of a routine in another language: the lines of a session, and the page."""

import json
import re
from pathlib import Path

import pytest
from instant_speaker import InstantSpeaker

from voiceguide.session import blocks
from voiceguide.speakers import opening

ROUTINE = """\
routine: 1
title: Übung
language: de
steps:
  - section: Anfang
  - wait: ready
    at_most: 90 s
  - sides: [left]
    steps:
      - repeat: 2
        steps:
          - hold: 1.5 s
            say: Drück.
      - rest: 2 s
"""


@pytest.fixture
def play(monkeypatch, run):
    monkeypatch.setattr(opening, "open_speaker", lambda *_, **__: InstantSpeaker(latency=0))
    monkeypatch.setattr(blocks, "keep_awake", lambda blocks: blocks)
    Path("back.yaml").write_text(ROUTINE, "utf-8")
    return lambda *words: run("play", "back.yaml", "--voice", "tone", "--auto", *words).stdout.splitlines()


def test_the_lines_of_a_session_are_in_the_routines_language(play):
    lines = play()
    assert "  (bis zu 1 min 30 s warten)" in lines
    assert "  (1,5 s halten)" in lines
    assert "  (2 s ausruhen)" in lines


def test_the_lines_for_a_screen_reader_are_in_it_too(play):
    lines = play("--lines")
    assert "Abschnitt: Anfang." in lines
    assert "1,5 s halten, linke Seite, Runde 2 von 2." in lines


def test_the_page_is_in_it_too_and_show_stays_english(play, run):
    play()
    run("export", "back.yaml", "--voice", "tone", "-o", "back.html")
    page = Path("back.html").read_text("utf-8")
    programme = json.loads(re.search(r'<script id="programme"[^>]*>(.*?)</script>', page)[1])
    assert programme["texts"]["next"] == "Danach:"
    labels = [mark["label"] for mark in programme["timeline"]["marks"] if mark["kind"] == "step"]
    assert labels == ["Bis zu 1 min 30 s warten", "1,5 s halten", "1,5 s halten", "2 s ausruhen"]
    assert "hold 1.5 s" in run("show", "back.yaml").stdout
