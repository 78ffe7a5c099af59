"""Sessions -> what each day came to, the days without any among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voiceguide.records.session import Session


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its number of sessions; pain before the first of them that said so, and after the last one."""

    day: date
    sessions: int = 0
    pain_before: int | None = None
    pain_after: int | None = None


def by_day(sessions: Iterable[Session], first: date | None = None, last: date | None = None) -> list[Day]:
    """Return every day from `first` to `last`, the oldest first; without them, from the first session's to the last's.

    `sessions` come in the order they began.
    """
    days: dict[date, Day] = {}
    for session in sessions:
        day = session.started.date()
        before = days.get(day, Day(day))
        days[day] = Day(
            day,
            before.sessions + 1,
            session.pain_before if before.pain_before is None else before.pain_before,
            before.pain_after if session.pain_after is None else session.pain_after,
        )
    if not days:
        return []
    # A clock that was set back leaves sessions after today.
    start, end = first or min(days), max(days.keys() | {last or date.min})
    every = (start + timedelta(days=ahead) for ahead in range((end - start).days + 1))
    return [days.get(day, Day(day)) for day in every]
