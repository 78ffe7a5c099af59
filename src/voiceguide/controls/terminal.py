"""A terminal -> the characters of the keys pressed, without echo and without Enter."""

import contextlib
import os
import select
import signal
import termios
import tty
from typing import Any

from voiceguide.foreground import Change, borrow, give_back, in_foreground


class Terminal:
    """The terminal behind `descriptor`, between `take` and `give_back`.

    Its modes are changed only while the program is in the foreground, and restored before the program leaves: with
    Ctrl-Z until it is back, or for good when it is ended from outside. Signals arrive in the main thread: taken in
    another one, the terminal is restored by `give_back` only.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._modes: list[Any] | None = None
        self._keys = Change(self._change, self._restore)

    def take(self) -> None:
        """Let keys come one by one, unseen; those pressed so far are forgotten."""
        borrow(self._keys)
        self._change(forget=True)

    def give_back(self) -> None:
        """Leave the terminal as it was; keys not asked for are forgotten."""
        self._restore(forget=True)  # before it is forgotten: a second Ctrl-C may cut this short
        give_back(self._keys)
        self._restore()  # Ctrl-Z and fg in between have changed the modes again

    def pressed(self) -> str:
        """Return what was pressed since the last call, without waiting; nothing while in the background."""
        if not in_foreground(self._descriptor):
            return ""
        if self._modes is None:  # a shell brings a job that runs in the background forward without a signal
            self._change()
        if not select.select([self._descriptor], [], [], 0)[0]:
            return ""
        # Ctrl-Z and `bg` may have come since the look above. A read from the background would stop the program again;
        # with this signal held back, it fails instead.
        held = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTTIN])
        try:
            # Every key of ours is ASCII; what isn't must not look like one.
            return os.read(self._descriptor, 1024).decode("ascii", "replace")
        except OSError:  # in the background; or the terminal is gone, and SIGHUP on its way
            return ""
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)

    def _change(self, *, forget: bool = False) -> None:
        if in_foreground(self._descriptor):
            with contextlib.suppress(termios.error):  # a terminal that is closed says SIGCONT after SIGHUP
                self._modes = self._modes or termios.tcgetattr(self._descriptor)
                tty.setcbreak(self._descriptor, termios.TCSANOW)
                if forget:
                    termios.tcflush(self._descriptor, termios.TCIFLUSH)

    def _restore(self, *, forget: bool = False) -> None:
        if self._modes is not None and in_foreground(self._descriptor):
            with contextlib.suppress(termios.error):  # a terminal that is gone needs no restoring
                # Not TCSAFLUSH, which waits for output: for ever, where the terminal stalls and a thread writes to it.
                if forget:
                    termios.tcflush(self._descriptor, termios.TCIFLUSH)
                termios.tcsetattr(self._descriptor, termios.TCSANOW, self._modes)
        self._modes = None
