"""What a phone is offered of a routine, beside its sound."""

from pathlib import Path

from files import probe
from phone_clients import episode

from voiceguide.phone.shelf import shelve

ROUTINE = """\
routine: 1
title: Back
steps:
  - section: Left
  - hold: 4 s
"""


def test_its_files_lie_in_their_folder_and_say_what_they_are(tmp_path):
    made = episode(tmp_path / "back", ROUTINE)
    assert made.name == "back"
    assert abs(float(made.seconds) - probe(made.sound.file).seconds) < 0.001
    assert made.captions.file.read_text("utf-8").startswith("WEBVTT")
    assert {Path(offered.file).parent for offered in (made.sound, made.captions, made.chapters)} == {tmp_path / "back"}
    assert made.cover.kind == "image/png"


def test_a_page_to_follow_is_offered_and_may_run_what_is_in_it(tmp_path):
    made = episode(tmp_path / "back", ROUTINE)
    shelf = shelve(made, "/token/1")
    assert shelf.offer()[shelf.screen].file.read_text("utf-8").startswith("<!doctype html>")
    assert "default-src 'none'; " in made.screen.headers()["Content-Security-Policy"]
    assert not made.screen.keep_as


def test_one_that_would_be_too_large_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr("voiceguide.phone.html.LARGEST", 1000)
    made = episode(tmp_path / "back", ROUTINE)
    assert made.screen is None
    assert made.sound.size > 0
