"""Whole sessions in a terminal, at a sound server: what is shown, and every way out."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sound_servers
from virtual_terminal import VirtualTerminal

pytestmark = pytest.mark.sound

WAITING = """\
routine: 1
title: Waiting
safety: [Stop if it hurts.]
steps:
  - say: Find it.
  - wait: ready
    at_most: 10 min
  - hold: 9 s
"""
GREETING = "$ voiceguide play waiting.yaml"


@pytest.fixture(scope="module")
def server():
    with sound_servers.sound_server() as environment:
        yield environment


@pytest.fixture
def display():
    with contextlib.closing(VirtualTerminal()) as display:
        os.write(display.terminal, f"{GREETING}\r\n".encode())
        yield display


@pytest.fixture
def play(display, server, monkeypatch, tmp_path):
    """Start `voiceguide play waiting.yaml WORDS` as the terminal's foreground program."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm-256color")
    Path("waiting.yaml").write_text(WAITING)
    with contextlib.ExitStack() as started:

        def call(*words, takes=display.terminal):
            lead = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
            program = f"{lead}from voiceguide.__main__ import main; main()"
            command = [sys.executable, "-c", program, "play", "waiting.yaml", "--voice", "tone", "--no-safety", *words]
            errors = started.enter_context(Path("errors").open("wb"))
            session = subprocess.Popen(
                command,
                stdin=display.terminal,
                stdout=takes,
                stderr=errors,
                start_new_session=True,
                env=os.environ | server,
            )
            started.enter_context(session)
            started.callback(session.kill)
            return session

        yield call


def end(session, display):
    """Look at the terminal until the session is over; return its exit code, and whether the terminal is as it was."""
    return display.until_over(session), display.as_it_was() and display.rows()[0] == GREETING


def waiting(display):
    return display.second and "Any key but q goes on" in display.text()


def test_a_session_shows_its_wait_and_its_hold_and_then_the_terminal_as_it_was(play, display):
    session = play()
    display.until(lambda: waiting(display))
    assert "Next: Hold 9 s" in display.text()
    display.type("x")
    display.until(lambda: "Next" not in display.text())
    display.type("q")
    assert end(session, display) == (0, True)
    assert "Stop if it hurts." in display.text()


CODES = {"q": 0, "\x03": 130, "\x1c": 128 + signal.SIGQUIT}
"""The keys that end a session, Ctrl-C and Ctrl-Backslash among them, and what it exits with."""


@pytest.mark.parametrize("key", CODES)
def test_keys_that_end_a_session_leave_the_terminal_as_it_was(play, display, key):
    session = play()
    display.until(lambda: waiting(display))
    display.type(key)
    assert end(session, display) == (CODES[key], True)
    assert Path("errors").read_text().strip() == ""


@pytest.mark.parametrize("key", CODES)
def test_keys_that_end_a_countdown_leave_the_terminal_as_it_was(play, display, key):
    session = play("--start-in", "10 min")
    display.until(lambda: display.second and "Stop if it hurts." in display.text())
    display.type(key)
    assert end(session, display) == (CODES[key], True)


@pytest.mark.parametrize("key", ["\x03", "\x1c"])
def test_keys_that_end_the_question_before_leave_the_terminal_as_it_was(play, display, key):
    session = play("--ask-pain")
    display.until(lambda: "Enter skips:" in display.text())
    display.type(key)
    assert end(session, display) == (CODES[key], True)
    assert "Traceback" not in Path("errors").read_text()


@pytest.mark.parametrize("key", ["\x03", "\x1c"])
def test_a_key_held_down_while_a_session_ends_leaves_the_terminal_as_it_was(play, display, key):
    session = play()
    display.until(lambda: waiting(display))
    for _ in range(100):
        if session.poll() is None:
            display.type(key)
        display.look(0.03)  # as keyboards repeat a key
    code, as_it_was = end(session, display)
    assert as_it_was
    # Python itself may print a Ctrl-C that strikes between two others.
    assert code in (130, -signal.SIGINT, 128 + signal.SIGQUIT, -signal.SIGQUIT)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_signals_that_end_a_session_leave_the_terminal_as_it_was(play, display, number):
    session = play()
    display.until(lambda: waiting(display))
    session.send_signal(number)
    assert end(session, display) == (128 + number, True)


def test_a_terminal_that_is_closed_ends_a_session_without_a_word(play, display):
    session = play()
    display.until(lambda: waiting(display))
    display.close()
    assert session.wait(30) == 128 + signal.SIGHUP
    assert Path("errors").read_text() == ""


def test_a_countdown_is_shown_large_with_the_safety_texts(play, display):
    session = play("--start-in", "10 min")
    display.until(lambda: display.second and "Stop if it hurts." in display.text())
    display.type("q")
    assert end(session, display) == (0, True)


def test_a_pipe_gets_lines_and_no_codes(play, display):
    session = play("--auto", takes=subprocess.PIPE)
    while b"wait up to 10 min" not in (line := session.stdout.readline()):
        assert line
        assert b"\x1b" not in line
    display.type("q")
    assert session.wait(30) == 0


def test_quiet_shows_nothing(play, display):
    Path("waiting.yaml").write_text(WAITING.replace("10 min", "1 s").replace("9 s", "2 s"))
    session = play("--quiet", "--auto")
    assert end(session, display) == (0, True)
    assert display.text().strip() == GREETING
