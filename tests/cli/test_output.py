"""What commands print: long lines on a narrow terminal."""

import sys

import pytest

from voiceguide.cli.output import folded

TEXT = "Press on muscle only, never on bone."


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "20")


@pytest.mark.usefixtures("terminal")
def test_a_long_line_ends_between_two_words_on_a_terminal():
    assert folded(TEXT).splitlines() == ["Press on muscle", "only, never on bone."]


@pytest.mark.usefixtures("terminal")
def test_what_follows_a_bullet_stands_under_its_first_word():
    assert folded(TEXT, "- ").splitlines() == ["- Press on muscle", "  only, never on", "  bone."]


def test_a_pipe_gets_each_text_as_one_line(monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False)
    monkeypatch.setenv("COLUMNS", "20")
    assert folded(TEXT, "- ") == f"- {TEXT}"
