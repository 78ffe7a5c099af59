"""Text -> a terminal's second screen, which comes and goes without a trace on the first."""

import contextlib
import select
import sys
import threading
from collections.abc import Callable
from typing import TextIO

from voiceguide.foreground import Change, borrow, give_back, in_foreground
from voiceguide.screen.output import writer

# DEC's private modes as xterm and all since know them: the second screen, and whether the cursor is seen.
_ENTER = "\x1b[?1049h\x1b[?25l"
_LEAVE = "\x1b[H\x1b[2J\x1b[?25h\x1b[?1049l"
"""The screen is wiped first: a terminal that has only one gets an empty one back."""
_PATIENCE_SECONDS = 0.5


class Alternate:
    """The second screen of the terminal behind `stream`, from the first `paint` to `close`.

    The first screen is back before the program is stopped or ended from outside, and in the background nothing is
    painted. `paint` may wait for as long as the terminal stalls: call it in a thread, where that stops nothing else.
    `close`, and signals in the main thread, wait for a second at most.
    """

    def __init__(self, stream: TextIO) -> None:
        self._descriptor, self._write = stream.fileno(), writer(stream)
        self._lock = threading.RLock()
        self._away = self._entered = self._over = False
        self._whole = True
        self._change = Change(self.reopen, self._leave)

    def open(self) -> None:
        """Watch for what stops or ends the program."""
        borrow(self._change)

    def close(self) -> None:
        """Show the first screen again, for good."""
        self._over = True
        self._leave()  # before it is forgotten: a second Ctrl-C may cut this short
        give_back(self._change)

    def reopen(self) -> None:
        """Paint again, and all of it, after the program was stopped."""
        self._away, self._whole = False, True

    @property
    def shown(self) -> bool:
        """Whether what was painted last is still there: it isn't after a stop, nor before the first time."""
        return not self._whole

    @property
    def paintable(self) -> bool:
        """Whether the terminal is there, and the program in its foreground."""
        return not (self._away or self._over) and in_foreground(self._descriptor)

    def paint(self, drawn: Callable[[bool], str]) -> None:
        """Write what `drawn` returns; it is told whether nothing of what it drew before is there any more."""
        with self._lock:
            if not self.paintable:
                return
            whole, self._whole = self._whole, False
            text = drawn(whole)
            self._entered = True
            try:
                self._write(f"{_ENTER}{text}" if whole else text)
            except OSError:  # the terminal was closed, and SIGHUP is on its way, or kept from us
                self._over = True

    def _leave(self) -> None:
        self._away = True
        for _ in range(2):
            if self._lock.acquire(timeout=_PATIENCE_SECONDS):
                try:
                    if not self._entered or self._wiped():
                        return
                finally:
                    self._lock.release()
            self._unstall()

    def _wiped(self) -> bool:
        """Return to the first screen if the terminal takes what is written; return whether it did."""
        if not _takes(self._descriptor):
            return False
        with contextlib.suppress(OSError):  # a terminal that is gone needs no restoring
            self._write(_LEAVE)
        self._entered = False
        return True

    def _unstall(self) -> None:
        """Let a terminal go on that Ctrl-S has stopped: whoever leaves can't wait for Ctrl-Q."""
        if sys.platform != "win32":
            import termios

            with contextlib.suppress(termios.error):
                # Only what a program has stopped can a program start.
                termios.tcflow(self._descriptor, termios.TCOOFF)
                termios.tcflow(self._descriptor, termios.TCOON)


def _takes(descriptor: int) -> bool:
    if sys.platform == "win32":
        return True
    return bool(select.select([], [descriptor], [], _PATIENCE_SECONDS)[1])
