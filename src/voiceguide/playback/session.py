"""Timeline + commands -> blocks: the one path of a live session and of an export."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from voiceguide.audio import Clip, Samples, Span
from voiceguide.playback.contracts import Answer, Answered, Changes, Command, Played
from voiceguide.playback.mixer import mix
from voiceguide.playback.replies import Replies
from voiceguide.playback.transport import RAMP, State, advance, obey, standing
from voiceguide.timeline.model import Timeline


def perform(  # noqa: PLR0913 - the whole of what a session can differ in
    timeline: Timeline,
    *,
    commands: Callable[[], Iterable[Command]] = tuple,
    changes: Changes | None = None,
    replies: Mapping[Answer, Clip] | None = None,
    begin: int = 0,
    channels: int = 2,
    block: int = 1024,
    latency: int = 0,
) -> Iterator[Played]:
    """Yield the timeline's sound from frame `begin` to its end, or until a command stops it.

    `commands` is asked before each block. `changes` lays the rest out anew where a command asks for that. `replies`
    are what answers sound like. `block` is the frames of one, fewer in the last. `latency` is how many frames the
    ear is behind the newest block: commands count from what was heard.
    """
    session = _Session(timeline, State(at=begin), latency, changes, Replies(replies or {}))
    while not session.state.over:
        answered = tuple(session.obey(command) for command in commands())
        session.take_changes()
        spans, session.state = advance(session.timeline, session.state, block)
        if spans:
            mixed = [mix(session.timeline, span, channels) for span in spans]
            samples = mixed[0] if len(mixed) == 1 else np.concatenate(mixed)
            yield Played(session.sounded(samples, spans), tuple(spans), session.timeline, answered)


@dataclass(slots=True)
class _Session:
    """Where a session stands: `handed` counts its frames so far, `recent` are the spans still on their way to the ear.

    What was handed over stays as it was when `timeline` changes: a change begins after it.
    """

    timeline: Timeline
    state: State
    latency: int
    changes: Changes | None
    replies: Replies
    handed: int = 0
    recent: deque[Span] = field(default_factory=deque)

    def obey(self, command: Command) -> Answered:
        """Do what `command` asks, and begin to answer it."""
        heard = _heard(self.recent, self.latency, self.state.at)
        here = standing(self.state, heard)
        answer: Answer | None
        if self.changes and (changed := self.changes.ask(self.timeline, command, here, kept(self.state))):
            self.timeline, answer = changed
        else:
            self.state, answer = obey(self.timeline, self.state, command, heard)
        if answer:
            self.replies.give(answer, self.handed, self.state.wanted_db)
        else:
            self.replies.stop(self.handed)
        return Answered(command, answer)

    def take_changes(self) -> None:
        """Go over to a timeline that was asked for earlier, once it is made."""
        if self.changes and (timeline := self.changes.made(self.timeline, kept(self.state))):
            self.timeline = timeline

    def sounded(self, samples: Samples, spans: list[Span]) -> Samples:
        """Count `spans`, which `samples` are of, as handed over; return the samples with the replies over them."""
        samples = self.replies.over(samples, self.handed)
        self.handed += len(samples)
        self.recent.extend(spans)
        _forget(self.recent, self.latency)
        return samples


def kept(state: State) -> int:
    """Return the first frame that may change: what was handed over, and where a ramp leads, stay as they are."""
    if state.leaving is None:
        return state.at
    return max(state.at, state.leaving.begin + RAMP, state.leaving.to or 0)


def _heard(recent: Iterable[Span], latency: int, at: int) -> int:
    """Return the frame of the timeline that was handed over `latency` frames ago.

    A jump counts as heard at once: two quick presses of a key are two steps.
    """
    for span in reversed(tuple(recent)):
        if span.end != at:
            return at
        if latency < len(span):
            return span.start if span.silence else span.end - latency
        latency -= len(span)
        at = span.start
    return at


def _forget(recent: deque[Span], latency: int) -> None:
    kept_frames = sum(map(len, recent))
    while recent and kept_frames - len(recent[0]) > latency:
        kept_frames -= len(recent.popleft())
