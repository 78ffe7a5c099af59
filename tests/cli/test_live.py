"""Sessions in a terminal, at a sound server: keys, and the ways out."""

import contextlib
import os
import pty
import termios
from pathlib import Path

import deadline
import pytest
import sound_servers

pytestmark = pytest.mark.sound

WAITING = """\
routine: 1
title: Waiting
steps:
  - say: Go.
  - wait: ready
    at_most: 10 min
  - hold: 3 s
    say: Press.
  - say: Done.
"""


@pytest.fixture(scope="module")
def server():
    with sound_servers.sound_server() as environment:
        yield environment


class Session:
    """`voiceguide play` in a terminal of its own."""

    def __init__(self, start, environment, *words):
        self._ours, theirs = pty.openpty()
        self.before = termios.tcgetattr(theirs)
        Path("waiting.yaml").write_text(WAITING)
        command = ["play", "waiting.yaml", "--voice", "tone", *words]
        self.program = start(
            *command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            text=False,
            env=os.environ | environment | {"TERM": "dumb"},  # lines are easier read here than a screen
            preexec_fn=lambda: _lead_terminal(theirs),
        )
        self._theirs = theirs
        self.shown = ""

    def press(self, keys):
        os.write(self._ours, keys.encode())

    def until(self, text):
        """Read the screen until it shows `text`."""
        while text not in self.shown:
            piece = deadline.read(self._ours, f"{text!r} after {self.shown!r}")
            self.shown += piece.decode().replace("\r\n", "\n")

    def end(self):
        """Wait for the end; return the exit code and whether the terminal is as it was."""
        code = self.program.wait(timeout=30)
        return code, termios.tcgetattr(self._theirs) == self.before

    def close(self):
        os.close(self._ours)
        os.close(self._theirs)


def _lead_terminal(descriptor):
    """Make the terminal the process's own, so that it sends signals for keys."""
    os.setsid()
    import fcntl

    fcntl.ioctl(descriptor, termios.TIOCSCTTY, 0)


@pytest.fixture
def session(start, server):
    with contextlib.ExitStack() as opened:
        yield lambda *words: opened.enter_context(contextlib.closing(Session(start, server, *words)))


@pytest.mark.parametrize("key", ["\n", "x", " "])
def test_any_key_answers_a_wait(session, key):
    live = session()
    live.until("any key but q goes on")
    live.press(key)
    live.until("Done.")
    assert live.end() == (0, True)


def test_q_stops_in_peace(session):
    live = session()
    live.until("any key but q goes on")
    live.press("q")
    assert live.end() == (0, True)


def test_space_in_a_hold_pauses_and_then_the_hold_begins_anew(session):
    live = session()
    live.until("any key but q goes on")
    live.press("\n")
    live.until("hold 3 s")
    live.press(" ")
    live.until("Paused")
    live.press("x")  # any key without a command of its own goes on
    live.until("Done.")
    assert live.shown.count("hold 3 s") == 2
    assert live.end() == (0, True)


def test_ctrl_c_leaves_the_terminal_as_it_was_and_exits_130(session):
    live = session()
    live.until("any key but q goes on")
    live.press("\x03")
    assert live.end() == (130, True)


def test_a_countdown_listens_to_keys(session):
    live = session("--start-in", "10 min")
    live.until("Starting in")
    live.press("\n")
    live.until("any key but q goes on")
    live.press("q")
    assert live.end() == (0, True)


def test_without_a_terminal_a_session_waits_as_a_file_does(start, server):
    Path("short.yaml").write_text(WAITING.replace("10 min", "1 s"))
    program = start("play", "short.yaml", "--voice", "tone", env=os.environ | server)
    shown = "  Go.\n  (wait up to 1 s)\n  Press.\n  (hold 3 s)\n  2 1\n  Done.\n"
    assert shown in program.communicate()[0]  # a busy machine may be told of after it
    assert program.returncode == 0
