"""Who speaks a plan, and who does when they break; and speaking beside a session, which waits for nobody."""

from fractions import Fraction

import numpy as np
import pytest
from scripted_engines import Machine, robot, voice

from voiceguide import paths, plugins
from voiceguide.config import config_file
from voiceguide.errors import EngineError, FileError, UsageError, Where
from voiceguide.plan.model import Metadata, Phrase, Plan, Play, Say, Sound, Words
from voiceguide.speech.clips import SpokenText
from voiceguide.speech.voice_settings import VoiceSettings
from voiceguide.voices import narrator
from voiceguide.voices.narrator import Narrator, VoiceRequest, requested_voice

TONES = "tone"
MANY = tuple(Words((f"Step {number}.",)) for number in range(50))


def by(name):
    return Narrator(VoiceRequest(name))


@pytest.fixture
def plan():
    texts = ("Press on the knot.", "Let go.")
    events = tuple(Say(where=Where("x", 1, 1), words=Words((text,)), then=Fraction(1)) for text in texts)
    return Plan(Metadata("Test"), events)


@pytest.fixture(autouse=True)
def empty_cache(tmp_path, monkeypatch):
    for kind in ("CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))


@pytest.fixture
def machine(monkeypatch):
    """A machine that speaks English with hibari and espeak, and German with espeak."""
    machine = Machine().stand_in(monkeypatch)
    machine.has("hibari", voice("heart", "en-US"))
    machine.has("piper")
    machine.has("espeak", robot("en"), robot("de"))
    return machine


def long(texts=12):
    said = [Say(where=Where("x", 1, 1), words=Words((f"Text {number}.",)), then=Fraction(1)) for number in range(texts)]
    return Plan(Metadata("Test"), tuple(said))


def test_the_best_voice_speaks_and_nothing_is_told(plan, machine, caplog):
    hibari = machine.has("hibari", voice("heart", "en-US"))
    narrator = by("auto")
    assert len(narrator.speak(plan).made) == 2
    assert narrator.voice == "hibari:heart"
    assert hibari.as_voice == {"heart"}
    assert hibari.closed == 1
    assert machine.loaded == ["hibari"]
    assert caplog.messages == []


def test_what_the_best_voice_spoke_is_found_when_its_engine_is_named(plan, machine):
    hibari = machine.has("hibari", voice("heart", "en-US"))
    by("auto").speak(plan)
    by("hibari").speak(plan)
    by("hibari:heart").speak(plan)
    by("auto").speak(plan)
    assert len(hibari.asked) == 2


@pytest.mark.parametrize("breaks_at", [1, 10])
@pytest.mark.parametrize("error", [EngineError("hibari is hoarse", hint="Tea."), RuntimeError("hoarse"), OSError()])
def test_a_voice_that_breaks_is_followed_by_the_next_for_all_texts_and_one_line_says_so(
    machine, caplog, breaks_at, error
):
    machine.has("hibari", voice("heart", "en-US"), breaks_at=breaks_at, error=error)
    espeak = machine.has("espeak", robot("en"))
    narrator = by("auto")
    clips = narrator.speak(long())
    assert len(clips.made) == len(espeak.asked) == 12
    assert narrator.voice == "espeak"
    (line,) = caplog.messages
    assert line.startswith(f"{error}" if isinstance(error, EngineError) else "the hibari voice failed: ")
    assert "; espeak speaks instead." in line
    assert ("Tea." in line) is isinstance(error, EngineError)


def test_a_voice_that_breaks_is_not_asked_again_in_the_same_session(machine, caplog):
    hibari = machine.has("hibari", voice("heart", "en-US"), breaks_at=1)
    narrator = by("auto")
    narrator.speak(long(2))
    narrator.speak(long(3))
    assert len(hibari.asked) == 1
    assert len(caplog.messages) == 1


def test_whoever_shows_how_far_it_is_knows_that_all_is_done_before_the_line(machine, caplog):
    machine.has("hibari", voice("heart", "en-US"), breaks_at=2)
    machine.has("espeak")
    told = []
    by("auto").speak(long(3), progress=lambda done, total: told.append((done, total, len(caplog.messages))))
    assert told == [(1, 3, 0), (1, 1, 0)]


def test_two_that_break_are_told_in_one_line(machine, caplog):
    machine.has("hibari", imports=ImportError("no onnxruntime"))
    machine.has("espeak", robot("en"), breaks_at=1, error=EngineError("it can't read its data"))
    machine.has("system", robot("en"))
    by("auto").speak(long(2))
    (line,) = caplog.messages
    assert line == (
        "the hibari voice failed: ImportError: no onnxruntime, and espeak can't speak: it can't read its data; "
        "system speaks instead."
    )


def test_where_nobody_speaks_tones_sound_and_the_line_says_how_to_get_a_voice(machine, caplog):
    machine.engines.clear()
    machine.has("hibari", voice("heart", "en-US"))
    machine.has("espeak", robot(installed=False, how="pip install 'voiceguide[languages]'"))
    machine.has("system", robot("de"), breaks_at=1, error=EngineError("the system has no voice of its own"))
    said = Say(where=Where("x", 1, 1), words=Words(("Drücken.",)), then=Fraction(1))
    narrator = by("auto")
    clips = narrator.speak(Plan(Metadata("Test", language="de"), (said,)))
    assert clips.voiceless
    assert narrator.voice == "none"
    (line,) = caplog.messages
    assert line.endswith(
        "the system has no voice of its own; a tone sounds for each text, to be read on the screen. "
        "To hear a voice: pip install 'voiceguide[languages]'"
    )


def test_ctrl_c_stops_all_voices(machine):
    machine.has("hibari", voice("heart", "en-US"), breaks_at=2, error=KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        by("auto").speak(long())
    assert "espeak" not in machine.loaded


def test_what_is_wrong_with_a_sound_file_is_no_voices_fault(machine, caplog, tmp_path):
    sound = Play(where=Where("x", 1, 1), sound=Sound(str(tmp_path / "gone.wav")), level_db=0.0)
    with pytest.raises(FileError, match="gone"):
        by("auto").speak(Plan(Metadata("Test"), (sound,)))
    assert machine.loaded == ["hibari"]
    assert caplog.messages == []


def test_no_voice_may_be_asked_for(machine, plan, caplog):
    assert by("none").speak(plan).voiceless
    assert by("none").speak_in_process(plan, (), None).voiceless
    assert machine.loaded == []
    assert caplog.messages == []


def test_a_voice_that_was_named_and_breaks_is_an_error_and_nobody_speaks_instead(machine, plan):
    machine.has("espeak", error=EngineError("espeak isn't installed", hint="Install it."), breaks_at=1)
    with pytest.raises(EngineError) as told:
        by("espeak").speak(plan)
    assert (told.value.message, told.value.hint) == ("espeak isn't installed", "Install it.")
    with pytest.raises(UsageError, match="no engine is called 'bogus'"):
        by("bogus").speak(plan)


def test_a_voice_that_was_named_elsewhere_says_where_and_how_to_take_another(machine, plan):
    machine.has("espeak", error=EngineError("it isn't installed", hint="Install it."), breaks_at=1)
    with pytest.raises(EngineError) as told:
        Narrator(VoiceRequest("espeak", "the routine")).speak(plan)
    assert told.value.message == "the routine names the voice 'espeak', but it isn't installed"
    assert told.value.hint == "Install it.\nOr take the best one here: --voice auto"
    with pytest.raises(UsageError, match="the routine names the voice 'bogus', but no engine"):
        Narrator(VoiceRequest("bogus", "the routine")).speak(plan)


def test_the_flag_stands_over_the_listeners_config_and_that_over_the_routine():
    def plan(language="en", voice=""):
        return Plan(Metadata("Test", language=language), (), voice=voice)

    assert requested_voice(plan()) == VoiceRequest("auto")
    assert requested_voice(plan(voice="system")) == VoiceRequest("system", "the routine")
    config_file().parent.mkdir(parents=True)
    config_file().write_text('voice.de = "espeak:de"')
    assert requested_voice(plan("de-AT", "system")) == VoiceRequest("espeak:de", str(config_file()))
    assert requested_voice(plan("en", "system")) == VoiceRequest("system", "the routine")
    assert requested_voice(plan("de", "system"), "auto") == VoiceRequest("auto")


def test_counts_and_answers_have_tones_too(machine, plan):
    machine.engines.clear()
    extra = (Words((Phrase("count", (("number", 3),)),)), Words((Phrase("paused"),)))
    made = by("auto").speak(plan, extra).made
    assert len(made[SpokenText("3")]) < 0.1 * 24_000 < len(made[SpokenText("Paused.")])


def test_what_is_spoken_beside_sounds_as_what_is_spoken_here(plan):
    beside = by(TONES).speak_in_process(plan, (), None)
    here = by(TONES).speak(plan)
    assert all(np.array_equal(beside.made[said].samples, here.made[said].samples) for said in here.made)


def test_the_process_beside_leaves_nothing_to_be_spoken_here(plan, monkeypatch):
    load = plugins.load

    def mute(group, name):
        engine = load(group, name)()
        monkeypatch.setattr(engine, "speak", None)  # called, it would fail
        return lambda: engine

    monkeypatch.setattr(plugins, "load", mute)
    slowly = VoiceSettings(rate=0.8, voice_db=-6)
    assert len(Narrator(VoiceRequest(TONES), slowly).speak_in_process(plan, (Words(("Besides.",)),), None).made) == 3


def test_whoever_gives_up_waits_for_nobody(plan):
    class GivenUpError(Exception):
        pass

    def give_up(_done, _total):
        raise GivenUpError

    with pytest.raises(GivenUpError):
        by(TONES).speak_in_process(plan, (), give_up)
    assert not (paths.cache_folder() / "clips").exists() or not list((paths.cache_folder() / "clips").rglob("*.tmp"))


@pytest.mark.engine
def test_whoever_gives_up_leaves_no_temporary_folder(plan, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("PULSE_RUNTIME_PATH", str(tmp_path))  # what PulseAudio's library keeps is its own

    def give_up(_done, _total):
        if list(temporary.iterdir()):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        by("system").speak_in_process(plan, MANY, give_up)
    assert list(temporary.iterdir()) == []


def test_where_no_process_can_be_started_it_is_spoken_here(plan, monkeypatch):
    monkeypatch.setattr(narrator.sys, "executable", "/bin/false")
    assert len(by(TONES).speak_in_process(plan, (), None).made) == 2


def test_tones_in_place_of_a_voice_are_as_loud_as_tones_are_wanted(plan):
    def peak(**voice_settings):
        made = Narrator(VoiceRequest("none"), VoiceSettings(**voice_settings)).speak(plan).made
        return max(np.abs(clip.samples).max() for clip in made.values())

    assert peak(tone_db=-20.0) == pytest.approx(peak() / 10)
    assert peak(tone_db=-np.inf) == 0
