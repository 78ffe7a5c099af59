"""The keyboard control: turns key presses in a terminal, or the Windows console, into commands.

Reading the keys is written by hand: libraries such as curses, prompt_toolkit and readchar take over the screen, or wait
for a key. A session needs the keys alone, without waiting, and a terminal that is restored whenever a signal stops or
ends the program.
"""

import contextlib
import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Self

from voiceguide.errors import DeviceError
from voiceguide.foreground import Change, borrow, give_back, in_foreground
from voiceguide.playback.contracts import Command, Control, Now

if sys.platform != "win32":
    import termios
    import tty


@dataclass(frozen=True, slots=True)
class Key:
    """A key with a command: its `name`, what the command `does` in words, and the `codes` that terminals send."""

    name: str
    command: Command
    does: str
    codes: tuple[str, ...]


KEYS = (
    Key("Space", Command.TOGGLE, "pause, and go on; let go of a hold, it begins again", (" ",)),
    Key("Enter", Command.READY, "say that you are ready, a little early too", ("\r", "\n")),
    # An arrow is ESC [ and a letter, or ESC O and a letter if another program has switched the terminal.
    Key("Right or Down", Command.NEXT, "next step", ("\x1b[C", "\x1b[B", "\x1bOC", "\x1bOB")),
    Key("Left or Up", Command.BACK, "previous step", ("\x1b[D", "\x1b[A", "\x1bOD", "\x1bOA")),
    Key("r", Command.AGAIN, "this step again", ("r", "R")),
    Key("+", Command.LONGER, "longer", ("+", "=")),
    Key("-", Command.SHORTER, "shorter", ("-", "_")),
    Key("o", Command.SKIP_SIDE, "on to the other side", ("o", "O")),
    Key("0", Command.LOUDER, "louder", ("0",)),
    Key("9", Command.SOFTER, "softer", ("9",)),
    Key("[", Command.SLOWER, "slower speech", ("[",)),
    Key("]", Command.FASTER, "faster speech", ("]",)),
    Key("q or Esc", Command.STOP, "stop", ("q", "Q", "\x1b")),
)
"""Every key with its own command. Any other key means ready, which ends a wait or a pause, and otherwise does nothing.

While the session waits, every key except those that stop it means ready, so that the listener needn't aim."""

# One key: ESC [, parameters and a character from @ to ~ (ECMA-48); ESC O or ESC and a character; or a character.
_CODE = re.compile(r"\x1b\[[^@-~]*[@-~]|\x1bO[\s\S]|\x1b[^\[O]|[^\x1b]")
_WINDOWS_ARROWS = {"H": "\x1b[A", "P": "\x1b[B", "M": "\x1b[C", "K": "\x1b[D"}
_COMMANDS = {code: key.command for key in KEYS for code in key.codes}
_ONCE = (Command.TOGGLE, Command.READY, Command.SKIP_SIDE)  # given only once while a key is held down
_RELEASED_SECONDS = 0.75  # a key is released if it is absent for longer: keyboards wait up to 0.66 s before they repeat
_REPEATED_SECONDS = 0.06  # a key that repeats sooner is held down: fingers are slower
_TOGETHER_SECONDS = 0.15  # keys within this time are hit together, by an elbow for example
_WHOLE_SECONDS = 0.1  # an Esc alone for longer is the Esc key, not the beginning of an arrow that a network delays


class Keyboard(Control):
    """The keys of the terminal while the `with` block runs: without echo, and without Enter.

    The terminal is restored when the block ends, and while Ctrl-Z stops the program. Raise `DeviceError` if standard
    input isn't a terminal.
    """

    help = tuple(f"{key.name}: {key.does}" for key in KEYS)

    def __init__(
        self,
        tell: Callable[[str], object] | None = None,  # noqa: ARG002 - keys have nothing to tell
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not sys.stdin.isatty():
            raise DeviceError(
                "the keyboard needs a terminal, and standard input isn't one", hint="Start voiceguide in a terminal."
            )
        self._keys = _Console() if sys.platform == "win32" else _Terminal(sys.stdin.fileno())
        self._clock = clock
        self._pending = ""
        self._pressed_at = clock()
        self._last: dict[str, float] = {}
        self._waiting = False
        self._answered: tuple[float, set[str]] = (-1.0, set())
        self._stopping: float | None = None

    def __enter__(self) -> Self:
        self._keys.take()
        return self

    def __exit__(self, *_: object) -> None:
        self._keys.give_back()

    def poll(self) -> list[Command]:
        """Return the commands of the keys pressed since the last poll, oldest first.

        A key that is held down, and keys that are hit together, give a command only once.
        """
        now = self._clock()
        codes = self._pressed(now)
        if self._waiting or self._stopping is not None:
            return self._answer(codes, now)
        struck = set(codes)
        if len(struck) > 1:  # hit together, which isn't meant to stop the session
            codes = [code for code in codes if _COMMANDS.get(code) is not Command.STOP]
        return [_COMMANDS.get(code, Command.READY) for code in codes if self._counts(code, now)]

    def see(self, now: Now) -> None:
        """Observe whether the session waits."""
        self._waiting = now.waiting is not None

    def _pressed(self, now: float) -> list[str]:
        """Return the codes of the keys pressed since the last poll."""
        if pressed := self._keys.pressed():
            self._pressed_at = now
            codes, self._pending = _codes(self._pending + pressed)
            return codes
        if not self._pending or now - self._pressed_at < _WHOLE_SECONDS:
            return []
        alone, self._pending = self._pending, ""
        return [alone]

    def _answer(self, codes: list[str], now: float) -> list[Command]:
        """Return ready for any key while the session waits, or stop if only keys that mean it were pressed."""
        others = [code for code in codes if _COMMANDS.get(code) is not Command.STOP and self._counts(code, now)]
        if others:
            # Only once, because the next key may be meant for the next step.
            self._waiting, self._stopping = False, None
            self._answered = (now, set(codes))
            return [Command.READY]
        if any(_COMMANDS.get(code) is Command.STOP and self._counts(code, now) for code in codes):
            self._stopping = self._stopping or now
        if self._stopping is None or now - self._stopping < _TOGETHER_SECONDS:
            return []
        self._stopping = None
        return [Command.STOP]

    def _counts(self, code: str, now: float) -> bool:
        """Return True if `code` is a new key press: not a key that is held down, or hit together with the last one."""
        before, self._last[code] = self._last.get(code, -1.0), now
        answered_at, answered = self._answered
        if now - answered_at < _TOGETHER_SECONDS:
            answered.add(code)
            return False
        once = code in answered or _COMMANDS.get(code, Command.READY) in _ONCE
        return now - before >= (_RELEASED_SECONDS if once else _REPEATED_SECONDS)


def _codes(text: str) -> tuple[list[str], str]:
    r"""Return the codes of the keys in `text`, and the incomplete code at its end.

    >>> _codes("q\x1b[15~ \x1b[1;5C\x1b[")
    (['q', '\x1b[15~', ' ', '\x1b[1;5C'], '\x1b[')
    """
    codes = []
    while code := _CODE.match(text):
        codes.append(code[0])
        text = text[code.end() :]
    return codes, text


class _Console:
    """The Windows console of this process. It needs no setup, and nothing to restore."""

    def __init__(self) -> None:
        self._console: Any = import_module("msvcrt")  # by name: to type checkers on other systems it is empty

    def take(self) -> None:
        self.pressed()  # ignores the keys pressed so far

    def give_back(self) -> None:
        self.pressed()

    def pressed(self) -> str:
        """Return the keys pressed since the last call, in the characters that a terminal sends."""
        codes = []
        while self._console.kbhit():
            code = self._console.getwch()
            # For a key without a character, the console gives one of these and a letter.
            codes.append(_WINDOWS_ARROWS.get(self._console.getwch(), "") if code in "\0\xe0" else code)
        return "".join(codes)


class _Terminal:
    """The terminal of the file `descriptor`.

    Its modes are changed only while the program is in the foreground, and restored before the program stops or ends:
    after Ctrl-Z until it continues, and for good when a signal ends it. Python handles signals in the main thread: if
    another thread calls `take`, only `give_back` restores the terminal.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._modes: list[Any] | None = None
        self._keys = Change(self._change, self._restore)

    def take(self) -> None:
        """Make keys arrive one by one, without echo; ignore the keys pressed so far."""
        borrow(self._keys)
        self._change(forget=True)

    def give_back(self) -> None:
        """Restore the terminal; ignore the keys that `pressed` didn't return."""
        self._restore(forget=True)  # first, because a second Ctrl-C may interrupt what follows
        give_back(self._keys)
        self._restore()  # Ctrl-Z and fg in between have changed the modes again

    def pressed(self) -> str:
        """Return the characters of the keys pressed since the last call; nothing while in the background."""
        if not in_foreground(self._descriptor):
            return ""
        if self._modes is None:  # a shell brings a running background job to the foreground without a signal
            self._change()
        if not select.select([self._descriptor], [], [], 0)[0]:
            return ""
        # Ctrl-Z and `bg` may have happened since the check above. A read in the background would stop the program
        # again; while this signal is blocked, the read fails instead.
        held = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTTIN])
        try:
            # All keys with a command are ASCII. Other bytes must not look like one of them.
            return os.read(self._descriptor, 1024).decode("ascii", "replace")
        except OSError:  # in the background; or the terminal is gone, and SIGHUP follows
            return ""
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)

    def _change(self, *, forget: bool = False) -> None:
        if in_foreground(self._descriptor):
            with contextlib.suppress(termios.error):  # when a terminal closes, SIGCONT follows SIGHUP
                self._modes = self._modes or termios.tcgetattr(self._descriptor)
                tty.setcbreak(self._descriptor, termios.TCSANOW)
                if forget:
                    termios.tcflush(self._descriptor, termios.TCIFLUSH)

    def _restore(self, *, forget: bool = False) -> None:
        if self._modes is not None and in_foreground(self._descriptor):
            with contextlib.suppress(termios.error):  # a terminal that is gone needs no restoring
                # Not TCSAFLUSH: it waits for output, forever if the terminal is stopped while a thread writes to it.
                if forget:
                    termios.tcflush(self._descriptor, termios.TCIFLUSH)
                termios.tcsetattr(self._descriptor, termios.TCSANOW, self._modes)
        self._modes = None
