"""Writes to a terminal: without the shared buffer, and on its alternate screen, which leaves no trace."""

import contextlib
import io
import os
import select
import sys
import threading
from collections.abc import Callable
from typing import TextIO

from voiceguide.foreground import Change, borrow, give_back, in_foreground

# DEC's private modes, as in xterm and all later terminals: the alternate screen, and the cursor.
_ENTER = "\x1b[?1049h\x1b[?25l"
_LEAVE = "\x1b[H\x1b[2J\x1b[?25h\x1b[?1049l"  # wipes the screen first, for terminals without an alternate screen
_PATIENCE_SECONDS = 0.5

SMALLEST = (40, 10)
"""The columns and rows of the smallest terminal with room for large letters."""


def writer(stream: TextIO) -> Callable[[str], None]:
    """Return a function that writes text to `stream`, in its encoding, and returns when all of it is written.

    It writes to the file of the stream without a buffer: a thread that waits in the buffer of standard output, because
    the terminal is stopped, would prevent Python from exiting. A stream without a file is written to as usual.
    """
    try:
        descriptor = stream.fileno()
    except io.UnsupportedOperation:

        def write_through(text: str) -> None:
            stream.write(text)
            stream.flush()

        return write_through
    stream.flush()
    file = open(descriptor, "wb", buffering=0, closefd=False)  # noqa: SIM115 - the stream closes the descriptor

    def write(text: str) -> None:
        left = memoryview(text.encode(stream.encoding or "utf-8", stream.errors or "strict"))
        while left:
            written = file.write(left)
            if written is None:  # another program made the terminal non-blocking
                select.select([], [descriptor], [])
            left = left[written or 0 :]

    return write


def size_of(descriptor: int) -> tuple[int, int]:
    """Return the columns and rows of the terminal of `descriptor`; 80 and 24 if they are unknown."""
    try:
        columns, rows = os.get_terminal_size(descriptor)
    except OSError:  # it is gone
        columns = rows = 0
    return columns or 80, rows or 24


def knows_blocks(stream: TextIO) -> bool:
    """Return True if `stream` can write the characters of large letters."""
    try:
        "▚█━".encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


class Alternate:
    """The alternate screen of the terminal of `stream`, from the first `paint` to `close`.

    The main screen is restored before a signal stops or ends the program. In the background nothing is painted. `paint`
    waits while the terminal is stopped, so call it in a thread. `close`, and signals in the main thread, wait for a
    second at most.
    """

    def __init__(self, stream: TextIO) -> None:
        self._descriptor, self._write = stream.fileno(), writer(stream)
        self._lock = threading.RLock()
        self._away = self._entered = self._over = False
        self._whole = True
        self._change = Change(self.reopen, self._leave)

    def open(self) -> None:
        """Start to watch for signals that stop or end the program."""
        borrow(self._change)

    def close(self) -> None:
        """Return to the main screen for good."""
        self._over = True
        self._leave()  # first, because a second Ctrl-C may interrupt what follows
        give_back(self._change)

    def reopen(self) -> None:
        """Allow painting again after the program was stopped; everything is painted again."""
        self._away, self._whole = False, True

    @property
    def shown(self) -> bool:
        """True if the last painting is still there: not before the first one, or after the program was stopped."""
        return not self._whole

    @property
    def paintable(self) -> bool:
        """True if the terminal exists and the program is in its foreground."""
        return not (self._away or self._over) and in_foreground(self._descriptor)

    def paint(self, drawn: Callable[[bool], str]) -> None:
        """Write the result of `drawn`. Its argument is True if nothing of the last painting is left."""
        with self._lock:
            if not self.paintable:
                return
            whole, self._whole = self._whole, False
            text = drawn(whole)
            self._entered = True
            try:
                self._write(f"{_ENTER}{text}" if whole else text)
            except OSError:  # the terminal was closed; SIGHUP follows, unless it is blocked
                self._over = True

    def _leave(self) -> None:
        self._away = True
        for _ in range(2):
            if self._lock.acquire(timeout=_PATIENCE_SECONDS):
                try:
                    if not self._entered:
                        return
                    if _accepts_output(self._descriptor):
                        with contextlib.suppress(OSError):  # a terminal that is gone needs no restoring
                            self._write(_LEAVE)
                        self._entered = False
                        return
                finally:
                    self._lock.release()
            self._unstall()

    def _unstall(self) -> None:
        """Start a terminal again that Ctrl-S has stopped, because the program can't wait for Ctrl-Q."""
        if sys.platform != "win32":
            import termios

            with contextlib.suppress(termios.error):
                # A program can only start the output that a program has stopped.
                termios.tcflow(self._descriptor, termios.TCOOFF)
                termios.tcflow(self._descriptor, termios.TCOON)


def _accepts_output(descriptor: int) -> bool:
    return sys.platform == "win32" or bool(select.select([], [descriptor], [], _PATIENCE_SECONDS)[1])
