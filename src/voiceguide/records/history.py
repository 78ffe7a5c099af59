"""The history: past sessions in a database on this machine, and their number and pain on each day."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tempfile
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from voiceguide import paths
from voiceguide.errors import FileError
from voiceguide.messages import printable, reason
from voiceguide.records.database import Damaged, TooNew, Unreadable, connect, in_words, means_damage, migrate
from voiceguide.records.files import history_path, put_back, set_aside
from voiceguide.records.session import Session, local_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Result = TypeVar("Result")

_COLUMNS = tuple(column.name for column in fields(Session))
_FIND = f"SELECT {', '.join(_COLUMNS)} FROM sessions ORDER BY rowid"  # noqa: S608 - names of our own

_YEARS = range(1970, 2200)
"""The years that a computer's clock can show."""
_MOST = 1_000_000_000
"""No session has as many seconds or holds."""
_STRONGEST_PAIN = 10
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)
_KEEP = (
    f"INSERT INTO sessions ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "  # noqa: S608 - names of our own
    f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS if name != 'note')}"
)


class History:
    """The database, which is created if it doesn't exist.

    If the file can't be used, or turns out to be damaged, it is set aside. A new one begins with every session that can
    still be read, and `tell` gets a line that says so.

    Close it, or use it as a context manager, in the thread that opened it. Each method raises `FileError` if the disk
    fails. A history on a read-only disk can be read.
    """

    def __init__(self, tell: Callable[[str], object] = print) -> None:
        self._tell = tell
        with in_words(history_path()):
            try:
                self._connection, self._hindrance = connect(history_path())
            except Unreadable as unreadable:
                self._begin_anew(unreadable)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    def keep(self, session: Session) -> None:
        """Write `session`, or replace what was written of it before; its note stays."""
        self._do(lambda connection: connection.execute(_KEEP, _row_of(session)))

    def sessions(self, since: date = date.min) -> list[Session]:
        """Return the sessions that started on or after the day `since`, the oldest first."""
        every = self._do(lambda connection: [_session_of(row) for row in connection.execute(_FIND)])
        return sorted((one for one in every if one.started.date() >= since), key=lambda session: session.started)

    def annotate(self, session: Session, note: str) -> None:
        """Give `session` the note `note`, which replaces an earlier one."""
        written = [printable(note), session.id]
        self._do(lambda connection: connection.execute("UPDATE sessions SET note = ? WHERE id = ?", written))

    def forget(self, before: date = date.max) -> int:
        """Delete the sessions that started before the day `before`, also from unused pages; return how many."""
        ids = [(session.id,) for session in self.sessions() if session.started.date() < before]

        def delete(connection: sqlite3.Connection) -> None:
            _change(connection, "DELETE FROM sessions WHERE id = ?", ids)
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        self._do(delete)
        return len(ids)

    def _do(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Return what `work` returns for the database. If that is damaged, begin a new one and work on that."""
        with in_words(history_path(), self._hindrance):
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

        If that fails, as on a full disk, give the old file its name back, so that the next command tries again.
        """
        aside = set_aside(history_path(), local_time())
        message = f"Your history {why}. It is set aside as {aside}"
        with contextlib.ExitStack() as undo:
            undo.callback(self._put_back, aside, message)
            found = [] if isinstance(why, TooNew) else _readable(aside)
            self._connection, self._hindrance = connect(history_path())
            undo.callback(self.close)
            _change(self._connection, _KEEP, map(_row_of, found))
            undo.pop_all()
        these = f" with the {len(found)} session{'s' * (len(found) != 1)} of it that can be read" * bool(found)
        self._tell(f"{message}, and a new one is begun{these}.")

    def _put_back(self, aside: Path, message: str) -> None:
        try:
            put_back(aside, history_path())
        except OSError:
            self._tell(f"{message}.")


@dataclass(frozen=True, slots=True)
class Day:
    """A day and its number of sessions, with the first pain before a session, and the last pain after one."""

    day: date
    sessions: int = 0
    pain_before: int | None = None
    pain_after: int | None = None


def by_day(sessions: Iterable[Session], first: date | None = None, last: date | None = None) -> list[Day]:
    """Return every day from `first` to `last`, the oldest first. By default, they are the days of the sessions.

    `sessions` are in the order in which they began.
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
    # If the clock was set back, there may be sessions after today.
    start, end = first or min(days), max(days.keys() | {last or date.min})
    every = (start + timedelta(days=ahead) for ahead in range((end - start).days + 1))
    return [days.get(day, Day(day)) for day in every]


def _change(connection: sqlite3.Connection, statement: str, rows: Iterable[Sequence[str | float | None]]) -> None:
    """Execute `statement` for all of `rows`. If it raises, closing the connection undoes the change."""
    connection.execute("BEGIN")
    connection.executemany(statement, rows)
    connection.execute("COMMIT")


def _row_of(session: Session) -> list[str | float | None]:
    """Return the values of `session` in the order of `_COLUMNS`."""
    return [_written(getattr(session, name)) for name in _COLUMNS]


def _session_of(row: Sequence[Any]) -> Session:
    """Return the session of `row`. Raise `Damaged` if its values make no sense: a damaged file may hold any values."""
    columns: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    times = {name: columns[name] for name in ("started", "ended")}
    try:
        columns |= {name: datetime.fromisoformat(text) for name, text in times.items()}
        columns |= {"settings": json.loads(columns["settings"]), "finished": bool(columns["finished"])}
    except (ValueError, TypeError, RecursionError):
        raise Damaged from None
    columns |= {name: printable(text) for name, text in columns.items() if isinstance(text, str)}
    session = Session(**columns)
    if not _makes_sense(session):
        raise Damaged
    return session


def _readable(file: Path) -> list[Session]:
    """Return the sessions that can be read from the damaged database `file`; don't change it.

    Bytes that aren't UTF-8 become U+FFFD. A copy of the file is read; raise `FileError` if that can't be written.
    """
    found: dict[str, Session] = {}
    if not file.is_file():
        return []
    # A bad page may lie in between, so read from both ends.
    ways: tuple[Callable[[Path], sqlite3.Connection], ...] = (sqlite3.connect, _with_new_head)
    for connected, order in product(ways, ("ASC", "DESC")):
        if found and connected is _with_new_head:
            break
        with (
            contextlib.suppress(sqlite3.Error, ValueError, MemoryError),
            _copy(file) as copy,
            contextlib.closing(connected(copy)) as connection,
        ):
            connection.text_factory = lambda raw: raw.decode(errors="replace")
            for row in connection.execute(f"{_FIND} {order}"):
                with contextlib.suppress(Damaged):
                    session = _session_of(row)
                    found[session.id] = session
    return sorted(found.values(), key=lambda session: session.started)


@contextlib.contextmanager
def _copy(file: Path) -> Iterator[Path]:
    """Yield a copy of `file` and of its log, which SQLite may change.

    Raise `FileError` if there is no room for the copy, or for the files that SQLite needs to read it.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="voiceguide-") as folder:
            copy = Path(folder, "copy.db")
            copy.touch()
            for suffix in ("", "-wal", "-journal"):
                try:
                    content = paths.content(file.with_name(file.name + suffix))
                except OSError:  # there is none, it isn't a file, or it can't be read
                    continue
                copy.with_name(copy.name + suffix).write_bytes(content)
            yield copy
    except OSError as error:
        raise FileError(f"can't write in {tempfile.gettempdir()}: {reason(error)}") from error
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) not in _NO_ROOM:
            raise
        raise FileError(f"can't write in {tempfile.gettempdir()}: no space left on device") from error


def _with_new_head(copy: Path) -> sqlite3.Connection:
    """Give `copy` the first page of a new database, which has the schema and says where the rows are; connect to it."""
    new = copy.with_name("new.db")
    with contextlib.closing(sqlite3.connect(new, isolation_level=None)) as newest:
        migrate(newest)
    first = bytearray(new.read_bytes())
    page_bytes = int.from_bytes(first[16:18], "big")
    content = copy.read_bytes() or bytes(first)
    first[28:32] = (len(content) // page_bytes).to_bytes(4, "big")
    copy.write_bytes(first[:page_bytes] + content[page_bytes:])
    return sqlite3.connect(copy)


def _written(value: object) -> str | float | None:
    match value:
        case datetime():
            return value.isoformat()
        case str():
            return printable(value)
        case None | int() | float():
            return value
        case _:
            return json.dumps(value)  # in ASCII: a setting may hold bytes that aren't text


def _makes_sense(session: Session) -> bool:
    settings, pains = session.settings, (session.pain_before, session.pain_after)
    texts = [session.id, session.source, session.name, session.title, session.left_at, session.note]
    return (
        isinstance(settings, dict)
        and all(isinstance(text, str) for text in (*texts, *settings.values()))
        and all(time.tzinfo and time.year in _YEARS for time in (session.started, session.ended))
        and _is_number(session.seconds, int | float, _MOST)
        and _is_number(session.holds, int, _MOST)
        and all(pain is None or _is_number(pain, int, _STRONGEST_PAIN) for pain in pains)
    )


def _is_number(value: object, kind: Any, most: int) -> bool:
    return isinstance(value, kind) and 0 <= value <= most
