"""What happens to terminals: the session goes on or ends in peace, and the terminal is left as it was."""

import contextlib
import os
import signal
import subprocess
import sys
import termios
from pathlib import Path

import deadline
import pytest
import screen_program
from virtual_terminal import VirtualTerminal

GREETING = "$ voiceguide play lower-back"


@pytest.fixture
def display():
    with contextlib.closing(VirtualTerminal()) as display:
        os.write(display.terminal, f"{GREETING}\r\n".encode())
        yield display


@pytest.fixture
def start(display):
    """Start `screen_program.py WORDS` as the foreground program of the terminal; it doesn't outlive its test."""
    with contextlib.ExitStack() as started:

        def call(*words, until="Ready"):
            command = [sys.executable, Path(screen_program.__file__), *words]
            errors = started.enter_context(Path("errors").open("wb"))
            ends = {"stdin": display.terminal, "stdout": display.terminal, "stderr": errors}
            program = subprocess.Popen(command, **ends, start_new_session=True)
            started.enter_context(program)
            started.callback(program.kill)
            if until == "Ready":
                display.until(lambda: display.second and "Enter goes on." in display.text())
            return program

        yield call


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


def for_looks(number):
    """Wait until the session was shown so many times more."""
    enough = Path("looks").stat().st_size + number
    deadline.until(lambda: Path("looks").stat().st_size >= enough, f"{number} more looks")


def end(program, display):
    """Look at the terminal until the program is over; return its exit code and whether the terminal is as it was."""
    return display.until_over(program), display.as_it_was() and display.rows()[0] == GREETING


def test_a_session_has_a_screen_of_its_own_and_hides_the_cursor(start, display):
    start()
    assert GREETING not in display.text()
    assert display.screen.cursor.hidden
    assert "Find the spot" in display.text()


def test_q_leaves_the_terminal_as_it_was(start, display):
    program = start()
    display.type("q")
    assert end(program, display) == (0, True)


def test_ctrl_c_leaves_the_terminal_as_it_was(start, display):
    program = start()
    display.type("\x03")
    assert end(program, display) == (-signal.SIGINT, True)


def test_ctrl_backslash_leaves_the_terminal_as_it_was(start, display):
    program = start()
    display.type("\x1c")
    assert end(program, display) == (-signal.SIGQUIT, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_program_that_is_ended_leaves_the_terminal_as_it_was(start, display, number):
    program = start()
    program.send_signal(number)
    assert end(program, display) == (-number, True)


def test_a_session_that_fails_leaves_the_terminal_as_it_was_and_says_why(start, display):
    program = start("raise")
    display.type(" ")
    assert end(program, display) == (1, True)
    assert "LookupError" in Path("errors").read_text()


def test_ctrl_z_gives_the_first_screen_back_until_the_session_goes_on(start, display):
    shell = start("shell")
    display.type("\x1a")
    display.until("stopped")
    assert display.rows()[0] == GREETING
    assert display.as_it_was()
    display.type("fg\n")
    display.until(lambda: display.second and "Enter goes on." in display.text())
    assert display.screen.cursor.hidden
    display.type("q")
    assert end(shell, display) == (0, True)


def test_in_the_background_nothing_is_painted(start, display):
    shell = start("shell")
    display.type("\x1a")
    display.until("stopped")
    display.type("bg\n")
    display.until("bg")
    written = len(display.written)
    for_looks(30)
    display.look()
    assert len(display.written) == written
    display.type("fg\n")
    display.until(lambda: display.second and "Enter goes on." in display.text())
    display.type("q")
    assert end(shell, display) == (0, True)


def test_after_a_stop_that_nobody_could_see_coming_all_is_painted_again(start, display):
    program = start()
    program.send_signal(signal.SIGSTOP)
    os.waitpid(program.pid, os.WUNTRACED)
    os.write(display.terminal, b"\x1b[2J")
    display.until(lambda: "Find the spot" not in display.text())
    program.send_signal(signal.SIGCONT)
    display.until("Find the spot")
    display.type("q")
    assert end(program, display) == (0, True)


@pytest.mark.parametrize("size", [(132, 43), (40, 10), (12, 3), (1, 1)])
def test_a_terminal_that_changes_its_size_is_painted_anew(start, display, size):
    program = start()
    display.resize(*size)
    before = len(display.written)
    display.until(lambda: b"\x1b[2J" in display.written[before:] and display.text().strip())
    display.resize(80, 24)
    display.until("Enter goes on.")
    display.type("q")
    assert end(program, display) == (0, True)


def test_a_terminal_stopped_with_ctrl_s_stops_no_session(start, display):
    program = start()
    display.type("\x13")
    display.type(" ")  # what is painted now waits for Ctrl-Q
    for_looks(30)
    display.look()
    assert "Paused" not in display.text()
    display.type("q")
    assert end(program, display) == (0, True)


def test_a_terminal_stopped_while_nothing_changes_is_left_all_the_same(start, display):
    program = start()
    display.type(" ")
    display.until("Space goes on")
    for_looks(5)
    display.type("\x13q")
    assert end(program, display) == (0, True)


def test_a_terminal_that_shows_nothing_for_a_while_stops_no_session(start, display):
    program = start()
    for _ in range(50):  # more whole pages than a terminal holds that nobody reads
        program.send_signal(signal.SIGCONT)
        for_looks(2)
    display.type("q")
    assert program.wait(10) == 0


def test_a_terminal_that_is_closed_ends_the_session_without_a_word(start, display):
    program = start()
    display.close()
    assert program.wait(10) == -signal.SIGHUP
    assert Path("errors").read_text() == ""


def test_modes_are_compared_as_they_are(display):
    changed = termios.tcgetattr(display.terminal)
    changed[3] &= ~termios.ECHO
    termios.tcsetattr(display.terminal, termios.TCSANOW, changed)
    assert not display.as_it_was()
