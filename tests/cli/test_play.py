import re
from pathlib import Path

import pytest
from instant_speaker import InstantSpeaker

from voiceguide import pipeline, plugins
from voiceguide.audio import TIMELINE_RATE
from voiceguide.config import config_file
from voiceguide.controls.keyboard import KEYS
from voiceguide.errors import DeviceError
from voiceguide.playback.contracts import Command, Control
from voiceguide.playback.transport import RAMP
from voiceguide.session import blocks, live, player
from voiceguide.speakers import opening
from voiceguide.timeline.tones import wake
from voiceguide.voices import selection

SHORT = """\
routine: 1
title: A short one
safety: [Stop if it hurts.]
settings: {hold: {default: 3 s, max: 5 s}}
steps:
  - section: Begin
  - wait: ready
    at_most: 2 s
  - hold: <hold>
    say: Press.
  - section: End
  - say: Done.
"""


@pytest.fixture
def listen(monkeypatch, run):
    """Play the short routine into a speaker of no sound; return what was printed and the frames taken."""
    Path("short.yaml").write_text(SHORT)
    speaker = InstantSpeaker()
    monkeypatch.setattr(opening, "open_speaker", lambda *_, **__: speaker)
    # Whether the machine sleeps is its system's business.
    monkeypatch.setattr(blocks, "keep_awake", lambda blocks: blocks)

    def call(*words, voice=("--voice", "tone")):
        speaker.__init__()
        result = run("play", "short.yaml", *voice, *words)
        assert result.exit_code == 0, result.output
        assert result.stderr == ""
        return result.stdout, speaker.taken

    call.speaker = speaker
    return call


def test_a_session_is_as_slow_and_as_soft_as_its_listener_wishes(listen):
    _, usual = listen()
    loudest = listen.speaker.loudest
    _, slow = listen("--rate", "0.5", "--voice-volume", "-20dB", "--tone-volume", "-20dB")
    words = len("Stop if it hurts.") + len("Press.") + len("Done.")
    assert (slow - usual) / TIMELINE_RATE.hz == pytest.approx(words / 11, abs=0.05)
    assert listen.speaker.loudest == pytest.approx(loudest / 10, rel=0.05)


def test_a_session_shows_safety_and_time_first_and_then_what_is_heard(listen):
    shown, _ = listen()
    assert shown == (
        "A short one\n"
        "  - Stop if it hurts.\n"
        "About 8 s, with up to 2 s of waiting for you; 5 s of safety before it.\n"
        "\nBefore you start\n"
        "  Stop if it hurts.\n"
        "\nBegin\n"
        "  (wait up to 2 s)\n"
        "  Press.\n"
        "  (hold 3 s)\n"
        "  2 1\n"
        "\nEnd\n"
        "  Done.\n"
    )


def test_safety_is_shown_even_where_it_is_not_spoken(listen):
    shown, _ = listen("--no-safety")
    assert "  - Stop if it hurts.\n" in shown
    assert "Before you start" not in shown


def test_a_session_takes_every_frame_of_the_timeline(listen):
    routine = pipeline.load("short.yaml")
    whole = pipeline.build_timeline(pipeline.compile(routine), "tone")
    assert listen()[1] == whole.length


class Pedal(Control):
    """Stops the session at the poll with number `stops_at`; fails at `fails_at`."""

    stops_at = fails_at = -1

    def __init__(self, tell):  # noqa: ARG002 - an entry point's signature
        self.polls = 0

    def poll(self):
        self.polls += 1
        if self.polls == self.fails_at:
            raise OSError("unplugged")
        return [Command.STOP] if self.polls == self.stops_at else []


@pytest.fixture
def controls(monkeypatch):
    """Hold the controls that are installed, by name."""
    found = {}
    load = plugins.load
    monkeypatch.setattr(plugins, "load", lambda group, name: found[name] if name in found else load(group, name))
    return found


def test_a_control_named_on_the_command_line_commands_the_session(listen, controls):
    controls["pedal"] = type("Stops", (Pedal,), {"stops_at": 20})
    _, taken = listen("--control", "pedal", "--patient")
    # The first poll forgets what came before, and a stop fades out.
    assert taken == (20 - 2) * listen.speaker.frames + RAMP


def test_a_control_that_fails_is_named_in_a_line_and_the_session_is_heard_to_its_end(listen, controls):
    _, whole = listen()
    controls["pedal"] = type("Fails", (Pedal,), {"fails_at": 20})
    controls["other"] = Pedal
    shown, taken = listen("--control", "pedal", "--control", "other", "--control", "pedal")
    assert taken == whole
    assert shown.count("The control 'pedal' is lost (OSError: unplugged); the session goes on without it.") == 1


def test_a_control_that_cannot_work_is_told_before_a_voice_is_got_ready(listen, run, controls, monkeypatch):  # noqa: ARG001 - a speaker
    def absent(tell):  # noqa: ARG001 - an entry point's signature
        raise DeviceError("there is no pedal here", hint="Plug it in.")

    controls["pedal"] = absent
    monkeypatch.setattr(live, "Live", lambda *_, **__: pytest.fail("a voice was got ready"))
    result = run("play", "short.yaml", "--control", "pedal")
    assert (result.exit_code, result.stderr) == (1, "Error: there is no pedal here\nPlug it in.\n")


def test_a_control_that_is_not_installed_is_told_which_are(listen, run):  # noqa: ARG001 - a speaker
    result = run("play", "short.yaml", "--control", "pedal")
    assert result.exit_code == 2
    assert "no control is called 'pedal'\nKnown: keyboard." in result.stderr


def test_a_speaker_that_obeys_no_command_takes_no_control(listen, run, monkeypatch):
    monkeypatch.setattr(listen.speaker, "live", False, raising=False)
    result = run("play", "short.yaml", "--control", "keyboard")
    assert result.exit_code == 2
    assert "--control needs a speaker that obeys commands while it plays" in result.stderr


def test_a_countdown_comes_before_the_first_frame(listen):
    _, taken = listen()
    shown, more = listen("--start-in", "2 s")
    assert "Starting in\n  2 1\n" in shown
    assert more == taken + 2 * TIMELINE_RATE.hz


def test_a_session_may_start_at_a_section(listen):
    shown, _ = listen("--from", "end")
    assert shown.endswith("\n1 s.\n\nEnd\n  Done.\n")


def test_a_setting_changes_the_session(listen):
    assert "(hold 5 s)" in listen("--hold", "5s")[0]


def test_where_nothing_plays_the_command_that_writes_a_file_is_given(monkeypatch, run):
    def nothing(*_, **__):
        raise DeviceError("there is no sound device here", hint="Plug one in.")

    monkeypatch.setattr(opening, "open_speaker", nothing)
    Path("my own.yaml").write_text(SHORT)
    result = run("play", "my own.yaml")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: there is no sound device here\n"
        "Plug one in.\n"
        "To hear it elsewhere, write a file: voiceguide export 'my own.yaml'\n"
    )


def test_where_nothing_plays_settings_are_checked_all_the_same_and_kept(monkeypatch, run):
    def nothing(*_, **__):
        raise DeviceError("there is no sound device here")

    monkeypatch.setattr(opening, "open_speaker", nothing)
    Path("short.yaml").write_text(SHORT)
    assert "needs a unit" in run("play", "short.yaml", "--hold", "5").stderr
    assert run("play", "short.yaml", "--hold", "5s").stderr.endswith("voiceguide export short.yaml --hold=5s\n")


def test_a_session_that_begins_in_the_middle_wakes_the_headset_first(listen):
    asleep = listen("--from", "end", "--no-wake-up")[1]
    assert listen("--from", "end")[1] == asleep + len(wake())


def test_help_lists_every_key(run):
    shown = run("play", "--help").stdout
    for key in KEYS:
        assert re.search(rf"^ +{re.escape(key.name)}  +\S", shown, re.MULTILINE), key.name


@pytest.mark.parametrize(
    ("named", "kept"), [((), "tone"), (("--voice", "none"), "none"), (("--voice", "auto"), "auto")]
)
def test_a_session_is_kept_with_the_voice_that_the_listeners_config_names(listen, monkeypatch, named, kept):
    config_file().parent.mkdir(parents=True)
    config_file().write_text('voice = "tone"')
    monkeypatch.setattr(selection, "best_engine", lambda *_: selection.named_engine("tone", "en"))
    played, keep_log = [], player.keep_log

    def noted(playing, *given):
        played.append(playing)
        return keep_log(playing, *given)

    monkeypatch.setattr(player, "keep_log", noted)
    listen(*named, voice=())
    assert [playing.options["voice"] for playing in played] == [kept]
