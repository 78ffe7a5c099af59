"""What a phone is shared of a routine, beside its sound."""

from pathlib import Path

from files import probe
from phone_clients import episode

from voiceguide.phone.episode import EpisodePaths, SharedFile
from voiceguide.timeline.builder import END_SECONDS

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
    assert abs(float(made.seconds + END_SECONDS) - probe(made.sound.file).seconds) < 0.001
    assert made.captions.file.read_text("utf-8").startswith("WEBVTT")
    assert {Path(shared.file).parent for shared in (made.sound, made.captions, made.chapters)} == {tmp_path / "back"}
    assert made.cover.kind == "image/png"


def test_a_page_to_follow_is_shared_and_may_run_what_is_in_it(tmp_path):
    made = episode(tmp_path / "back", ROUTINE)
    paths = EpisodePaths("/token/1", made)
    assert paths.files()[paths.screen].file.read_text("utf-8").startswith("<!doctype html>")
    assert "default-src 'none'; " in made.screen.headers()["Content-Security-Policy"]
    assert not made.screen.keep_as


def test_one_that_would_be_too_large_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr("voiceguide.phone.html.LARGEST", 1000)
    made = episode(tmp_path / "back", ROUTINE)
    assert made.screen is None
    assert made.sound.size > 0


def test_a_name_to_keep_it_under_may_be_anything(tmp_path):
    shared = SharedFile(tmp_path, "audio/mp4", keep_as='Rücken/"1"\r\nX: y.m4a')
    disposition = shared.headers()["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''R%C3%BCcken%2F%221%22%0D%0AX%3A%20y.m4a"
