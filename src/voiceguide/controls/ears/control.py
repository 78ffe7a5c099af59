"""The ears: a control that obeys spoken words and claps, while the program itself is silent."""

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import Any, Self

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Block
from voiceguide.controls.ears import require_ears
from voiceguide.errors import DeviceError
from voiceguide.playback.contracts import Command, Control, Now

WORKER = (sys.executable, "-P", "-m", "voiceguide.controls.ears.worker")

_AUDIBLE = 10 ** (-60 / 20)
_EARLY_SECONDS = 0.1  # a loudspeaker may be this much ahead of its latency

_OPEN_SECONDS = 10.0
_STILL_SECONDS = 2.0
_AGAIN_SECONDS = 2.0
_LOAD_SECONDS = 30.0
_ALIVE_SECONDS = 5.0


class Ears(Control):
    """Listens to a microphone while the `with` block runs. `microphone` is its name or a part of it.

    `tell` is called with a line for each word that is understood, and for each failure: a session continues without its
    ears. `ready` is the line for when they start to listen. A separate process listens, with the command `worker`.
    Sound is never stored, and never leaves this computer.

    Raise `UsageError` if the extra isn't installed. `__enter__` raises `DeviceError` if the microphone doesn't open.
    """

    def __init__(
        self,
        microphone: str | None = None,
        *,
        tell: Callable[[str], None],
        ready: str = "The ears are listening.",
        worker: Sequence[str] = WORKER,
    ) -> None:
        if worker is WORKER:
            require_ears()
        self._command = [*worker, *([microphone] if microphone else [])]
        self._tell = tell
        self._ready = ready
        self._worker: _Worker | None = None
        self._restarts = 1
        self._restart_seconds = 0.0
        self._polled_seconds = 0.0
        self._waiting = False

    def __enter__(self) -> Self:
        self._worker = _Worker(self._command)
        self._polled_seconds = time.monotonic()
        match self._worker.first(_OPEN_SECONDS):
            case ["open"]:
                return self
            case ["failed", message, hint]:
                error = DeviceError(message, hint=hint)
            case _:
                error = DeviceError("the ears don't start", hint="Leave out --listen; the keys work all the same.")
        self._worker.close()
        raise error

    def __exit__(self, *_: object) -> None:
        if self._worker:
            self._worker.close()

    def poll(self) -> list[Command]:
        """Return the commands that were understood since the last poll, oldest first."""
        now, before = time.monotonic(), self._polled_seconds
        self._polled_seconds = now
        if not self._worker:
            if self._restarts and now >= self._restart_seconds:
                self._restarts -= 1
                self._worker = _Worker(self._command)
            return []
        if now - before > _STILL_SECONDS:
            self._worker.forgive()  # Ctrl-Z stopped both processes
        well = self._worker.well()  # first, because all messages of a worker that has ended are there then
        commands = [command for message in self._worker.messages() if (command := self._take(message))]
        if self._worker and not well:
            self._lose("the ears stopped working")
        return commands

    def see(self, now: Now) -> None:
        """Observe whether the session waits: two claps mean ready then, and otherwise pause or go on."""
        self._waiting = now.waiting is not None

    def watch(self, blocks: Iterable[Block], latency_seconds: float) -> Iterator[Block]:
        """Yield `blocks`, which the listener hears `latency_seconds` later; ignore the microphone while they sound.

        Ignore it for the first moments too, until the loudspeaker has its full latency.
        """
        self._deafen(0.0, latency_seconds)
        for block in blocks:
            sounding = np.flatnonzero(np.abs(block.samples).max(axis=1, initial=0) > _AUDIBLE)
            if len(sounding):
                begin, end = sounding[0] / TIMELINE_RATE.hz, (sounding[-1] + 1) / TIMELINE_RATE.hz
                self._deafen(latency_seconds - _EARLY_SECONDS + begin, latency_seconds + end)
            yield block

    def _deafen(self, begin: float, end: float) -> None:
        """Ignore the microphone from `begin` to `end`, in seconds from now."""
        now = time.monotonic()
        if self._worker:
            self._worker.tell(f"{now + begin:.4f} {now + end:.4f}")

    def _take(self, message: list[Any]) -> Command | None:
        match message:
            case ["heard", command, word, _]:
                self._tell(f"Heard: {word}.")
                return Command(command)
            case ["claps", _]:
                self._tell("Heard: two claps.")
                return Command.READY if self._waiting else Command.TOGGLE
            case ["listening"]:
                self._tell(self._ready)
            case ["silent"]:
                self._tell("The microphone gives only silence: it may be muted.")
            case ["sounding"]:
                self._tell("The microphone gives sound again.")
            case ["failed", reason, _]:
                self._lose(reason)
        return None

    def _lose(self, reason: str) -> None:
        """Continue without ears: for a moment, or after a second failure for good."""
        if self._worker:
            self._worker.close()
        self._worker = None
        self._restart_seconds = self._polled_seconds + _AGAIN_SECONDS
        then = "they are tried once more" if self._restarts else "the session goes on without them"
        self._tell(f"The ears are lost ({reason}); {then}.")


class _Worker:
    """A worker process, which writes lines of JSON, at least one each second when it listens. `close` it at the end.

    Only `first` waits for the process.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._messages: SimpleQueue[list[Any] | None] = SimpleQueue()
        self._alive_seconds = time.monotonic()
        self._patience_seconds = _LOAD_SECONDS
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, text=True, bufsize=1)  # noqa: S603 - our own
        self._reader = threading.Thread(target=self._read, name="voiceguide-ears", daemon=True)
        self._reader.start()

    def first(self, seconds: float) -> list[Any] | None:
        """Wait for its first message; return None if there is none for so many seconds, or if it ends."""
        try:
            return self._messages.get(timeout=seconds)
        except Empty:
            return None

    def messages(self) -> list[list[Any]]:
        """Return its messages since the last call."""
        messages = [self._messages.get_nowait() for _ in range(self._messages.qsize())]
        return [message for message in messages if message]

    def well(self) -> bool:
        """Return True if it runs, and has written a message recently."""
        return self._reader.is_alive() and time.monotonic() - self._alive_seconds < self._patience_seconds

    def forgive(self) -> None:
        """Ignore how long it has written nothing, because this process was stopped."""
        self._alive_seconds = time.monotonic()

    def tell(self, line: str) -> None:
        """Write `line` to its standard input, if it still runs."""
        assert self._process.stdin is not None
        # A worker that hangs reads nothing, and is closed long before the pipe is full.
        with contextlib.suppress(OSError):
            self._process.stdin.write(f"{line}\n")

    def close(self) -> None:
        """End it at once; it has nothing to clean up."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        with contextlib.suppress(OSError), self._process:  # its pipes may contain unread lines
            pass

    def _read(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(ValueError):  # an incomplete line, or no text
            for line in self._process.stdout:
                message = json.loads(line)
                self._alive_seconds = time.monotonic()
                if message == ["listening"]:
                    self._patience_seconds = _ALIVE_SECONDS
                self._messages.put(message)
        self._messages.put(None)
