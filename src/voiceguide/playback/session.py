"""Timeline + commands -> blocks: the one path of a live session and of an export."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from voiceguide.audio import Block, Span
from voiceguide.playback.contracts import Command
from voiceguide.playback.mixer import mix
from voiceguide.playback.transport import State, advance, obey
from voiceguide.timeline.model import Timeline


def perform(  # noqa: PLR0913 - the whole of what a session can differ in
    timeline: Timeline,
    *,
    commands: Callable[[], Iterable[Command]] = tuple,
    begin: int = 0,
    channels: int = 2,
    block: int = 1024,
    latency: int = 0,
) -> Iterator[Block]:
    """Yield the timeline's sound from frame `begin` to its end, or until a command stops it.

    `commands` is asked before each block. `block` is the frames of one, fewer in the last. `latency` is how many
    frames the ear is behind the newest block: next and back count from what was heard.
    """
    state = State(at=begin)
    recent: deque[Span] = deque()
    while not state.over:
        for command in commands():
            state = obey(timeline, state, command, _heard(recent, latency, state.at))
        spans, state = advance(timeline, state, block)
        if spans:
            recent.extend(spans)
            _forget(recent, latency)
            mixed = [mix(timeline, span, channels) for span in spans]
            yield Block(mixed[0] if len(mixed) == 1 else np.concatenate(mixed), tuple(spans))


def _heard(recent: Iterable[Span], latency: int, at: int) -> int:
    """Return the frame of the timeline that was handed over `latency` frames ago.

    A jump counts as heard at once: two quick presses of a key are two steps.
    """
    for span in reversed(tuple(recent)):
        if span.end != at:
            return at
        if latency < len(span):
            return span.start if span.hush else span.end - latency
        latency -= len(span)
        at = span.start
    return at


def _forget(recent: deque[Span], latency: int) -> None:
    kept = sum(map(len, recent))
    while recent and kept - len(recent[0]) > latency:
        kept -= len(recent.popleft())
