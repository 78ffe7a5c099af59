import contextlib
import io
import itertools
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import threading
from pathlib import Path

import deadline
import keyboard_program
import pytest
from distinct_timelines import ramp_timeline
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.controls.keyboard import KEYS, Keyboard, _codes
from voiceguide.errors import DeviceError
from voiceguide.playback.contracts import Command, Now
from voiceguide.testing import check_control


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
            seen += deadline.read(self.side, f"{text!r} after {seen!r}")
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
    """Start `keyboard_program.py WORDS` as the foreground program of the terminal; it doesn't outlive its test."""
    with contextlib.ExitStack() as started:

        def call(*words):
            command = [sys.executable, Path(keyboard_program.__file__), *words]
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
    deadline.until(lambda: commands.extend(keyboard.poll()) or len(commands) >= number, f"{number} commands")
    return commands


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_every_code_of_a_key_gives_its_command(typing, key):
    with Keyboard(clock=itertools.count().__next__) as keyboard:  # a second between any two keys
        for code in key.codes:
            typing.type(code)
            assert polled(keyboard, 1) == [key.command]


def test_commands_come_in_the_order_of_the_keys_and_other_keys_say_ready(typing):
    with Keyboard() as keyboard:
        typing.type("x\x1b[15~+\x1b[Cr")
        expected = [Command.READY, Command.READY, Command.LONGER, Command.NEXT, Command.AGAIN]
        assert polled(keyboard, 5) == expected


def test_the_keyboard_keeps_the_contract_of_a_control(typing):
    check_control(Keyboard, lambda: typing.type(" \x1b[C"), [Command.TOGGLE, Command.NEXT])


@pytest.mark.usefixtures("typing")
def test_polling_waits_for_nobody():
    with Keyboard() as keyboard:
        assert keyboard.poll() == []


@pytest.mark.parametrize("cut", [1, 2])
def test_an_arrow_that_arrives_in_two_pieces_is_one_arrow(typing, cut):
    with Keyboard() as keyboard:
        typing.type("\x1b[C"[:cut])
        commands = []
        deadline.until(lambda: commands.extend(keyboard.poll()) or keyboard._pending, "half an arrow")
        typing.type("\x1b[C"[cut:])
        commands += keyboard.poll()
        assert commands == [Command.NEXT]


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self):
        self.seconds = 100.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def struck(typing):
    """Type `keys` when `seconds` have passed; return what they command, asked until nothing more can come of them."""
    clock = Clock()
    with Keyboard(clock=clock) as keyboard:

        def strike(keys, seconds=10.0, *, judged=True):
            clock.seconds += seconds
            if keys:
                typing.type(keys)
                select.select([typing.terminal], [], [])
            commands = keyboard.poll()
            for _ in range(3 if judged else 0):
                clock.seconds += 0.2
                commands += keyboard.poll()
            return commands

        strike.see = keyboard.see
        yield strike


def test_an_arrow_cut_in_two_by_a_slow_network_stops_nothing(struck):
    assert struck("\x1b", judged=False) == []
    assert struck("[C", 0.08) == [Command.NEXT]
    assert struck("\x1b") == [Command.STOP]


def waiting(*, is_waiting=True):
    timeline = ramp_timeline(gates=[(0, 9)])
    return Now(timeline, 0, waiting=timeline.gates[0] if is_waiting else None)


@pytest.mark.parametrize("key", ["x", " ", "\x1b[C", "\x1b[15~", "-", "\r", "ao", "a ", "waq", "qwas", "\x1bx "])
def test_while_the_session_waits_any_blow_on_the_keys_says_ready_once(struck, key):
    struck.see(waiting())
    assert struck(key) == [Command.READY]


@pytest.mark.parametrize("key", ["q", "\x1b", "qq"])
def test_the_keys_that_stop_a_session_stop_a_waiting_one_too(struck, key):
    struck.see(waiting())
    assert struck(key) == [Command.STOP]


def test_a_blow_that_takes_a_moment_is_one_blow(struck):
    struck.see(waiting())
    assert struck("q", judged=False) == []
    assert struck("w", 0.03, judged=False) == [Command.READY]
    struck.see(waiting(is_waiting=False))
    assert struck("o ", 0.05) == []


@pytest.mark.parametrize("first_repeat", [0.25, 0.5, 0.66])
@pytest.mark.parametrize("key", ["x", " ", "o", "\x1b[C"])
def test_a_key_that_said_ready_and_is_held_down_says_nothing_more(struck, key, first_repeat):
    struck.see(waiting())
    assert struck(key, judged=False) == [Command.READY]
    struck.see(waiting(is_waiting=False))
    assert struck(key, first_repeat, judged=False) == []
    assert [struck(key, 0.033, judged=False) for _ in range(50)] == [[]] * 50


def test_a_key_that_said_ready_and_was_let_go_has_its_own_command_again(struck):
    struck.see(waiting())
    assert struck("\x1b[C", judged=False) == [Command.READY]
    struck.see(waiting(is_waiting=False))
    assert struck("\x1b[C", 0.8) == [Command.NEXT]


def test_another_key_soon_after_ready_is_obeyed(struck):
    struck.see(waiting())
    assert struck("x", judged=False) == [Command.READY]
    struck.see(waiting(is_waiting=False))
    assert struck(" ", 0.2) == [Command.TOGGLE]


@pytest.mark.parametrize(("key", "command"), [(" ", Command.TOGGLE), ("o", Command.SKIP_SIDE)])
def test_a_key_held_down_pauses_once(struck, key, command):
    assert struck(key, judged=False) == [command]
    assert struck(key, 0.66, judged=False) == []
    assert [struck(key, 0.033, judged=False) for _ in range(50)] == [[]] * 50
    assert struck(key) == [command]


def test_an_arrow_pressed_quickly_is_a_step_each_time_and_held_down_is_not(struck):
    assert struck("\x1b[C", judged=False) == [Command.NEXT]
    assert struck("\x1b[C", 0.1, judged=False) == [Command.NEXT]
    assert [struck("\x1b[C", 0.033, judged=False) for _ in range(9)] == [[]] * 9


def test_an_elbow_on_the_keys_stops_nothing(struck):
    assert Command.STOP not in struck("+q")
    assert struck("q") == [Command.STOP]


def test_any_key_without_a_command_goes_on_after_a_pause(struck):
    assert struck("x") == [Command.READY]


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
    watched = [signal.SIGTSTP, signal.SIGCONT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]
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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
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
    deadline.until(lambda: screen.modes() != before, "the program to take the terminal")
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
    deadline.until(lambda: screen.modes() != before, "the program to take the terminal")
    screen.type("q")
    assert shell.wait(10) == 0
    assert screen.modes() == before


def test_ctrl_z_between_the_look_for_keys_and_their_reading_stops_the_program_once(start, screen, monkeypatch):
    monkeypatch.setenv("LATE", "1")
    before = screen.modes()
    shell = start("shell")
    screen.type(" ")
    screen.read_until("stopped")
    screen.type("bg\n")
    for _ in range(3):
        screen.type("ask\n")
        screen.read_until("here")
    screen.type("fg\n")
    deadline.until(lambda: screen.modes() != before, "the program to take the terminal")
    screen.type("q")
    assert shell.wait(10) == 0


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
