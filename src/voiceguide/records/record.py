"""A session as it is heard -> its line in the history, true at any moment."""

from __future__ import annotations

import time
import uuid
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from voiceguide.background import LatestOnly
from voiceguide.messages import trouble
from voiceguide.records.playing import Playing, local_time
from voiceguide.records.session import Session
from voiceguide.records.steps import Steps, heard_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from types import TracebackType

    from voiceguide.playback.contracts import Now

_LONGEST_BLOCK_SECONDS = 1.0
"""What is heard later than this after the block before: the laptop slept in between, or its speaker was away."""

LEAST_SECONDS = 1.0
"""What must be heard of a session for it to be one: less is a slip of the hand, and would count as a day's session."""


class Record:
    """Keeps what a session has come to, from step to step and at each hold's end; an observer of the session.

    Open it around the session; one of which less than `LEAST_SECONDS` is heard isn't kept. A disk that can't be written
    ends no session; it is told once, through `tell`, between two blocks. `timer` counts seconds from anywhere, as
    `time.monotonic` does.
    """

    def __init__(
        self,
        playing: Playing,
        *,
        tell: Callable[[str], None],
        pain_before: int | None = None,
        clock: Callable[[], datetime] = local_time,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._playing = playing
        self._tell = tell
        self._clock = clock
        self._timer = timer
        self._pain_before = pain_before
        self._session: Session | None = None
        self._steps: Steps | None = None
        self._seen: tuple[Now, float] | None = None
        self._said: deque[str] = deque()
        self._writer: LatestOnly[Session] = LatestOnly(self._keep, name="voiceguide-records")
        self._complained = False

    def __enter__(self) -> Self:
        return self

    def see(self, now: Now) -> None:
        """Count what was heard since the last time; keep it when a step has begun or a hold has ended."""
        if not self._steps or self._steps.timeline is not now.timeline:
            self._steps = Steps(now.timeline)
        before = self._session or self._begun()
        self._session = self._heard(before, now, self._steps)
        if _is_one(self._session) and _states(before) != _states(self._session):
            self._writer.put(replace(self._session, ended=self._clock()))
        self._complain()

    def set_pain_after(self, pain_after: int | None) -> None:
        """Keep how strong the pain is after the session, from 0 to 10; None where nobody says."""
        if self._session:
            self._session = replace(self._session, pain_after=pain_after)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session and _is_one(self._session):
            self._writer.put(replace(self._session, ended=self._clock()))
            self._writer.close()
            self._complain()

    def _begun(self) -> Session:
        playing, now = self._playing, self._clock()
        return Session(
            uuid.uuid4().hex,
            now,
            now,
            playing.source,
            playing.name,
            playing.title,
            playing.settings,
            pain_before=self._pain_before,
        )

    def _heard(self, session: Session, now: Now, steps: Steps) -> Session:
        """Return `session` with what was heard from the last `Now` to this one."""
        seconds, holds, time_now = session.seconds, session.holds, self._timer()
        if self._seen:
            before, then = self._seen
            if not now.paused and time_now - then <= _LONGEST_BLOCK_SECONDS:
                seconds += time_now - then
            # A jump ends no hold.
            if now.at - before.at <= now.timeline.rate.hz // 2:
                holds += steps.holds_ended(before.at, now.at)
        self._seen = now, time_now
        finished = heard_out(now)
        left_at = "" if finished or not len(steps) else str(steps.step(steps.begun(now.at)))
        return replace(session, finished=finished, left_at=left_at, seconds=seconds, holds=holds)

    def _keep(self, session: Session) -> None:
        # SQLite comes with it, which nobody needs before the first sound.
        from voiceguide.records.history import History

        with History(self._said.append) as history:
            history.keep(session)

    def _complain(self) -> None:
        while self._said:
            self._tell(self._said.popleft())
        if self._writer.error and not self._complained:
            self._complained = True
            self._tell(f"This session isn't kept in your history: {trouble(self._writer.error)}.")


def _is_one(session: Session) -> bool:
    return session.seconds >= LEAST_SECONDS


def _states(session: Session) -> tuple[object, ...]:
    """Return what makes `session` worth being kept again."""
    return _is_one(session), session.left_at, session.holds
