"""Sessions and days -> what a terminal, a spreadsheet or a script shows of them."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING

from voiceguide.cli.output import roughly
from voiceguide.units import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from voiceguide.records.history import Day
    from voiceguide.records.session import Session

_STRONGEST = 10
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet runs instead of showing."""


def as_fields(session: Session) -> dict[str, object]:
    """Return `session` for scripts: times as ISO 8601 with their distance from UTC, seconds as a float."""
    times = {"started": session.started.isoformat(), "ended": session.ended.isoformat()}
    return asdict(session) | times | {"seconds": round(session.seconds, 3)}


def as_csv(sessions: Iterable[Session]) -> str:
    """Return `sessions` as RFC 4180 has it, under a line of names; no cell is taken for a formula."""
    text = io.StringIO()
    names = ("started", "ended", "name", "title", "source", "settings", "finished", "left_at", "seconds", "holds")
    writer = csv.DictWriter(text, (*names, "pain_before", "pain_after", "note"), extrasaction="ignore")
    writer.writeheader()
    for session in sessions:
        settings = "; ".join(f"{name}={value}" for name, value in session.settings.items())
        fields = as_fields(session) | {"settings": settings, "finished": "yes" if session.finished else "no"}
        writer.writerow({name: _plain(value) for name, value in fields.items()})
    return text.getvalue()


def print_table(sessions: Sequence[Session]) -> None:
    """Print a line for each session, and one for all of them."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("When", no_wrap=True)
    table.add_column("Routine")
    table.add_column("Time", justify="right")
    table.add_column("Holds", justify="right")
    table.add_column("Pain", no_wrap=True)
    table.add_column()
    for session in sessions:
        ended = "finished" if session.finished else f"left at: {session.left_at}" if session.left_at else "cut short"
        table.add_row(
            f"{session.started:%Y-%m-%d %H:%M}",
            session.name,
            clock(Fraction(session.seconds)),
            str(session.holds),
            _pain(session.pain_before, session.pain_after),
            "\n".join(filter(None, (ended, session.note))),
        )
    console = _console()
    console.print(table)
    whole = roughly(Fraction(sum(session.seconds for session in sessions)))
    holds = sum(session.holds for session in sessions)
    console.print(f"\n{len(sessions)} session{'s' * (len(sessions) != 1)}, {whole}, {holds} hold{'s' * (holds != 1)}.")


def print_days(days: Iterable[Day]) -> None:
    """Print a line for each day: a block for each session, and the pain before and after as a bar of ten."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("Day", "Sessions", "Pain: █ stayed, ▒ went, ▓ came", ""):
        table.add_column(name)
    for day in days:
        bar = "" if day.pain_before is None and day.pain_after is None else _bar(day.pain_before, day.pain_after)
        table.add_row(f"{day.day:%a %Y-%m-%d}", "■ " * day.sessions or "·", bar, _pain(day.pain_before, day.pain_after))
    _console().print(table)


def _console() -> Console:
    from rich.console import Console

    # What stands in a title is its author's text, and no markup.
    return Console(markup=False, emoji=False, highlight=False)


def _pain(before: int | None, after: int | None) -> str:
    """Return what is known of the pain; '' when nothing is.

    >>> _pain(6, 3), _pain(6, None), _pain(None, None)
    ('6 → 3', '6 → ?', '')
    """
    known = before is not None or after is not None
    return " → ".join("?" if pain is None else str(pain) for pain in (before, after)) if known else ""


def _bar(before: int | None, after: int | None) -> str:
    """Return pain as a bar of ten: full as far as it stays, shaded as far as it went or came.

    >>> _bar(6, 3), _bar(3, 6), _bar(None, 2)
    ('███▒▒▒····', '███▓▓▓····', '██········')
    """
    known = sorted(pain for pain in (before, after) if pain is not None)
    low, high = known[0], known[-1]
    worse = before is not None and after is not None and after > before
    return f"{'█' * low}{('▓' if worse else '▒') * (high - low)}{'·' * (_STRONGEST - high)}"


def _plain(value: object) -> object:
    """Return `value` as a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else "" if value is None else value
