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
def glass():
    with contextlib.closing(VirtualTerminal()) as glass:
        os.write(glass.terminal, f"{GREETING}\r\n".encode())
        yield glass


@pytest.fixture
def start(glass):
    """Start `screen_program.py WORDS` as the foreground program of the terminal; it doesn't outlive its test."""
    with contextlib.ExitStack() as started:

        def call(*words, until="Ready"):
            command = [sys.executable, Path(screen_program.__file__), *words]
            errors = started.enter_context(Path("errors").open("wb"))
            ends = {"stdin": glass.terminal, "stdout": glass.terminal, "stderr": errors}
            program = subprocess.Popen(command, **ends, start_new_session=True)
            started.enter_context(program)
            started.callback(program.kill)
            if until == "Ready":
                glass.until(lambda: glass.second and "Enter goes on." in glass.text())
            return program

        yield call


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


def for_looks(number):
    """Wait until the session was shown so many times more."""
    enough = Path("looks").stat().st_size + number
    deadline.until(lambda: Path("looks").stat().st_size >= enough, f"{number} more looks")


def end(program, glass):
    """Look at the terminal until the program is over; return its exit code and whether the terminal is as it was."""
    return glass.until_over(program), glass.as_it_was() and glass.rows()[0] == GREETING


def test_a_session_has_a_screen_of_its_own_and_hides_the_cursor(start, glass):
    start()
    assert GREETING not in glass.text()
    assert glass.screen.cursor.hidden
    assert "Find the spot" in glass.text()


def test_q_leaves_the_terminal_as_it_was(start, glass):
    program = start()
    glass.type("q")
    assert end(program, glass) == (0, True)


def test_ctrl_c_leaves_the_terminal_as_it_was(start, glass):
    program = start()
    glass.type("\x03")
    assert end(program, glass) == (-signal.SIGINT, True)


def test_ctrl_backslash_leaves_the_terminal_as_it_was(start, glass):
    program = start()
    glass.type("\x1c")
    assert end(program, glass) == (-signal.SIGQUIT, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_program_that_is_ended_leaves_the_terminal_as_it_was(start, glass, number):
    program = start()
    program.send_signal(number)
    assert end(program, glass) == (-number, True)


def test_a_session_that_fails_leaves_the_terminal_as_it_was_and_says_why(start, glass):
    program = start("raise")
    glass.type(" ")
    assert end(program, glass) == (1, True)
    assert "LookupError" in Path("errors").read_text()


def test_ctrl_z_gives_the_first_screen_back_until_the_session_goes_on(start, glass):
    shell = start("shell")
    glass.type("\x1a")
    glass.until("stopped")
    assert glass.rows()[0] == GREETING
    assert glass.as_it_was()
    glass.type("fg\n")
    glass.until(lambda: glass.second and "Enter goes on." in glass.text())
    assert glass.screen.cursor.hidden
    glass.type("q")
    assert end(shell, glass) == (0, True)


def test_in_the_background_nothing_is_painted(start, glass):
    shell = start("shell")
    glass.type("\x1a")
    glass.until("stopped")
    glass.type("bg\n")
    glass.until("bg")
    written = len(glass.written)
    for_looks(30)
    glass.look()
    assert len(glass.written) == written
    glass.type("fg\n")
    glass.until(lambda: glass.second and "Enter goes on." in glass.text())
    glass.type("q")
    assert end(shell, glass) == (0, True)


def test_after_a_stop_that_nobody_could_see_coming_all_is_painted_again(start, glass):
    program = start()
    program.send_signal(signal.SIGSTOP)
    os.waitpid(program.pid, os.WUNTRACED)
    os.write(glass.terminal, b"\x1b[2J")
    glass.until(lambda: "Find the spot" not in glass.text())
    program.send_signal(signal.SIGCONT)
    glass.until("Find the spot")
    glass.type("q")
    assert end(program, glass) == (0, True)


@pytest.mark.parametrize("size", [(132, 43), (40, 10), (12, 3), (1, 1)])
def test_a_terminal_that_changes_its_size_is_painted_anew(start, glass, size):
    program = start()
    glass.resize(*size)
    before = len(glass.written)
    glass.until(lambda: b"\x1b[2J" in glass.written[before:] and glass.text().strip())
    glass.resize(80, 24)
    glass.until("Enter goes on.")
    glass.type("q")
    assert end(program, glass) == (0, True)


def test_a_terminal_stopped_with_ctrl_s_stops_no_session(start, glass):
    program = start()
    glass.type("\x13")
    glass.type(" ")  # what is painted now waits for Ctrl-Q
    for_looks(30)
    glass.look()
    assert "Paused" not in glass.text()
    glass.type("q")
    assert end(program, glass) == (0, True)


def test_a_terminal_stopped_while_nothing_changes_is_left_all_the_same(start, glass):
    program = start()
    glass.type(" ")
    glass.until("Space goes on")
    for_looks(5)
    glass.type("\x13q")
    assert end(program, glass) == (0, True)


def test_a_terminal_that_shows_nothing_for_a_while_stops_no_session(start, glass):
    program = start()
    for _ in range(50):  # more whole pages than a terminal holds that nobody reads
        program.send_signal(signal.SIGCONT)
        for_looks(2)
    glass.type("q")
    assert program.wait(10) == 0


def test_a_terminal_that_is_closed_ends_the_session_without_a_word(start, glass):
    program = start()
    glass.close()
    assert program.wait(10) == -signal.SIGHUP
    assert Path("errors").read_text() == ""


def test_modes_are_compared_as_they_are(glass):
    changed = termios.tcgetattr(glass.terminal)
    changed[3] &= ~termios.ECHO
    termios.tcsetattr(glass.terminal, termios.TCSANOW, changed)
    assert not glass.as_it_was()
