"""Blocks before a session's own: a countdown and a sound that wakes headsets; and keeping the machine awake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voiceguide.audio import Block, Span
from voiceguide.background import Task
from voiceguide.playback.contracts import Command
from voiceguide.timeline.tones import wake

if TYPE_CHECKING:
    import threading
    from collections.abc import Generator, Iterable, Iterator

    from voiceguide.playback.contracts import Control, Sink
    from voiceguide.screen.view import Screen

_JOIN_SECONDS = 2


def count_down(
    frames: int, hz: int, sink: Sink, controls: Iterable[Control], screen: Screen
) -> Generator[Block, None, bool]:
    """Yield `frames` of silence at `hz` for `sink`, and show the seconds left on `screen`.

    The device's own clock counts, so the start is exact. Return whether to start: before the silence is over, the
    listener may start (ready) or give up (stop) with one of `controls`.
    """
    left, shown = frames, None
    while left:
        commands = {command for control in controls for command in control.poll()}
        if commands & {Command.STOP, Command.READY}:
            return Command.STOP not in commands
        if (seconds := -(-left // hz)) != shown:
            screen.count(seconds)
            shown = seconds
        taken = min(sink.frames, left)
        yield Block(np.zeros((taken, sink.channels), np.float32), (Span(0, 0, silence=taken),))
        left -= taken
    return True


def wake_headset(sink: Sink) -> Iterator[Block]:
    """Yield the wake-up sound for `sink`. A session that begins in the middle skips the one in its timeline."""
    sound = np.repeat(wake().samples[:, None] / np.float32(sink.channels**0.5), sink.channels, axis=1)
    for start in range(0, len(sound), sink.frames):
        part = sound[start : start + sink.frames]
        yield Block(part, (Span(0, 0, silence=len(part)),))


def keep_awake(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield `blocks`; from the first to the last, ask the system not to sleep.

    A thread asks, because the answer may take longer than a sound device can wait. If the system refuses, the session
    plays anyway.
    """
    keeper = Task(_hold_awake, name="voiceguide-awake")
    try:
        for block in blocks:
            yield block
            keeper.start()
    finally:
        keeper.stop(_JOIN_SECONDS)


def _hold_awake(over: threading.Event) -> None:
    from wakepy import keep

    with keep.running(on_fail="pass"):
        over.wait()
