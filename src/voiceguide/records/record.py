"""Writes a session to the history while it plays, so that the history is right whenever it ends."""

from __future__ import annotations

import time
import uuid
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from voiceguide.background import LatestOnly
from voiceguide.messages import trouble
from voiceguide.records.session import Playing, Session, Steps, heard_out, local_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from voiceguide.playback.contracts import Now

_LONGEST_BLOCK_SECONDS = 1.0
"""A longer gap between two blocks doesn't count: the laptop slept, or the speaker was away."""

LEAST_SECONDS = 1.0
"""A shorter session isn't kept: it was started by mistake, and would count as the session of its day."""


class Record:
    """Keeps how far a session has come, at each new step and at the end of each hold; an observer of the session.

    Open it around the session. A session of less than `LEAST_SECONDS` isn't kept. A background thread writes the
    history. If that fails, the session goes on, and `tell` shows one line about it. `timer` returns seconds, as
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
        self._messages: deque[str] = deque()
        self._writer: LatestOnly[Session] = LatestOnly(self._keep, name="voiceguide-records")
        self._complained = False

    def __enter__(self) -> Self:
        return self

    def see(self, now: Now) -> None:
        """Count what was heard since the last call. Keep it if a step has begun or a hold has ended."""
        if not self._steps or self._steps.timeline is not now.timeline:
            self._steps = Steps(now.timeline)
        before = self._session or self._begun()
        self._session = self._heard(before, now, self._steps)
        if _is_one(self._session) and _states(before) != _states(self._session):
            self._writer.put(replace(self._session, ended=self._clock()))
        self._complain()

    def set_pain_after(self, pain_after: int | None) -> None:
        """Keep how strong the pain is after the session, from 0 to 10; None if the listener doesn't say."""
        if self._session:
            self._session = replace(self._session, pain_after=pain_after)

    def __exit__(self, *_error: object) -> None:
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
        """Return `session` plus what was heard from the last `Now` to this one."""
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
        # It imports SQLite, which would delay the first sound.
        from voiceguide.records.history import History

        with History(self._messages.append) as history:
            history.keep(session)

    def _complain(self) -> None:
        while self._messages:
            self._tell(self._messages.popleft())
        if self._writer.error and not self._complained:
            self._complained = True
            self._tell(f"This session isn't kept in your history: {trouble(self._writer.error)}.")


def _is_one(session: Session) -> bool:
    return session.seconds >= LEAST_SECONDS


def _states(session: Session) -> tuple[object, ...]:
    """Return the values of `session` that, when they change, make it worth writing again."""
    return _is_one(session), session.left_at, session.holds
