"""What the history keeps of a session, and the same for scripts and spreadsheets."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins with one of these."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session: `left_at` says where it was when it ended, '' for one that was `finished`.

    `seconds` is how long it was listened to, pauses left out; `holds` those whose end was heard. Pain goes from 0
    to 10, None where nobody said. Times know how far they are from UTC.
    """

    id: str
    started: datetime
    ended: datetime
    source: str
    name: str
    title: str
    settings: Mapping[str, str] = field(default_factory=dict)
    finished: bool = False
    left_at: str = ""
    seconds: float = 0.0
    holds: int = 0
    pain_before: int | None = None
    pain_after: int | None = None
    note: str = ""


def to_fields(session: Session) -> dict[str, object]:
    """Return `session` for scripts: times in ISO 8601 with their distance from UTC, seconds as a float."""
    times = {"started": session.started.isoformat(), "ended": session.ended.isoformat()}
    return asdict(session) | times | {"seconds": round(session.seconds, 3)}


def to_csv(sessions: Iterable[Session]) -> str:
    """Return `sessions` as CSV (RFC 4180) with a header; a spreadsheet takes no cell for a formula."""
    text = io.StringIO()
    names = ("started", "ended", "name", "title", "source", "settings", "finished", "left_at", "seconds", "holds")
    writer = csv.DictWriter(text, (*names, "pain_before", "pain_after", "note"), extrasaction="ignore")
    writer.writeheader()
    for session in sessions:
        settings = "; ".join(f"{name}={value}" for name, value in session.settings.items())
        fields = to_fields(session) | {"settings": settings, "finished": "yes" if session.finished else "no"}
        writer.writerow({name: _plain(value) for name, value in fields.items()})
    return text.getvalue()


def _plain(value: object) -> object:
    """Return `value` as a cell, quoted if a spreadsheet would take it for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else "" if value is None else value
