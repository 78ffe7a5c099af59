"""Which translation of a routine is taken where no language is named."""

from pathlib import Path

import pytest
from scripted_engines import Machine, robot, voice

from voiceguide import paths
from voiceguide.config import config_file, system_language
from voiceguide.voices.translation import Translation, translation

TOLD = "This is lower-back.de, in your system's language; --language takes another."
GERMAN = {"LANG": "de_DE.UTF-8"}


@pytest.fixture(autouse=True)
def machine(monkeypatch):
    """A machine that speaks English and German."""
    machine = Machine().stand_in(monkeypatch)
    machine.has("hibari", voice("heart", "en-US"))
    machine.has("espeak", robot("en"), robot("de"))
    return machine


@pytest.fixture
def mine():
    """A routine of the listener's, without translations."""
    folder = paths.data_folder() / "routines"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text("routine: 1\ntitle: Mine\nsteps: [hold: 8 s]\n")
    return "mine"


def configured(text):
    config_file().parent.mkdir(parents=True)
    config_file().write_text(text)


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, ""),
        ({"LANG": "C"}, ""),
        ({"LANG": "POSIX"}, ""),
        ({"LANG": "de_DE.UTF-8"}, "de-DE"),
        ({"LANG": "de_DE@euro"}, "de-DE"),
        ({"LC_MESSAGES": "fr_CA.UTF-8", "LANG": "de_DE.UTF-8"}, "fr-CA"),
        ({"LC_ALL": "C.UTF-8", "LC_MESSAGES": "fr_CA.UTF-8", "LANG": "de_DE.UTF-8"}, ""),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "es"}, "es"),
    ],
)
def test_the_systems_language_is_what_it_was_told_first(environ, language):
    assert system_language(environ) == language


def test_the_systems_language_is_taken_where_the_routine_is_in_it_and_said(mine):
    assert translation("lower-back", "", GERMAN) == Translation("lower-back.de", TOLD)
    assert translation("lower-back", "auto", GERMAN) == Translation("lower-back.de", TOLD)
    assert translation(mine, "", GERMAN) is None
    assert translation("lower-back", "", {"LANG": "pl_PL.UTF-8"}) is None
    assert translation("lower-back.fr", "", GERMAN) is None


@pytest.mark.parametrize("environ", [{}, {"LANG": "C"}, {"LANG": "en_GB.UTF-8"}])
def test_english_asks_no_engine(machine, environ):
    assert translation("lower-back", "", environ) is None
    assert machine.loaded == []


@pytest.mark.parametrize("missing", [{}, {"installed": False, "how": "Fetch it."}])
def test_a_language_that_no_voice_here_speaks_is_not_taken(machine, missing):
    machine.has("espeak", *([robot("de", **missing)] if missing else []))
    assert translation("lower-back", "", GERMAN) is None


@pytest.mark.parametrize(
    ("named", "taken"),
    [("espeak", True), ("espeak:de", True), ("none", True), ("hibari", False), ("hibari:heart", False)],
)
def test_the_voice_that_is_named_must_speak_it(named, taken):
    assert (translation("lower-back", named, GERMAN) is not None) is taken


def test_a_file_is_the_file_that_was_named():
    for name in ("back.yaml", "back.de.yaml"):
        Path(name).write_text("routine: 1\ntitle: Back\nsteps: [hold: 8 s]\n")
    assert translation("back.yaml", "none", GERMAN) is None
    assert translation("./back.yaml", "none", GERMAN) is None
    assert translation("-", "none", GERMAN) is None


def test_the_listeners_config_stands_over_the_system_and_is_taken_at_its_word(machine, mine):
    configured('language = "fr"')
    assert translation("lower-back", "", GERMAN) == Translation("lower-back.fr")
    assert machine.loaded == []
    assert translation(mine, "", GERMAN) is None


def test_a_listener_who_wants_english_gets_it_whatever_the_system_says(machine):
    configured('language = "en"')
    assert translation("lower-back", "", GERMAN) is None
    assert machine.loaded == []


def test_the_voice_of_the_config_must_speak_it_where_none_is_named():
    configured('voice = "hibari"')
    assert translation("lower-back", "", GERMAN) is None
    assert translation("lower-back", "espeak", GERMAN) is not None


@pytest.fixture
def shown(run, monkeypatch):
    """Show lower-back's title on a system that speaks German."""
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")

    def call(*words):
        done = run("show", "lower-back", "--voice", "none", *words)
        assert done.exit_code == 0, done.output
        return done.stdout.partition("\n")[0], done.stderr

    return call


def test_a_command_takes_it_and_says_so(shown):
    assert shown() == ("Triggerpunkte im unteren Rücken", f"{TOLD}\n")


def test_a_language_that_is_named_stands_over_both(shown):
    configured('language = "fr"')
    english, told = shown("--language", "en")
    assert english.isascii()
    assert told == ""
    assert shown("--language", "es")[0] != shown()[0] != english


def test_help_takes_it_as_it_is_named_and_asks_no_engine(run, machine, monkeypatch):
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert "Settings of lower-back:" in run("show", "lower-back", "--help").stdout
    assert machine.loaded == []


def test_what_is_exported_is_named_by_its_language(run, monkeypatch):
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setattr("voiceguide.pipeline.export", lambda _timeline, path, **_: path.write_bytes(b""))
    assert run("export", "lower-back", "--voice", "none").exit_code == 0
    assert Path("lower-back.de.m4a").exists()
