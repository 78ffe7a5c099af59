"""Timeline + commands -> blocks, and for observers what the listener hears: the same for a session and an export."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

import numpy as np

from voiceguide.audio import Clip, Samples, Span
from voiceguide.playback.contracts import Answer, Answered, Changes, Command, Now, Observer, Played
from voiceguide.playback.mixer import Replies, mix
from voiceguide.playback.places import gate_at
from voiceguide.playback.transport import RAMP, State, advance, obey, standing
from voiceguide.timeline.model import Mark, Timeline


def perform(  # noqa: PLR0913 - all that sessions differ in
    timeline: Timeline,
    *,
    commands: Callable[[], Iterable[Command]] = tuple,
    changes: Changes | None = None,
    replies: Mapping[Answer, Clip] | None = None,
    begin: int = 0,
    lead_in: int | None = None,
    channels: int = 2,
    block: int = 1024,
    latency: int = 0,
) -> Iterator[Played]:
    """Yield the sound of `timeline` from frame `begin` to its end, or until a command stops it.

    `commands` is called before each block. `changes` lays the rest out again for commands that need it. `replies` has
    the sound of each answer. `lead_in` is the frame of the timeline's lead-in to begin with, before `begin`; None for
    no lead-in. `block` is the number of frames in a block; the last one may have fewer. The listener hears a block
    `latency` frames after the sink takes it, and commands count from the frame that the listener hears.
    """
    session = _Session(timeline, State(at=begin, lead_in=lead_in), latency, changes, Replies(replies or {}))
    while not session.state.over:
        answered = tuple(session.obey(command) for command in commands())
        session.take_changes()
        spans, session.state = advance(session.timeline, session.state, block)
        if spans:
            mixed = [mix(session.timeline, span, channels) for span in spans]
            samples = mixed[0] if len(mixed) == 1 else np.concatenate(mixed)
            yield Played(session.with_replies(samples, spans), tuple(spans), session.timeline, answered)


@dataclass(slots=True)
class _Session:
    """The state of a session: `handed` counts the frames that the sink has, `recent` are the last `latency` of them."""

    timeline: Timeline
    state: State
    latency: int
    changes: Changes | None
    replies: Replies
    handed: int = 0
    recent: deque[Span] = field(default_factory=deque)

    def obey(self, command: Command) -> Answered:
        """Obey `command`, and begin the reply."""
        heard = _heard(self.recent, self.latency, self.state.at)
        here = standing(self.state, heard)
        answer: Answer | None
        if self.changes and (changed := self.changes.ask(self.timeline, command, here, _kept(self.state))):
            self.timeline, answer = changed
        else:
            self.state, answer = obey(self.timeline, self.state, command, heard)
        if answer:
            self.replies.give(answer, self.handed, self.state.wanted_db)
        else:
            self.replies.stop(self.handed)
        return Answered(command, answer)

    def take_changes(self) -> None:
        """Take the timeline that an earlier command asked for, if it is ready."""
        if self.changes and (timeline := self.changes.made(self.timeline, _kept(self.state))):
            self.timeline = timeline

    def with_replies(self, samples: Samples, spans: list[Span]) -> Samples:
        """Return `samples`, the next ones for the sink, with the replies over them; keep their `spans`."""
        samples = self.replies.over(samples, self.handed)
        self.handed += len(samples)
        self.recent.extend(spans)
        kept_frames = sum(map(len, self.recent))
        while self.recent and kept_frames - len(self.recent[0]) > self.latency:
            kept_frames -= len(self.recent.popleft())
        return samples


def _kept(state: State) -> int:
    """Return the first frame that may change: after those that the sink has, and not before the end of a ramp."""
    if state.leaving is None:
        return state.at
    ramped = state.leaving.begin + RAMP if state.lead_in is None else 0
    return max(state.at, ramped, state.leaving.to or 0)


def _heard(recent: Iterable[Span], latency: int, at: int) -> int:
    """Return the frame of the timeline that the sink took `latency` frames ago.

    A jump counts at once, so that two quick presses of a key are two steps.
    """
    for span in reversed(tuple(recent)):
        if span.end != at:
            return at
        if latency < len(span):
            return span.start if span.silence else span.end - latency
        latency -= len(span)
        at = span.start
    return at


def watch(blocks: Iterable[Played], latency: int, observers: Iterable[Observer]) -> Iterator[Played]:
    """Yield `blocks`; after each, show every observer what the listener hears, `latency` frames behind.

    After the last block, show them the rest: the sink plays it to its end.
    """
    ear = _Ear(latency)
    seen = tuple(observers)
    for block in blocks:
        ear.take(block)
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
    """What the sink has taken and the listener hasn't heard, `behind` frames at least.

    `way` has its spans with their timelines, the oldest first. The listener has heard `passed` frames of the oldest
    span. `waiting` counts the frames still to be heard.
    """

    behind: int
    way: deque[tuple[Span, Timeline]] = field(default_factory=deque)
    passed: int = 0
    waiting: int = 0

    def take(self, block: Played) -> None:
        """Add `block`, which the sink takes."""
        self.way.extend((span, block.timeline) for span in block.spans)
        self.waiting += len(block)

    def now(self, answered: tuple[Answered, ...]) -> Now:
        """Move on to the frame that is `behind` the newest one; return what the listener hears there."""
        newest, _ = self.way[-1]
        marks: list[Mark] = []
        while len(self.way) > 1 and self.waiting - self._left() >= self.behind:
            self._pass(self._left(), marks)
            self.way.popleft()
            self.passed = 0
        self._pass(min(max(self.waiting - self.behind, 0), self._left()), marks)
        span, timeline = self.way[0]
        at = span.start if span.silence else min(span.start + self.passed, span.end)
        return Now(
            timeline=timeline,
            at=at,
            paused=span.paused,
            leading_in=span.lead_in is not None,
            waiting=None if span.silence else gate_at(timeline, at, newest.end),
            marks=tuple(marks),
            answered=answered,
        )

    def _left(self) -> int:
        return len(self.way[0][0]) - self.passed

    def _pass(self, frames: int, marks: list[Mark]) -> None:
        """Let the listener hear the next `frames` of the oldest span; add the marks that begin there to `marks`."""
        span, timeline = self.way[0]
        if not span.silence:
            start = span.start + self.passed
            first = bisect_left(timeline.marks, start, key=_at)
            marks += timeline.marks[first : bisect_left(timeline.marks, start + frames, first, key=_at)]
        self.passed += frames
        self.waiting -= frames


_at = attrgetter("at")
