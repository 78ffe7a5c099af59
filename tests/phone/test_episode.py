"""What a phone is offered of a routine, beside its sound."""

from pathlib import Path

import pytest
from files import probe
from phones import episode

from voiceguide import plugins
from voiceguide.errors import FileError
from voiceguide.phone.shelf import shelve
from voiceguide.sinks.file import FileSink

ROUTINE = """\
routine: 1
title: Back
steps:
  - section: Left
  - hold: 4 s
"""


class Page(FileSink):
    """Writes pages as a stranger's plugin may: how long they are to sound."""

    def write(self, path, timeline, sound):
        path.write_text(f"<p>{sum(map(len, sound))} of {timeline.length}")


class Large(FileSink):
    """Refuses to."""

    def write(self, path, *_):
        raise FileError(f"{path} would have 60 MB")


@pytest.fixture
def pages(monkeypatch):
    """Have a sink write pages, one of those above."""
    names, load = plugins.names, plugins.load

    def written_by(sink):
        monkeypatch.setattr(plugins, "names", lambda group: sorted({*names(group), "html"}))
        monkeypatch.setattr(plugins, "load", lambda group, name: sink if name == "html" else load(group, name))

    return written_by


def test_its_files_lie_in_their_folder_and_say_what_they_are(tmp_path):
    made = episode(tmp_path / "back", ROUTINE)
    assert made.name == "back"
    assert abs(float(made.seconds) - probe(made.sound.file).seconds) < 0.001
    assert made.captions.file.read_text("utf-8").startswith("WEBVTT")
    assert {Path(offered.file).parent for offered in (made.sound, made.captions, made.chapters)} == {tmp_path / "back"}
    assert made.cover is None


def test_a_page_to_follow_is_offered_where_something_writes_one(tmp_path, pages):
    pages(Page)
    made = episode(tmp_path / "back", ROUTINE)
    length = made.seconds * 24_000
    shelf = shelve(made, "/token/1")
    assert shelf.offer()[shelf.screen].file.read_text() == f"<p>{length} of {length}"
    assert "default-src 'none'; " in made.screen.headers()["Content-Security-Policy"]
    assert not made.screen.keep_as


def test_one_that_would_be_too_large_is_left_out(tmp_path, pages):
    pages(Large)
    made = episode(tmp_path / "back", ROUTINE)
    assert made.screen is None
    assert made.sound.size > 0
