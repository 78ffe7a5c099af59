import contextlib
import io
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import threading
from pathlib import Path

import keys
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds import ramp_timeline

from voiceguide.controls.keyboard import KEYS, Keyboard, _codes
from voiceguide.errors import DeviceError
from voiceguide.playback.contracts import Command, Now


class Screen:
    """A terminal's other side: what a person types into it and reads on it."""

    def __init__(self):
        self.side, self.terminal = pty.openpty()

    def type(self, text):
        os.write(self.side, text.encode())

    def modes(self):
        return termios.tcgetattr(self.terminal)

    def read_until(self, text):
        seen = b""
        while text.encode() not in seen:
            seen += os.read(self.side, 1024)
        return seen.decode().replace("\r\n", "\n")

    def close(self):
        os.close(self.side)
        os.close(self.terminal)


@pytest.fixture
def screen():
    with contextlib.closing(Screen()) as screen:
        yield screen


@pytest.fixture
def typing(screen, monkeypatch):
    """Standard input is the terminal."""
    with os.fdopen(os.dup(screen.terminal)) as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        yield screen


@pytest.fixture
def start(screen):
    """Start `keys.py WORDS` as the foreground program of the terminal; it doesn't outlive its test."""
    with contextlib.ExitStack() as started:

        def call(*words):
            command = [sys.executable, Path(keys.__file__), *words]
            ends = {"stdin": screen.terminal, "stdout": screen.terminal, "stderr": subprocess.DEVNULL}
            program = subprocess.Popen(command, **ends, start_new_session=True)
            started.enter_context(program)
            started.callback(program.kill)
            screen.read_until("listening")
            return program

        yield call


def polled(keyboard, number):
    """The next `number` commands; a pty hands over what was typed a moment later."""
    commands = []
    while len(commands) < number:
        commands += keyboard.poll()
    return commands


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_every_code_of_a_key_gives_its_command(typing, key):
    with Keyboard() as keyboard:
        for code in key.codes:
            typing.type(code)
            assert polled(keyboard, 1) == [key.command]


def test_commands_come_in_the_order_of_the_keys_and_other_keys_are_ignored(typing):
    with Keyboard() as keyboard:
        typing.type("x\x1b[15~ é\x1b[1;5C\x1bOP\x1b[Cz\x1bqq")
        assert polled(keyboard, 3) == [Command.TOGGLE, Command.NEXT, Command.STOP]


@pytest.mark.usefixtures("typing")
def test_polling_waits_for_nobody():
    with Keyboard() as keyboard:
        assert keyboard.poll() == []


@pytest.mark.parametrize("cut", [1, 2])
def test_an_arrow_that_arrives_in_two_pieces_is_one_arrow(typing, cut):
    with Keyboard() as keyboard:
        typing.type("\x1b[C"[:cut])
        commands = []
        while not keyboard._pending:
            commands += keyboard.poll()
        typing.type("\x1b[C"[cut:])
        commands += keyboard.poll()
        assert commands == [Command.NEXT]


def test_an_arrow_cut_in_two_by_a_slow_network_stops_nothing(typing):
    with Keyboard() as keyboard:
        typing.type("\x1b")
        while not keyboard._pending:
            keyboard.poll()
        assert keyboard.poll() == []
        typing.type("[C")
        assert polled(keyboard, 1) == [Command.NEXT]


def waiting(*, is_waiting=True):
    timeline = ramp_timeline(gates=[(0, 9)])
    return Now(timeline, 0, waiting=timeline.gates[0] if is_waiting else None)


@pytest.mark.parametrize("key", ["x", " ", "\x1b[C", "\x1b[15~", "-", "\r"])
def test_while_the_session_waits_any_key_says_ready(typing, key):
    with Keyboard() as keyboard:
        keyboard.see(waiting())
        typing.type(key)
        assert polled(keyboard, 1) == [Command.READY]


@pytest.mark.parametrize("key", ["q", "\x1b"])
def test_the_keys_that_stop_a_session_stop_a_waiting_one_too(typing, key):
    with Keyboard() as keyboard:
        keyboard.see(waiting())
        typing.type(key)
        assert polled(keyboard, 1) == [Command.STOP]


def test_a_key_that_said_ready_and_is_held_down_says_nothing_more(typing):
    with Keyboard() as keyboard:
        keyboard.see(waiting())
        typing.type("\x1b[C")
        assert polled(keyboard, 1) == [Command.READY]
        keyboard.see(waiting(is_waiting=False))
        typing.type("\x1b[C\x1b[C ")
        assert polled(keyboard, 1) == [Command.TOGGLE]


def test_a_key_that_said_ready_and_was_let_go_has_its_own_command_again(typing):
    with Keyboard() as keyboard:
        keyboard.see(waiting())
        typing.type("\x1b[C")
        assert polled(keyboard, 1) == [Command.READY]
        keyboard.see(waiting(is_waiting=False))
        assert [keyboard.poll() for _ in range(20)] == [[]] * 20
        typing.type("\x1b[C")
        assert polled(keyboard, 1) == [Command.NEXT]


def test_what_was_typed_before_is_no_command(typing):
    typing.type("q\n")
    select.select([typing.terminal], [], [])
    with Keyboard() as keyboard:
        typing.type(" ")
        assert polled(keyboard, 1) == [Command.TOGGLE]


def test_keys_are_not_shown_and_the_terminal_is_left_as_it_was(typing):
    before = typing.modes()
    with Keyboard():
        assert not typing.modes()[3] & (termios.ECHO | termios.ICANON)
        assert typing.modes()[3] & termios.ISIG  # Ctrl-C still is
    assert typing.modes() == before


def test_an_exception_leaves_the_terminal_as_it_was(typing):
    before = typing.modes()
    with pytest.raises(LookupError), Keyboard():
        raise LookupError
    assert typing.modes() == before


@pytest.mark.usefixtures("typing")
def test_signals_are_left_as_they_were():
    watched = [signal.SIGTSTP, signal.SIGCONT, signal.SIGTERM, signal.SIGHUP]
    before = [signal.getsignal(number) for number in watched]
    with Keyboard():
        assert [signal.getsignal(number) for number in watched] != before
    assert [signal.getsignal(number) for number in watched] == before


@pytest.mark.usefixtures("typing")
def test_somebody_elses_answer_to_a_signal_stays():
    answer = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with Keyboard():
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, answer)


def test_another_thread_may_listen_too(typing):
    before, seen = typing.modes(), []

    def listen():
        with Keyboard() as keyboard:
            typing.type("q")
            seen.extend(polled(keyboard, 1))

    thread = threading.Thread(target=listen)
    thread.start()
    thread.join()
    assert seen == [Command.STOP]
    assert typing.modes() == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_program_that_is_ended_leaves_the_terminal_as_it_was(start, screen, number):
    before = screen.modes()
    program = start()
    assert screen.modes() != before
    program.send_signal(number)
    assert program.wait(10) == -number
    assert screen.modes() == before


def test_a_program_that_fails_leaves_the_terminal_as_it_was(start, screen):
    before = screen.modes()
    assert start("raise").wait(10) == 1
    assert screen.modes() == before


def test_ctrl_z_gives_the_terminal_back_until_the_program_goes_on(start, screen):
    before = screen.modes()
    shell = start("shell")
    screen.type("\x1a")
    screen.read_until("stopped")
    assert screen.modes() == before
    screen.type("fg\n")
    while screen.modes() == before:
        pass
    screen.type(" ")
    screen.read_until("toggle")
    screen.type("q")
    assert shell.wait(10) == 0
    assert screen.modes() == before


def test_in_the_background_a_program_goes_on_and_leaves_terminal_and_keys_alone(start, screen):
    before = screen.modes()
    shell = start("shell")
    screen.type("\x1a")
    screen.read_until("stopped")
    screen.type("bg\n")
    for _ in range(3):
        screen.type("ask\n")
        screen.read_until("here")
    assert screen.modes() == before
    screen.type("fg\n")
    while screen.modes() == before:
        pass
    screen.type("q")
    assert shell.wait(10) == 0
    assert screen.modes() == before


def test_ctrl_z_where_nobody_could_let_the_program_go_on_changes_nothing(start, screen):
    program = start()
    changed = screen.modes()
    screen.type("\x1a ")
    screen.read_until("toggle")
    assert screen.modes() == changed
    screen.type("q")
    assert program.wait(10) == 0


def test_standard_input_that_is_no_terminal_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(DeviceError, match="the keyboard needs a terminal"):
        Keyboard()


def test_a_terminal_that_is_gone_says_nothing(typing, monkeypatch):
    with Keyboard() as keyboard:

        def gone(_descriptor, _most):
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(os, "read", gone)
        typing.type("q")
        assert [keyboard.poll() for _ in range(100)] == [[]] * 100


def test_a_terminal_that_is_closed_may_say_go_on(typing):
    with Keyboard() as keyboard:
        os.close(typing.side)
        typing.side = os.open(os.devnull, os.O_RDWR)
        signal.raise_signal(signal.SIGCONT)
        assert keyboard.poll() == []


def test_help_names_every_key_and_no_code_means_two_things():
    assert len(Keyboard.help) == len(KEYS)
    assert "q or Esc: stop" in Keyboard.help
    codes = [code for key in KEYS for code in key.codes]
    assert len(codes) == len(set(codes))


@given(st.lists(st.sampled_from([code for key in KEYS for code in key.codes if code != "\x1b"] + ["x", "\x1b[15~"])))
def test_keys_typed_together_are_told_apart(typed):
    assert _codes("".join(typed)) == (typed, "")


@given(st.text("\x1b[O1;~ABCq ", max_size=30))
def test_nothing_typed_is_lost_or_made_up(text):
    codes, rest = _codes(text)
    assert "".join(codes) + rest == text
