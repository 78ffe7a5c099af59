"""A terminal -> the characters of the keys pressed, without echo and without Enter."""

import contextlib
import os
import select
import signal
import termios
import threading
import tty
from types import FrameType
from typing import Any

# What stops or ends the program without an exception; SIGINT raises KeyboardInterrupt by itself.
_LEAVING = (signal.SIGTSTP, signal.SIGTERM, signal.SIGHUP)


class Terminal:
    """The terminal behind `descriptor`, between `take` and `give_back`.

    Its modes are changed only while the program is in the foreground, and restored before the program leaves: with
    Ctrl-Z until it is back, or for good when it is ended from outside. Signals arrive in the main thread: taken in
    another one, the terminal is restored by `give_back` only.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._modes: list[Any] | None = None
        self._watched: list[signal.Signals] = []

    def take(self) -> None:
        """Let keys come one by one, unseen; those pressed so far are forgotten."""
        if threading.current_thread() is threading.main_thread():
            for number in (*_LEAVING, signal.SIGCONT):
                # Somebody else's answer to a signal stays.
                if signal.getsignal(number) is signal.SIG_DFL:
                    signal.signal(number, self._come_back if number is signal.SIGCONT else self._leave)
                    self._watched.append(number)
        self._change(termios.TCSAFLUSH)

    def give_back(self) -> None:
        """Leave the terminal as it was; keys not asked for are forgotten."""
        for number in self._watched:
            signal.signal(number, signal.SIG_DFL)
        self._watched.clear()
        self._restore(termios.TCSAFLUSH)

    def pressed(self) -> str:
        """Return what was pressed since the last call, without waiting; nothing while in the background."""
        if not self._in_foreground() or not select.select([self._descriptor], [], [], 0)[0]:
            return ""
        try:
            # Every key of ours is ASCII; what isn't must not look like one.
            return os.read(self._descriptor, 1024).decode("ascii", "replace")
        except OSError:  # the terminal is gone, and SIGHUP on its way
            return ""

    def _leave(self, number: int, _: FrameType | None) -> None:
        self._restore(termios.TCSANOW)
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)
        # The program was stopped and goes on; or it has nobody who could let it go on, and wasn't stopped at all.
        signal.signal(number, self._leave)
        self._change(termios.TCSANOW)

    def _come_back(self, _number: int, _frame: FrameType | None) -> None:
        self._change(termios.TCSANOW)

    def _change(self, when: int) -> None:
        if self._in_foreground():
            self._modes = self._modes or termios.tcgetattr(self._descriptor)
            tty.setcbreak(self._descriptor, when)

    def _restore(self, when: int) -> None:
        if self._modes is not None and self._in_foreground():
            with contextlib.suppress(termios.error):  # a terminal that is gone needs no restoring
                termios.tcsetattr(self._descriptor, when, self._modes)
        self._modes = None

    def _in_foreground(self) -> bool:
        # Elsewhere, touching the terminal would stop the program.
        try:
            return os.tcgetpgrp(self._descriptor) == os.getpgrp()
        except OSError:  # not the terminal that started us: job control doesn't apply
            return True
