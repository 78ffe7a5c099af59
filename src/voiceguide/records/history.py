"""Sessions that were -> a database of them, in one file that never leaves the machine."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import date
from typing import TYPE_CHECKING, Self, TypeVar

from voiceguide import paths
from voiceguide.messages import printable
from voiceguide.records.aside import put_back, set_aside
from voiceguide.records.database import COMPANIONS, Damaged, TooNew, Unreadable, connect, in_words, means_damage
from voiceguide.records.playing import local_time
from voiceguide.records.rows import COLUMNS, FIND, readable, row_of, session_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from types import TracebackType

    from voiceguide.records.session import Session

Result = TypeVar("Result")

_KEEP = (
    f"INSERT INTO sessions ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) "  # noqa: S608 - names of our own
    f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in COLUMNS if name != 'note')}"
)


def path() -> Path:
    """Return the path of the database; it may not exist."""
    return paths.data_folder() / "history.db"


class History:
    """The database, made where there is none.

    A file that can't be used, or turns out to be damaged, is set aside as a whole. A new one begins with every session
    that can still be read, and `tell` is given a line that says so.

    Close it, or use it as a context manager, in the thread that opened it. Everything raises `FileError` where the
    disk doesn't play along; a disk that only reads can be read.
    """

    def __init__(self, tell: Callable[[str], object] = print) -> None:
        self._tell = tell
        with in_words(path()):
            try:
                self._connection, self._hindrance = connect(path())
            except Unreadable as unreadable:
                self._begin_anew(unreadable)

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
        self._do(lambda connection: connection.execute(_KEEP, row_of(session)))

    def sessions(self, since: date = date.min) -> list[Session]:
        """Return the sessions that started on the day `since` or later, the oldest first."""
        found = [session for session in self._do(self._all) if session.started.date() >= since]
        return sorted(found, key=lambda session: session.started)

    def annotate(self, session: Session, note: str) -> None:
        """Write `note` to `session`, in the place of an earlier one."""
        written = [printable(note), session.id]
        self._do(lambda connection: connection.execute("UPDATE sessions SET note = ? WHERE id = ?", written))

    def forget(self, before: date = date.max) -> int:
        """Delete the sessions that started before the day `before`, from every page of the file; return how many."""
        ids = [(session.id,) for session in self.sessions() if session.started.date() < before]

        def delete(connection: sqlite3.Connection) -> None:
            _change(connection, "DELETE FROM sessions WHERE id = ?", ids)
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        self._do(delete)
        return len(ids)

    @staticmethod
    def _all(connection: sqlite3.Connection) -> list[Session]:
        found: list[Session] = []
        for row in connection.execute(FIND):
            if not (session := session_of(row)):
                raise Damaged
            found.append(session)
        return found

    def _do(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Return what `work` returns of the database; of a new one where this one shows that it is damaged."""
        with in_words(path(), self._hindrance):
            try:
                return work(self._connection)
            except Exception as error:
                if not means_damage(error):
                    raise
            self.close()
            self._begin_anew(Damaged())
            return work(self._connection)

    def _begin_anew(self, why: Unreadable) -> None:
        """Set the file aside, and open a new one with the sessions of the old one that can be read.

        Where that fails, as on a full disk, the old file gets its name back, so that the next command tries again.
        """
        aside = set_aside(path(), local_time(), companions=COMPANIONS)
        said = f"Your history {why}. It is set aside as {aside}"
        with contextlib.ExitStack() as undo:
            undo.callback(self._put_back, aside, said)
            found = [] if isinstance(why, TooNew) else readable(aside)
            self._connection, self._hindrance = connect(path())
            undo.callback(self.close)
            _change(self._connection, _KEEP, map(row_of, found))
            undo.pop_all()
        these = f" with the {len(found)} session{'s' * (len(found) != 1)} of it that can be read" * bool(found)
        self._tell(f"{said}, and a new one is begun{these}.")

    def _put_back(self, aside: Path, said: str) -> None:
        try:
            put_back(aside, path(), companions=COMPANIONS)
        except OSError:
            self._tell(f"{said}.")


def _change(connection: sqlite3.Connection, statement: str, rows: Iterable[Sequence[str | float | None]]) -> None:
    """Execute `statement` for each of `rows`: for all of them or, where it raises and the connection ends, for none."""
    connection.execute("BEGIN")
    connection.executemany(statement, rows)
    connection.execute("COMMIT")
