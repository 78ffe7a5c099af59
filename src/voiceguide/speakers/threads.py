"""Run what may hang in a thread, so that the session's own thread stays free for Ctrl-C and keys."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from voiceguide.audio import Block
from voiceguide.errors import DeviceError
from voiceguide.speakers.quiet_stderr import restore_stderr

Result = TypeVar("Result")
Work = Callable[[Iterator[Block]], Result]
_Outcome = Callable[[], Result | DeviceError]

_TICK_SECONDS = 0.1
_LONGEST_GOODBYE_SECONDS = 1.0
_LONGEST_OPENING_SECONDS = 5.0


class LeftError(Exception):
    """The listener stopped waiting for the work."""


class _BrokenOffError(Exception):
    """Raised inside the work when the caller no longer needs it."""


def run_in_thread(work: Work[Result], blocks: Iterator[Block], leave: Callable[[float], bool]) -> Result | DeviceError:
    """Run `work(blocks)` in a thread; return its result, or the `DeviceError` that it raises.

    The calling thread makes each block when the work asks for it. Between blocks it calls `leave(seconds)` ten times a
    second, with the seconds since the last block; if that is true it raises `LeftError`. It also raises what `blocks`
    raise, and any other error of the work. A thread that doesn't end then is abandoned.
    """
    said: queue.SimpleQueue[_Outcome[Result] | None] = queue.SimpleQueue()
    given: queue.SimpleQueue[Block | _BrokenOffError | None] = queue.SimpleQueue()

    def ask() -> Iterator[Block]:
        while True:
            said.put(None)
            block = given.get()
            if isinstance(block, _BrokenOffError):
                raise block
            if block is None:
                return
            yield block

    def run() -> None:
        try:
            result = work(ask())
        except BaseException as error:  # noqa: BLE001 - the calling thread raises it
            said.put(_failing(error))
        else:
            said.put(lambda: result)

    thread = threading.Thread(target=run, name="voiceguide-sound", daemon=True)
    thread.start()
    try:
        while (outcome := _next(said, leave)) is None:
            given.put(next(blocks, None))
        return outcome()
    finally:
        given.put(_BrokenOffError())
        thread.join(_LONGEST_GOODBYE_SECONDS)
        if thread.is_alive():
            restore_stderr()


def with_timeout(call: Callable[[], Result]) -> Result:
    """Return what `call` returns, or raise what it raises; raise `DeviceError` if it takes longer than 5 s."""
    try:
        outcome = run_in_thread(lambda _: call(), iter(()), lambda seconds: seconds >= _LONGEST_OPENING_SECONDS)
    except LeftError:
        raise DeviceError(
            "the sound system doesn't answer",
            hint="Start it again (where systemd does: systemctl --user restart pipewire-pulse), or the machine.",
        ) from None
    if isinstance(outcome, DeviceError):
        raise outcome
    return outcome


def _next(said: queue.SimpleQueue[_Outcome[Result] | None], leave: Callable[[float], bool]) -> _Outcome[Result] | None:
    """Return the work's outcome, or None when it asks for a block."""
    # Counts ticks instead of reading a clock: while the machine sleeps or after Ctrl-Z, the device isn't silent.
    ticks = 0
    while True:
        try:
            return said.get(timeout=_TICK_SECONDS)
        except queue.Empty:
            ticks += 1
            if leave(ticks * _TICK_SECONDS):
                raise LeftError from None


def _failing(error: BaseException) -> _Outcome[DeviceError]:
    def fail() -> DeviceError:
        if isinstance(error, DeviceError):
            return error
        raise error

    return fail
