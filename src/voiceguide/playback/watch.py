"""A session's blocks -> the same blocks, and for its observers what is heard now, a sink's latency later."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from voiceguide.audio import Span
from voiceguide.playback.contracts import Answered, Now, Observer, Played
from voiceguide.playback.places import gate_at
from voiceguide.timeline.model import Mark, Timeline


def watch(blocks: Iterable[Played], latency: int, observers: Iterable[Observer]) -> Iterator[Played]:
    """Yield `blocks`; after each, show every observer what the ear hears, `latency` frames behind what was handed over.

    After the last block the rest of what was handed over is shown: the sink plays it to its end.
    """
    ear = _Ear(latency)
    seen = tuple(observers)
    for block in blocks:
        ear.hand_over(block)
        yield block
        now = ear.now(block.answered)
        for observer in seen:
            observer.see(now)
    if ear.way:
        ear.behind = 0
        now = ear.now(())
        for observer in seen:
            observer.see(now)


@dataclass(slots=True)
class _Ear:
    """What is on its `way` to the ear, the oldest first: spans of timelines, of which `passed` frames were heard.

    `behind` is how many frames the ear is behind what was handed over.
    """

    behind: int
    way: deque[tuple[Span, Timeline]] = field(default_factory=deque)
    passed: int = 0
    waiting: int = 0

    def hand_over(self, block: Played) -> None:
        """Put `block` on its way."""
        self.way.extend((span, block.timeline) for span in block.spans)
        self.waiting += len(block)

    def now(self, answered: tuple[Answered, ...]) -> Now:
        """Move the ear on; return what it hears."""
        newest, _ = self.way[-1]
        marks: list[Mark] = []
        while len(self.way) > 1 and self.waiting - self._left() >= self.behind:
            self.waiting -= self._left()
            self._pass(self._left(), marks)
            self.way.popleft()
            self.passed = 0
        more = min(max(self.waiting - self.behind, 0), self._left())
        self.waiting -= more
        self._pass(more, marks)
        span, timeline = self.way[0]
        at = span.start if span.silence else min(span.start + self.passed, span.end)
        return Now(
            timeline=timeline,
            at=at,
            paused=bool(span.silence),
            waiting=None if span.silence else gate_at(timeline, at, newest.end),
            marks=tuple(marks),
            answered=answered,
        )

    def _left(self) -> int:
        return len(self.way[0][0]) - self.passed

    def _pass(self, frames: int, marks: list[Mark]) -> None:
        """Let the ear hear the next `frames` of the oldest span; add the marks that begin in them."""
        span, timeline = self.way[0]
        if not span.silence:
            start = span.start + self.passed
            marks += _begun(timeline, start, start + frames)
        self.passed += frames


def _begun(timeline: Timeline, start: int, end: int) -> tuple[Mark, ...]:
    """Return the marks that begin in `[start, end)`."""
    first = bisect_left(timeline.marks, start, key=_at)
    return timeline.marks[first : bisect_left(timeline.marks, end, first, key=_at)]


def _at(mark: Mark) -> int:
    return mark.at
