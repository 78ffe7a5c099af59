"""A sink -> the blocks before a session's own: a countdown to get ready, and a sound that wakes headsets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voiceguide.audio import Block, Span
from voiceguide.playback.contracts import Command
from voiceguide.timeline.tones import wake

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from voiceguide.playback.contracts import Control, Sink
    from voiceguide.screen.choose import Screen


def count_down(
    frames: int, hz: int, sink: Sink, controls: Iterable[Control], screen: Screen
) -> Generator[Block, None, bool]:
    """Yield `frames` of silence at `hz` for `sink`, and count the seconds that are left.

    The device's own clock counts, so the start is exact. Return whether to start: `controls` may say so before the
    silence is over (ready), or that it shall not be (stop).
    """
    left, told = frames, None
    while left:
        commands = {command for control in controls for command in control.poll()}
        if commands & {Command.STOP, Command.READY}:
            return Command.STOP not in commands
        if (seconds := -(-left // hz)) != told:
            screen.count(seconds)
            told = seconds
        taken = min(sink.frames, left)
        yield Block(np.zeros((taken, sink.channels), np.float32), (Span(0, 0, hush=taken),))
        left -= taken
    return True


def rouse(sink: Sink) -> Iterator[Block]:
    """Yield the wake-up sound for `sink`: a session that begins in the middle has left the timeline's own behind."""
    sound = np.repeat(wake().samples[:, None] / np.float32(sink.channels**0.5), sink.channels, axis=1)
    for start in range(0, len(sound), sink.frames):
        part = sound[start : start + sink.frames]
        yield Block(part, (Span(0, 0, hush=len(part)),))
