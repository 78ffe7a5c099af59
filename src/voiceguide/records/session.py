"""A session, whether it goes on or is long over -> the values that a history keeps of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


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
