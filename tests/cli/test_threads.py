"""Whatever fails beside a session or in it, no traceback reaches the terminal."""

import logging
import shutil
import threading
from pathlib import Path

import click
import pytest

from voiceguide import paths
from voiceguide.cli.frame import Frame
from voiceguide.controls.media import MediaKeys
from voiceguide.screen.lines import Lines
from voiceguide.session import blocks
from voiceguide.speakers import opening

SHORT = "routine: 1\ntitle: Short\nsteps:\n  - hold: 3 s\n  - hold: 3 s\n"


class Speaker:
    """A speaker of no sound; it does `between` in the middle of the first hold that it takes."""

    latency, channels, frames, live, underruns = 4800, 2, 1024, True, 0

    def __init__(self, between=lambda: None):
        self.between = between

    def play(self, timeline, blocks):  # noqa: ARG002 - a sink's signature
        for number, _ in enumerate(blocks):
            if number == 40:
                self.between()


@pytest.fixture
def play(monkeypatch, run):
    """Play a short routine into a speaker that does `between` in the middle of it."""
    Path("short.yaml").write_text(SHORT)
    monkeypatch.setattr(blocks, "keep_awake", lambda blocks: blocks)

    def call(between=lambda: None):
        monkeypatch.setattr(opening, "open_speaker", lambda *_, **__: Speaker(between))
        return run("play", "short.yaml", "--voice", "none", "--lines")

    return call


def fail(*_):
    raise RuntimeError("it\nbroke")


def test_a_thread_that_fails_is_logged_in_one_line_and_prints_nothing(caplog, capfd):
    @click.command()
    def command():
        thread = threading.Thread(target=fail, name="voiceguide-something")
        thread.start()
        thread.join()

    frame = Frame(commands={"x": command})
    frame.get_command = lambda *_: command
    before = threading.excepthook
    with caplog.at_level(logging.WARNING, "voiceguide"), pytest.raises(SystemExit):
        frame.main(["x"])
    assert caplog.messages == ["voiceguide-something ended, the rest goes on: RuntimeError: it broke"]
    assert "Traceback" not in "".join(capfd.readouterr())
    assert threading.excepthook is before


def test_a_folder_that_vanishes_in_the_middle_of_a_session_is_told_once_and_the_session_goes_on(play):
    def vanish():
        shutil.rmtree(paths.state_folder())

    result = play(vanish)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.count("From here on this session can't be resumed: no such file or directory (") == 1


@pytest.mark.parametrize(("whose", "what"), [(MediaKeys, "poll"), (MediaKeys, "see"), (Lines, "see")])
def test_a_control_or_an_observer_that_fails_ends_the_session_in_words(play, monkeypatch, whose, what):
    monkeypatch.setattr(whose, what, fail)
    result = play()
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: voiceguide met something unforeseen, RuntimeError: it broke (add --debug to see where)\n"
    )


def test_a_speaker_that_fails_ends_the_session_in_words_and_it_can_be_resumed(play, run):
    result = play(fail)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: voiceguide met something unforeseen, RuntimeError: it broke")
    assert "Hold 3 s" in run("resume", "--where").stdout
