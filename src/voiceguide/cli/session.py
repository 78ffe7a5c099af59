"""Blocks on their way to a speaker -> the same blocks, and on the screen what is heard, as it reaches the ear."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from voiceguide.audio import Block, Span
from voiceguide.playback.contracts import Command
from voiceguide.timeline.tones import wake

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from voiceguide.cli.screen import Screen
    from voiceguide.playback.contracts import Control, Sink
    from voiceguide.timeline.model import Mark, Timeline

_SHOWN_STEPS = ("hold", "rest", "wait", "play")


def count_down(
    frames: int, hz: int, sink: Sink, control: Control | None, screen: Screen
) -> Generator[Block, None, bool]:
    """Yield `frames` of silence at `hz` for `sink`, and count the seconds that are left.

    The device's own clock counts, so the start is exact. Return whether to start: `control` may say so before the
    silence is over (ready), or that it shall not be (stop).
    """
    left, told = frames, None
    while left:
        commands = set(control.poll()) if control else set()
        if commands & {Command.STOP, Command.READY}:
            screen.close()
            return Command.STOP not in commands
        if (seconds := -(-left // hz)) != told:
            if told is None:
                screen.line("Starting in")
            screen.number(str(seconds))
            told = seconds
        taken = min(sink.frames, left)
        yield Block(np.zeros((taken, sink.channels), np.float32), (Span(0, 0, hush=taken),))
        left -= taken
    screen.close()
    return True


def rouse(sink: Sink) -> Iterator[Block]:
    """Yield the wake-up sound for `sink`: a session that begins in the middle has left the timeline's own behind."""
    sound = np.repeat(wake().samples[:, None] / np.float32(sink.channels**0.5), sink.channels, axis=1)
    for start in range(0, len(sound), sink.frames):
        part = sound[start : start + sink.frames]
        yield Block(part, (Span(0, 0, hush=len(part)),))


def narrate(
    timeline: Timeline, blocks: Iterable[Block], latency: int, screen: Screen, *, live: bool = False
) -> Iterator[Block]:
    """Yield `blocks`; show each mark of `timeline` in them once it is heard, `latency` frames after it was handed over.

    `live` says that somebody can answer a wait.
    """
    marks = [mark for mark in timeline.marks if mark.kind != "step" or mark.verb in _SHOWN_STEPS]
    starts = [mark.at for mark in marks]
    # Frames are counted as they are handed over: pauses and jumps are part of what the ear goes through.
    due: deque[tuple[int, Mark | None]] = deque()
    handed, paused = 0, False
    for block in blocks:
        for span in block.spans:
            if span.hush and not paused:
                due.append((handed, None))
            paused = bool(span.hush)
            for mark in marks[bisect_left(starts, span.start) : bisect_left(starts, span.end)]:
                due.append((handed + mark.at - span.start, mark))
            handed += len(span)
        yield block
        while due and due[0][0] <= handed - latency:
            _show(due.popleft()[1], screen, live=live)
    for _, late in due:
        _show(late, screen, live=live)
    screen.close()


def _show(mark: Mark | None, screen: Screen, *, live: bool) -> None:
    """Show `mark`, or a pause."""
    if mark is None:
        screen.line("  Paused: Space goes on.")
    elif mark.kind == "chapter":
        screen.chapter(mark.label)
    elif mark.kind == "caption" and mark.label.isdigit():
        screen.number(mark.label)
    elif mark.kind == "caption":
        screen.line(f"  {mark.label}")
    elif mark.verb == "wait" and live:
        screen.line(f"  ({mark.label}; Enter goes on)")
    else:
        screen.line(f"  ({mark.label})")
