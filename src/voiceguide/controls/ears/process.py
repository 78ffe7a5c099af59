"""A worker's process -> what it says, as it comes, without ever waiting for it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOAD_SECONDS = 30.0
_ALIVE_SECONDS = 5.0


class Process:
    """A started worker, which says lines of JSON, at least one a second once it listens. `close` it."""

    def __init__(self, command: Sequence[str]) -> None:
        self._said: SimpleQueue[list[Any] | None] = SimpleQueue()
        self._alive_seconds = time.monotonic()
        self._patience_seconds = _LOAD_SECONDS
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, text=True, bufsize=1)  # noqa: S603 - our own
        self._reader = threading.Thread(target=self._read, name="voiceguide-ears", daemon=True)
        self._reader.start()

    def first(self, seconds: float) -> list[Any] | None:
        """Wait for the first thing it says; return None when it says nothing, for so many seconds or at all."""
        try:
            return self._said.get(timeout=seconds)
        except Empty:
            return None

    def said(self) -> list[list[Any]]:
        """Return what it said since it was asked last."""
        said = [self._said.get_nowait() for _ in range(self._said.qsize())]
        return [message for message in said if message]

    def well(self) -> bool:
        """Return whether it still runs and says something now and then."""
        return self._reader.is_alive() and time.monotonic() - self._alive_seconds < self._patience_seconds

    def forgive(self) -> None:
        """Let its silence so far not count: nobody could have heard it."""
        self._alive_seconds = time.monotonic()

    def tell(self, line: str) -> None:
        """Tell it `line`; one that is gone is told nothing."""
        assert self._process.stdin is not None
        # One that hangs reads nothing, and is closed long before its pipe is full.
        with contextlib.suppress(OSError):
            self._process.stdin.write(f"{line}\n")

    def close(self) -> None:
        """End it now; it has nothing to put right."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        with contextlib.suppress(OSError), self._process:  # its pipes: one still holds what it wasn't told
            pass

    def _read(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(ValueError):  # a line that is cut off, or no text
            for line in self._process.stdout:
                message = json.loads(line)
                self._alive_seconds = time.monotonic()
                if message == ["listening"]:
                    self._patience_seconds = _ALIVE_SECONDS
                self._said.put(message)
        self._said.put(None)
