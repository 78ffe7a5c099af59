"""Sessions that were -> a database of them, in one file that never leaves the machine."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from voiceguide import paths
from voiceguide.records.aside import set_aside
from voiceguide.records.database import Unreadable, connect, in_words
from voiceguide.records.playing import local_time
from voiceguide.records.session import Session

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


_COLUMNS = tuple(column.name for column in fields(Session))
_NAMES = ", ".join(_COLUMNS)
_KEEP = (
    f"INSERT INTO sessions ({_NAMES}) VALUES ({', '.join('?' * len(_COLUMNS))}) "  # noqa: S608 - names of our own
    f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS if name != 'note')}"
)
_FIND = f"SELECT {_NAMES} FROM sessions WHERE substr(started, 1, 10) >= ? ORDER BY julianday(started), rowid"  # noqa: S608 - as above
_FORGET = "DELETE FROM sessions WHERE substr(started, 1, 10) < ?"


COMPANIONS = ("-wal", "-shm")
"""What SQLite puts behind the name of a database, for the files beside it."""


def path() -> Path:
    """Return the path of the database; it may not exist."""
    return paths.data_folder() / "history.db"


class History:
    """The database, made where there is none. One that makes no sense here is set aside, which `said` tells.

    Close it, or use it as a context manager, in the thread that opened it. Everything raises `FileError` where the
    disk doesn't play along; a disk that only reads can be read.
    """

    def __init__(self) -> None:
        self.said = ""
        with in_words(path()):
            try:
                self._connection, self._hindrance = connect(path())
            except Unreadable as unreadable:
                aside = set_aside(path(), local_time(), companions=COMPANIONS)
                self.said = f"Your history {unreadable}. It is set aside as {aside}, and a new one is begun."
                self._connection, self._hindrance = connect(path())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the file to others."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    def keep(self, session: Session) -> None:
        """Write `session`, in the place of what was written of it before; a note stays."""
        with in_words(path(), self._hindrance):
            self._connection.execute(_KEEP, [_written(getattr(session, name)) for name in _COLUMNS])

    def sessions(self, since: date = date.min) -> list[Session]:
        """Return the sessions that started on the day `since` or later, the oldest first."""
        with in_words(path(), self._hindrance):
            rows = self._connection.execute(_FIND, [since.isoformat()]).fetchall()
        return [_read(row) for row in rows]

    def annotate(self, session: Session, note: str) -> None:
        """Write `note` to `session`, in the place of an earlier one."""
        with in_words(path(), self._hindrance):
            self._connection.execute("UPDATE sessions SET note = ? WHERE id = ?", [note, session.id])

    def forget(self, before: date = date.max) -> int:
        """Delete the sessions that started before the day `before`, from every page of the file; return how many."""
        with in_words(path(), self._hindrance):
            gone = self._connection.execute(_FORGET, [before.isoformat()])
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return gone.rowcount


def _written(value: object) -> str | float | None:
    match value:
        case datetime():
            return value.isoformat()
        case None | str() | int() | float():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


def _read(row: tuple[Any, ...]) -> Session:
    columns = dict(zip(_COLUMNS, row, strict=True))
    return Session(
        **columns
        | {
            "started": datetime.fromisoformat(columns["started"]),
            "ended": datetime.fromisoformat(columns["ended"]),
            "settings": json.loads(columns["settings"]),
            "finished": bool(columns["finished"]),
        }
    )
