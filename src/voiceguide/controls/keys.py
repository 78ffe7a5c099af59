"""Reads key presses from the terminal, or the Windows console, without echo and without Enter.

Written by hand: libraries such as curses, prompt_toolkit and readchar take over the screen, or wait for a key. A
session needs the keys alone, without waiting, and a terminal that is restored whenever a signal stops or ends it.
"""

import contextlib
import os
import select
import signal
import sys
from importlib import import_module
from typing import Any

from voiceguide.foreground import Change, borrow, give_back, in_foreground

if sys.platform != "win32":
    import termios
    import tty

_WINDOWS_ARROWS = {"H": "\x1b[A", "P": "\x1b[B", "M": "\x1b[C", "K": "\x1b[D"}


class Console:
    """The Windows console of this process. It needs no setup, and nothing to restore."""

    def __init__(self) -> None:
        self._console: Any = import_module("msvcrt")  # by name: to type checkers on other systems it is empty

    def take(self) -> None:
        """Ignore the keys pressed so far."""
        self.pressed()

    def give_back(self) -> None:
        """Ignore the keys that `pressed` didn't return."""
        self.pressed()

    def pressed(self) -> str:
        """Return the characters of the keys pressed since the last call, as a terminal sends them."""
        codes = []
        while self._console.kbhit():
            code = self._console.getwch()
            # For a key without a character, the console gives one of these and a letter.
            codes.append(_WINDOWS_ARROWS.get(self._console.getwch(), "") if code in "\0\xe0" else code)
        return "".join(codes)


class Terminal:
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


def open_keys() -> Console | Terminal:
    """Return the keys of standard input, which is a terminal."""
    return Console() if sys.platform == "win32" else Terminal(sys.stdin.fileno())
