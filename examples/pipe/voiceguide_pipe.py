"""Reads commands from a named pipe, one a line: a small control for voiceguide."""

import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from voiceguide.plugin import Command, Control, DeviceError


class Pipe(Control):
    """The pipe that the variable VOICEGUIDE_PIPE names, or voiceguide.pipe in the current folder."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._path = Path(os.environ.get("VOICEGUIDE_PIPE", "voiceguide.pipe"))
        if not self._path.is_fifo():
            raise DeviceError(f"there is no named pipe {self._path}", hint=f"Make it: mkfifo {self._path}")
        self._tell = tell
        self._begun = b""

    def __enter__(self) -> Self:
        """Open the pipe without waiting for a program that writes to it."""
        self._descriptor = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the pipe, and leave it where it is."""
        os.close(self._descriptor)

    def poll(self) -> list[Command]:
        """Return the commands written since the last poll; show the listener what is none."""
        try:
            written = os.read(self._descriptor, 1024)
        except BlockingIOError:  # a program has opened the pipe, and has written nothing more
            return []
        *lines, self._begun = (self._begun + written).split(b"\n")
        return [command for line in lines if (command := self._command(line.decode("utf-8", "replace").strip()))]

    def _command(self, line: str) -> Command | None:
        try:
            return Command(line)
        except ValueError:
            self._tell(f"The pipe takes no command '{line}'.")
            return None
