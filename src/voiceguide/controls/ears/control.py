"""Words spoken and hands clapped near a microphone -> commands, while the program itself is silent."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from voiceguide.audio import TIMELINE_RATE
from voiceguide.controls.ears import extra
from voiceguide.controls.ears.process import Process
from voiceguide.errors import DeviceError
from voiceguide.playback.contracts import Command, Control

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

    from voiceguide.audio import Block
    from voiceguide.playback.contracts import Now

WORKER = (sys.executable, "-P", "-m", "voiceguide.controls.ears.worker")

_AUDIBLE = 10 ** (-60 / 20)
_EARLY_SECONDS = 0.1  # by which a loudspeaker may be ahead of what its latency says

_OPEN_SECONDS = 10.0
_STILL_SECONDS = 2.0
_AGAIN_SECONDS = 2.0


class Ears(Control):
    """A microphone, while the `with` block runs: `microphone` is its name or a part of it, the default one without.

    `tell` is given a line for each thing understood, and for what goes wrong: a session never stops for its ears.
    `ready` is the line for when they listen.
    Listening is a process of its own, `worker`. Nothing that is heard is kept or leaves this computer.

    Raise `UsageError` where the extra isn't installed; on entering, `DeviceError` when the microphone doesn't open.
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
            extra.require()
        self._command = [*worker, *([microphone] if microphone else [])]
        self._tell = tell
        self._ready = ready
        self._process: Process | None = None
        self._restarts = 1
        self._restart_seconds = 0.0
        self._polled_seconds = 0.0
        self._waiting = False

    def __enter__(self) -> Self:
        self._process = Process(self._command)
        self._polled_seconds = time.monotonic()
        match self._process.first(_OPEN_SECONDS):
            case ["open"]:
                return self
            case ["failed", message, hint]:
                error = DeviceError(message, hint=hint)
            case _:
                error = DeviceError("the ears don't start", hint="Leave out --listen; the keys work all the same.")
        self._process.close()
        raise error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process:
            self._process.close()

    def poll(self) -> list[Command]:
        """Return the commands understood since the last poll, oldest first."""
        now, before = time.monotonic(), self._polled_seconds
        self._polled_seconds = now
        if not self._process:
            if self._restarts and now >= self._restart_seconds:
                self._restarts -= 1
                self._process = Process(self._command)
            return []
        if now - before > _STILL_SECONDS:
            self._process.forgive()  # it stood still with us, as after Ctrl-Z
        well = self._process.well()  # asked first: all that one which has ended said is there then
        commands = [command for message in self._process.said() if (command := self._take(message))]
        if self._process and not well:
            self._lose("the ears stopped working")
        return commands

    def see(self, now: Now) -> None:
        """Know whether the session waits: two claps mean ready then, and pause or go on otherwise."""
        self._waiting = now.waiting is not None

    def watch(self, blocks: Iterable[Block], latency_seconds: float) -> Iterator[Block]:
        """Yield `blocks`, which are heard `latency_seconds` after they are taken; be deaf while they sound.

        Be deaf for the first moments, too, in which a loudspeaker isn't yet as late as it will be.
        """
        self._deafen(0.0, latency_seconds)
        for block in blocks:
            sounding = np.flatnonzero(np.abs(block.samples).max(axis=1, initial=0) > _AUDIBLE)
            if len(sounding):
                begin, end = sounding[0] / TIMELINE_RATE.hz, (sounding[-1] + 1) / TIMELINE_RATE.hz
                self._deafen(latency_seconds - _EARLY_SECONDS + begin, latency_seconds + end)
            yield block

    def _deafen(self, begin: float, end: float) -> None:
        """Let nothing count from `begin` to `end`, in seconds from now."""
        now = time.monotonic()
        if self._process:
            self._process.tell(f"{now + begin:.4f} {now + end:.4f}")

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
        """Go on without ears: for a moment, or for good once they were lost again."""
        if self._process:
            self._process.close()
        self._process = None
        self._restart_seconds = self._polled_seconds + _AGAIN_SECONDS
        then = "they are tried once more" if self._restarts else "the session goes on without them"
        self._tell(f"The ears are lost ({reason}); {then}.")
