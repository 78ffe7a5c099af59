"""A virtual terminal: tests read what it shows and type into it. It has an alternate screen."""

import contextlib
import copy
import fcntl
import os
import pty
import select
import struct
import termios

import deadline
import pyte

_ALTERNATE = 1049 << 5  # as pyte writes the numbers of private modes


class _Screen(pyte.Screen):
    """pyte's screen with an alternate screen."""

    first = None

    def set_mode(self, *modes, **options):
        super().set_mode(*modes, **options)
        if _ALTERNATE in self.mode and self.first is None:
            self.first = copy.deepcopy(self.buffer), copy.copy(self.cursor)

    def reset_mode(self, *modes, **options):
        super().reset_mode(*modes, **options)
        if _ALTERNATE not in self.mode and self.first is not None:
            (self.buffer, self.cursor), hidden = self.first, self.cursor.hidden
            self.cursor.hidden, self.first = hidden, None


class VirtualTerminal:
    """A pseudo-terminal and its screen. `terminal` is the file descriptor for programs."""

    def __init__(self, columns=80, rows=24):
        self.side, self.terminal = pty.openpty()
        self.screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.resize(columns, rows)
        self.before = termios.tcgetattr(self.terminal)
        self.written = b""

    def resize(self, columns, rows):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def type(self, text):
        os.write(self.side, text.encode())

    def rows(self):
        return [row.rstrip() for row in self.screen.display]

    def text(self):
        return "\n".join(self.rows())

    def until(self, seen):
        """Wait until the terminal shows `seen`, or until `seen()` is true. Fail after the deadline."""

        def met():
            self.look()
            return seen() if callable(seen) else seen in self.text()

        deadline.until(met, lambda: f"{seen!r}; the terminal shows:\n{self.text()}")

    def until_over(self, program):
        """Wait until `program` has ended and return its exit code. Fail after the deadline."""

        def over():
            self.look()
            return program.poll() is not None

        deadline.until(over, lambda: f"the program's end; the terminal shows:\n{self.text()}")
        return program.returncode

    def look(self, seconds=0):
        """Read what was written so far. Wait up to the given seconds for something."""
        while select.select([self.side], [], [], seconds)[0]:
            piece = os.read(self.side, 4096)
            self.written += piece
            self._stream.feed(piece)
            seconds = 0

    @property
    def second(self):
        """True if the alternate screen is shown."""
        return self.screen.first is not None

    def as_it_was(self):
        """True if the normal screen and its cursor are shown and the settings of the terminal are restored."""
        self.look()
        return not self.second and not self.screen.cursor.hidden and termios.tcgetattr(self.terminal) == self.before

    def close(self):
        for descriptor in (self.side, self.terminal):
            with contextlib.suppress(OSError):
                os.close(descriptor)
