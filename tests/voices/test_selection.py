"""Who speaks a language best on machines with all kinds of engines, and how few of them are asked."""

import pytest
from scripted_engines import Machine, robot, voice

from voiceguide import plugins
from voiceguide.errors import EngineError, UsageError
from voiceguide.speech.engine import MANY, Quality
from voiceguide.voices import selection


@pytest.fixture
def machine(monkeypatch):
    """A machine with hibari's English, and no piper voice."""
    machine = Machine().stand_in(monkeypatch)
    machine.has("hibari", voice("heart", "en-US"), voice("emma", "en-GB", installed=False, how="Fetch it."))
    machine.has("piper")
    machine.has("espeak", robot("en"), robot("de"))
    machine.has("system", robot("en"), robot("de"))
    machine.has("tone", robot())
    return machine


def taken(language, failures=None, **more):
    selected = selection.best_engine(language, {} if failures is None else failures, **more)
    return selected and selected.written


def test_english_is_hibaris_and_no_other_engine_is_even_looked_for(machine, monkeypatch):
    monkeypatch.setattr(plugins, "names", None)  # called, it would fail
    assert taken("en") == taken("en-GB") == "hibari:heart"
    assert set(machine.loaded) == {"hibari"}


def test_a_natural_voice_stands_over_a_robot_and_the_system_is_not_asked(machine):
    machine.has("piper", voice("thorsten", "de-DE"))
    assert taken("de") == "piper:thorsten"
    assert machine.loaded == ["hibari", "piper"]


def test_of_equal_voices_a_strangers_stands_over_espeaks_and_espeaks_over_the_systems(machine):
    assert taken("de") == "espeak"
    machine.has("stranger", voice("karl", "de", Quality.ROBOTIC))
    assert taken("de") == "stranger:karl"


def test_a_voice_for_any_language_stands_under_one_for_this(machine):
    machine.has("stranger", voice("hum", MANY))
    assert taken("de") == "espeak"
    assert taken("tlh") == "stranger:hum"


def test_the_system_is_asked_only_where_its_voices_may_be_better(machine, monkeypatch):
    assert taken("de") == "espeak"
    assert "system" not in machine.loaded
    machine.has("system", voice("anna", "de-DE", Quality.PLAIN))
    monkeypatch.setitem(selection._AT_BEST, "system", Quality.PLAIN)
    assert taken("de") == "system:anna"


def test_where_only_the_system_is_left_it_may_try_without_being_asked(machine):
    asked = ValueError("nobody asks")
    machine.has("system", tells=asked)
    failures = {}
    assert taken("tlh", failures) == "system"
    assert failures == {}
    assert taken("tlh", failures, list_system=True) is None
    assert "ValueError: nobody asks" in failures["system"].message


def test_the_test_engine_is_never_taken(machine):
    machine.engines = {"tone": machine.engines["tone"]}
    assert taken("en") is None


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"imports": ImportError("no onnxruntime")}, "the hibari voice failed: ImportError: no onnxruntime"),
        ({"imports": OSError("a bad library")}, "the hibari voice failed: OSError: a bad library"),
        ({"makes": ZeroDivisionError()}, "the hibari voice failed: ZeroDivisionError"),
        ({"tells": KeyError("language")}, "the hibari voice failed: KeyError: 'language'"),
        ({"makes": EngineError("hibari is unwell")}, "hibari is unwell"),
    ],
)
def test_an_engine_that_breaks_when_it_is_asked_falls_to_the_next_with_its_trouble(machine, broken, told):
    machine.has("hibari", **broken)
    failures = {}
    assert taken("en", failures) == "espeak"
    assert failures["hibari"].message == told


def test_an_entry_point_that_is_missing_is_a_trouble(machine):
    del machine.engines["hibari"]
    failures = {}
    assert taken("en", failures) == "espeak"
    assert failures["hibari"].message == "no engine is called 'hibari'"


def test_the_voice_that_comes_with_voiceguide_is_missed_in_its_own_language_only(machine):
    machine.has("hibari", voice("heart", "en-US", installed=False, how="pip install hibari-tts"))
    failures = {}
    assert taken("de", failures) == "espeak"
    assert failures == {}
    assert taken("en", failures) == "espeak"
    assert failures["hibari"].message == "hibari isn't installed"


def test_engines_that_are_known_to_be_broken_are_left_alone(machine):
    assert taken("en", {"hibari": EngineError("broken")}) == "espeak"
    assert "hibari" not in machine.loaded


def test_ctrl_c_while_an_engine_is_imported_is_no_trouble_of_its(machine):
    error = ImportError("half of a module")
    error.__cause__ = KeyboardInterrupt()
    machine.has("hibari", imports=error)
    with pytest.raises(KeyboardInterrupt):
        taken("en")


def test_a_named_engine_speaks_with_its_best_voice_by_name(machine):
    machine.has("piper", voice("thorsten", "de"), voice("joe", "en"))
    assert selection.named_engine("piper", "en").written == "piper:joe"
    assert selection.named_engine("piper:thorsten", "en").written == "piper:thorsten"
    assert selection.named_engine("piper", "fr").written == "piper"
    with pytest.raises(UsageError, match="no engine is called 'bogus'"):
        selection.named_engine("bogus", "en")


@pytest.mark.parametrize(
    ("written", "language", "able"),
    [
        ("espeak", "de", True),
        ("espeak", "fr", False),
        ("hibari", "de", False),
        ("hibari:emma", "en", False),
        ("hibari:heart", "en", True),
        ("espeak:de+f2", "de", True),
        ("bogus", "de", False),
    ],
)
@pytest.mark.usefixtures("machine")
def test_a_voice_that_is_named_speaks_what_it_can(written, language, able):
    assert selection.speaks(written, language) is able


def test_where_nothing_speaks_it_is_told_what_would(machine):
    machine.has("espeak", robot(installed=False, how="pip install more"))
    assert selection.how_to_get_voice("de", {}) == "To hear a voice: pip install more"
    machine.has("piper", voice("thorsten", "de", installed=False, how="fetch thorsten"))
    assert selection.how_to_get_voice("de", {}) == "To hear a voice: fetch thorsten"


def test_what_mends_a_broken_engine_is_told_before_what_gets_another(machine):
    machine.has("espeak", robot(installed=False, how="pip install more"))
    failures = {"system": EngineError("none", hint="Its voices: none"), "hibari": EngineError("x", hint="Mend hibari.")}
    assert selection.how_to_get_voice("en", failures) == "Mend hibari."
    assert selection.how_to_get_voice("tlh", {"system": failures["system"]}) == "To hear a voice: pip install more"
    machine.has("espeak", robot("en"))
    assert selection.how_to_get_voice("tlh", {}) == ""
