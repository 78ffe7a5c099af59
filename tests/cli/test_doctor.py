import json

import pytest

from voiceguide import diagnosis, pipeline, plugins
from voiceguide.config import config_file
from voiceguide.engines.tone import ToneEngine
from voiceguide.errors import DeviceError, EngineError, FileError, UsageError
from voiceguide.playback.contracts import Control
from voiceguide.speakers import opening
from voiceguide.speech.engine import MANY, Quality, Voice


class Plays:
    def __init__(self, device):
        assert device is None

    @staticmethod
    def devices():
        return [("Headphones", False), ("Loudspeaker", True)]


class Silent(Plays):
    @staticmethod
    def devices():
        raise DeviceError("there is no sound device here", hint="Plug one in.")


class Speaks(ToneEngine):
    name = "speaks"

    def voices(self):
        return [Voice("anne", "en", Quality.NATURAL, "CC0-1.0")]


class Mute(ToneEngine):
    name = "mute"

    def speak(self, utterance):  # noqa: ARG002 - an engine's signature
        raise EngineError("the voice is gone", hint="Fetch it.")


@pytest.fixture
def machine(monkeypatch, tmp_path, run):
    """Run `doctor` on a machine with these adapters; files can be written when `writes`."""

    def call(*words, speakers=(), engines=(), controls=(), writes=True):
        found = {
            plugins.SPEAKERS: dict(speakers),
            plugins.ENGINES: dict(engines) | {"tone": ToneEngine},
            plugins.CONTROLS: dict(controls),
            plugins.SINKS: {"wav": None},
        }

        def load(group, name):
            if name not in found[group]:
                raise UsageError(f"no '{name}' here")
            return found[group][name]

        def export(_timeline, path):
            if not writes:
                raise FileError("no encoder")
            path.write_bytes(b"")

        monkeypatch.setattr(plugins, "names", lambda group: sorted(found[group]))
        monkeypatch.setattr(plugins, "load", load)
        monkeypatch.setattr(pipeline, "export", export)
        monkeypatch.setattr(opening, "SPEAKERS", tuple(dict(speakers)))
        return run("doctor", *words, env={"XDG_CACHE_HOME": str(tmp_path)})

    return call


def test_the_speaker_used_is_the_first_that_works_and_the_others_say_why_not(machine):
    shown = machine(speakers={"first": Silent, "second": Plays, "third": Plays}, engines={"speaks": Speaks}).stdout
    assert (
        "  first         doesn't work: there is no sound device here\n"
        "                Plug one in.\n"
        "  second        works; used unless --speaker names another\n"
        "                - Headphones\n"
        "                - Loudspeaker (default)\n"
        "  third         works\n"
    ) in shown


def test_json_says_the_same_to_scripts(machine):
    result = machine("--json", speakers={"first": Silent, "second": Plays}, engines={"speaks": Speaks})
    found = json.loads(result.stdout)
    assert found["version"] == 1
    assert found["well"] is True
    assert [(s["name"], s["works"], s["used"]) for s in found["speakers"]] == [
        ("first", False, False),
        ("second", True, True),
    ]
    assert found["speakers"][0]["hint"] == "Plug one in."
    assert found["speakers"][1]["devices"][1] == {"name": "Loudspeaker", "default": True}
    assert [(e["name"], e["used"]) for e in found["engines"]] == [("speaks", True)]
    assert found["auto"] == {"en": {"voice": "speaks:anne", "hint": "", "config": ""}}
    assert found["settings"] == []
    assert found["files"][0]["name"] == "wav"
    assert set(found["folders"]) == {"clips", "routines", "history", "journal", "settings"}
    assert {"voiceguide", "python", "click"} <= set(found["versions"])


@pytest.mark.parametrize(
    ("speaker", "engine", "writes", "code"),
    [
        (Plays, Speaks, True, 0),
        (Silent, Speaks, True, 0),
        (Plays, Speaks, False, 0),
        (Silent, Speaks, False, 1),
        (Plays, Mute, True, 1),
    ],
)
def test_the_exit_code_is_1_only_where_nothing_can_be_heard_in_any_way(machine, speaker, engine, writes, code):
    assert machine(speakers={"one": speaker}, engines={"speaks": engine}, writes=writes).exit_code == code


def test_a_plugin_that_breaks_in_its_own_way_is_a_finding_and_no_end(machine):
    class Breaks:
        def __init__(self):
            raise ZeroDivisionError("oh")

    result = machine(engines={"breaks": Breaks, "speaks": Speaks}, speakers={"one": Plays})
    assert "  breaks        doesn't work: ZeroDivisionError: oh\n" in result.stdout
    assert result.exit_code == 0


def test_microphones_are_listed_and_none_is_opened(machine, monkeypatch):
    monkeypatch.setattr(diagnosis, "microphones", lambda: ["Built-in", "Headset"])
    monkeypatch.setattr("voiceguide.controls.ears._PACKAGES", ())
    assert "works; the default one is used" in machine().stdout
    (found,) = json.loads(machine("--json").stdout)["ears"]
    assert [device["name"] for device in found["devices"]] == ["Built-in", "Headset"]


def test_controls_are_made_and_none_is_opened(machine):
    class Pedal(Control):
        def __init__(self, tell):
            tell("A line for a listener, and there is none.")

        def __enter__(self):
            raise AssertionError("doctor opens nothing")

    def absent(tell):  # noqa: ARG001 - an entry point's signature
        raise DeviceError("no pedal here", hint="Plug it in.")

    controls = {"absent": absent, "keyboard": Pedal, "pedal": Pedal}
    assert (
        "\nControls\n"
        "  absent        doesn't work: no pedal here\n"
        "                Plug it in.\n"
        "  keyboard      works; used in a terminal; --control adds others\n"
        "  pedal         works\n"
    ) in machine(controls=controls).stdout
    found = json.loads(machine("--json", controls=controls).stdout)["controls"]
    assert [(each["name"], each["works"], each["used"], each["hint"]) for each in found] == [
        ("absent", False, False, "Plug it in."),
        ("keyboard", True, True, ""),
        ("pedal", True, False, ""),
    ]


def test_ears_that_are_not_installed_say_how(machine, monkeypatch):
    monkeypatch.setattr("voiceguide.controls.ears._PACKAGES", ("no_such_module",))
    assert "doesn't work: the ears aren't installed\n" in machine().stdout


def test_a_machine_without_a_microphone_says_so(machine, monkeypatch):
    monkeypatch.setattr(diagnosis, "microphones", list)
    monkeypatch.setattr("voiceguide.controls.ears._PACKAGES", ())
    assert "doesn't work: there is no microphone here\n" in machine().stdout


class Absent(ToneEngine):
    name = "absent"

    def voices(self):
        return [Voice("", MANY, Quality.ROBOTIC, "", installed=False, how="pip install more")]

    def speak(self, utterance):  # noqa: ARG002 - an engine's signature
        raise EngineError("it isn't installed", hint="pip install more")


def test_the_voice_that_is_taken_is_told_for_english_and_the_systems_language(machine, monkeypatch):
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert (
        "The best voice here, --voice auto\n"
        "  en            speaks:anne\n"
        "  de-DE         no voice: a tone sounds for each text\n"
        "                pip install more\n"
    ) in machine(engines={"speaks": Speaks, "absent": Absent}).stdout


def test_an_engine_that_does_not_work_is_not_the_voice_that_is_taken(machine):
    engines = json.loads(machine("--json", engines={"mute": Mute, "speaks": Speaks}).stdout)["engines"]
    assert [(each["name"], each["used"]) for each in engines] == [("mute", False), ("speaks", True)]


def test_what_the_listeners_config_names_is_told(machine):
    config_file().parent.mkdir(parents=True)
    config_file().write_text('voice.fr = "espeak"\nlanguage = "fr"\n')
    shown = machine(engines={"speaks": Speaks}).stdout
    assert "  fr            no voice: a tone sounds for each text; your config.toml names espeak\n" in shown
    assert "\nSettings\n  config.toml   works\n" in shown


def test_a_slip_in_the_listeners_config_is_a_finding_and_no_end(machine):
    config_file().parent.mkdir(parents=True)
    config_file().write_text("voice = 3")
    result = machine(engines={"speaks": Speaks})
    assert "  config.toml   doesn't work: " in result.stdout
    assert "Write it like this: voice = " in result.stdout
    assert result.exit_code == 0
