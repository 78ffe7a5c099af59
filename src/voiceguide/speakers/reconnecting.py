"""A speaker that goes on where it was after its device was gone for a while, and the thread that uses the device.

A sound server that hangs holds that thread only. The session's own thread stays free for Ctrl-C and keys.
"""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections import deque
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np

from voiceguide.audio import Block
from voiceguide.errors import DeviceError
from voiceguide.playback.transport import RAMP
from voiceguide.speakers.device import restore_stderr

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from voiceguide.playback.contracts import Speaker
    from voiceguide.timeline.model import Timeline

Result = TypeVar("Result")
Event = Literal["block", "end"]
"""The work needs a block, or has ended."""

_TICK_SECONDS = 0.1
_LONGEST_GOODBYE_SECONDS = 1.0
_LONGEST_OPENING_SECONDS = 5.0
_KEYS_AFTER_SECONDS = 1.0
_PATIENCE_SECONDS = 3.0
"""A speaker gives up after 2 s and closes its device. If that takes longer, the device is stuck."""
_TRY_EVERY_SECONDS = 1.0
_TRIES_BEFORE_ELSEWHERE = 10
_NAP_SECONDS = 0.1
_SWITCH_SECONDS = 0.0005
"""How soon Python lets the next thread run. With its default, 5 ms, three busy threads caused audible gaps."""


class LeftError(Exception):
    """The listener stopped waiting for the work."""


class _BrokenOffError(Exception):
    """Raised inside the work when the caller no longer needs it."""


def run_in_thread(
    work: Callable[[Iterator[Block]], Result], blocks: Iterator[Block], leave: Callable[[float], bool]
) -> Result | DeviceError:
    """Run `work(blocks)` in a thread; return its result, or the `DeviceError` that it raises.

    The calling thread makes each block when the work needs it. Between blocks it calls `leave(seconds)` ten times a
    second, with the seconds since the last block; if that is true it raises `LeftError`. It also raises what `blocks`
    raise, and any other error of the work. A thread that doesn't end then is abandoned.
    """
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    given: queue.SimpleQueue[Block | _BrokenOffError | None] = queue.SimpleQueue()
    results: list[Result | DeviceError] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work(_needed(events, given)))
        except DeviceError as error:
            results.append(error)
        except BaseException as error:  # noqa: BLE001 - the calling thread raises it
            failures.append(error)
        events.put("end")

    thread = threading.Thread(target=run, name="voiceguide-sound", daemon=True)
    thread.start()
    try:
        while _next(events, leave) == "block":
            given.put(next(blocks, None))
        for failure in failures:
            raise failure
        return results[0]
    finally:
        given.put(_BrokenOffError())
        thread.join(_LONGEST_GOODBYE_SECONDS)
        if thread.is_alive():
            restore_stderr()


def _needed(
    events: queue.SimpleQueue[Event], given: queue.SimpleQueue[Block | _BrokenOffError | None]
) -> Iterator[Block]:
    while True:
        events.put("block")
        block = given.get()
        if isinstance(block, _BrokenOffError):
            raise block
        if block is None:
            return
        yield block


def _next(events: queue.SimpleQueue[Event], leave: Callable[[float], bool]) -> Event:
    # Counts ticks instead of reading a clock: while the machine sleeps or after Ctrl-Z, the device isn't silent.
    ticks = 0
    while True:
        try:
            return events.get(timeout=_TICK_SECONDS)
        except queue.Empty:
            ticks += 1
            if leave(ticks * _TICK_SECONDS):
                raise LeftError from None


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


class ReconnectingSpeaker:
    """Opens `speaker` again when its device goes away, so that the listener misses nothing.

    It repeats what the listener may have missed: one and a half of `latency` and two blocks. `reopen` opens the same
    device. `elsewhere` opens another device and returns its name too, if the same one stays away for ten seconds; it is
    None if the listener chose the device. Both raise `DeviceError`. `tell` shows a line when the sound stops and when
    it goes on. `stopped` says whether the listener wants to end the session. It is called ten times a second while
    there is no sound, because the session reads no commands then.
    """

    live = True

    def __init__(  # noqa: PLR0913 - what a listener may want, and the clock of a test
        self,
        speaker: Speaker,
        reopen: Callable[[], Speaker],
        elsewhere: Callable[[], tuple[str, Speaker]] | None = None,
        *,
        tell: Callable[[str], object],
        stopped: Callable[[], bool] = lambda: False,
        nap: Callable[[float], object] = time.sleep,
    ) -> None:
        self.latency, self.channels, self.frames = speaker.latency, speaker.channels, speaker.frames
        self._speaker, self._reopen, self._elsewhere = speaker, reopen, elsewhere
        self._tell, self._stopped, self._nap = tell, stopped, nap
        self._silent = False
        self._device = ""
        self._earlier_underruns = 0

    @property
    def underruns(self) -> int:
        """How often the devices had no sound to play, if they report it."""
        return self._earlier_underruns + self._speaker.underruns

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:
        """Play every block; return when the last was heard, or when the listener ends a session without sound.

        Raise what `blocks` raise. A `DeviceError` of the speaker is not raised: the session waits for the device.
        """
        # More than the latency: a sound server buffers some behind the device, and a failing device drops some.
        buffer = ReplayBuffer(self.latency * 3 // 2 + 2 * self.frames + RAMP)
        coming = buffer.through(blocks)
        leave = partial(self._leave, _PATIENCE_SECONDS + 2 * self.latency / timeline.rate.hz)
        switch_seconds = sys.getswitchinterval()
        sys.setswitchinterval(min(switch_seconds, _SWITCH_SECONDS))
        try:
            while True:
                parts = map(self._fitted, chain(buffer.again(), self._noticed(coming)))
                error = run_in_thread(partial(self._speaker.play, timeline), parts, leave)
                if error is None:
                    return
                self._tell_lost(f"{error.message[0].upper()}{error.message[1:]}.")
                self._open_again(leave)
        except LeftError:
            return
        finally:
            sys.setswitchinterval(switch_seconds)
            coming.close()

    def _noticed(self, blocks: Iterator[Block]) -> Iterator[Block]:
        # Once the device takes more than the repeated blocks, it plays.
        for block in blocks:
            if self._silent:
                self._silent = False
                self._tell(f"The sound goes on at '{self._device}'." if self._device else "The sound is back.")
            yield block

    def _fitted(self, block: Block) -> Block:
        """Return `block` with the channels of the present speaker, as loud as before: it may be another device."""
        ours, wanted = block.samples.shape[1], self._speaker.channels
        if ours == wanted:
            return block
        mono = block.samples.sum(axis=1, keepdims=True) * np.float32(0.5**0.5)
        return Block(np.repeat(mono, wanted, axis=1) if wanted > 1 else mono, block.spans)

    def _leave(self, patience_seconds: float, seconds: float) -> bool:
        if seconds >= patience_seconds:
            self._tell_lost("The sound device doesn't answer.")
        return seconds >= _KEYS_AFTER_SECONDS and self._stopped()

    def _tell_lost(self, why: str) -> None:
        if not self._silent:
            self._silent = True
            self._tell(f"{why} The session waits for it.")

    def _open_again(self, leave: Callable[[float], bool]) -> None:
        """Try until a speaker opens. Raise `LeftError` if the listener ends the session."""
        tries = 0
        while isinstance(opened := run_in_thread(partial(self._opened, tries), iter(()), leave), DeviceError):
            tries += 1
            for _ in range(round(_TRY_EVERY_SECONDS / _NAP_SECONDS)):
                self._nap(_NAP_SECONDS)
                if self._stopped():
                    raise LeftError
        self._earlier_underruns += self._speaker.underruns
        self._device, self._speaker = opened

    def _opened(self, tries: int, _: Iterator[Block]) -> tuple[str, Speaker]:
        try:
            return "", self._reopen()
        except DeviceError:
            if self._elsewhere is None or tries < _TRIES_BEFORE_ELSEWHERE:
                raise
        return self._elsewhere()


class ReplayBuffer:
    """Keeps the last `frames` frames that the speaker took, to play them again."""

    def __init__(self, frames: int) -> None:
        self._frames = frames
        self._blocks: deque[Block] = deque()
        self._kept = 0

    def through(self, blocks: Iterable[Block]) -> Generator[Block, None, None]:
        """Yield `blocks`, and keep each before that."""
        for block in blocks:
            self._blocks.append(block)
            self._kept += len(block)
            while self._kept - len(self._blocks[0]) >= self._frames:
                self._kept -= len(self._blocks.popleft())
            yield block

    def again(self) -> Iterator[Block]:
        """Yield the kept frames as one block, if there are any; it fades in to avoid a click.

        It has no spans, so that observers don't see it a second time.
        """
        if self._blocks:
            samples = np.concatenate([block.samples for block in self._blocks])[-self._frames :]
            ramp = np.arange(min(RAMP, len(samples)), dtype=np.float32) / RAMP
            samples[: len(ramp)] *= ramp[:, None]
            yield Block(samples, ())
