"""The history's database: opens it, checks it for damage and migrates it; turns SQLite's errors into messages.

To change the schema, add an entry at the end of `MIGRATIONS`; never change an existing one, because listeners have
databases of every version. Add a database of the version before it, as SQL, to tests/records/versions/: the tests
migrate each of them.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import sqlite3
import stat
from typing import TYPE_CHECKING

from voiceguide.errors import FileError
from voiceguide.messages import reason
from voiceguide.records.files import COMPANIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_TIMEOUT_SECONDS = 5.0
"""How long a session waits while another one writes."""

_REASONS = {
    sqlite3.SQLITE_FULL: "no space left on device",
    sqlite3.SQLITE_IOERR_SHMSIZE: "no space left on device",
    sqlite3.SQLITE_READONLY: "it can only be read",
    sqlite3.SQLITE_CANTOPEN: "it can only be read",
    sqlite3.SQLITE_BUSY: "another program is writing to it",
}
"""Reasons for the listener, by SQLite's primary code, or by the extended one if the primary one says too little."""

_UNDAMAGED = {
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_MISUSE,
    sqlite3.SQLITE_NOLFS,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
"""SQLite's codes for errors that come from the disk, from permissions or from other programs, not from damage."""
_NEWEST_FORMAT = 2
"""The newest file format that SQLite writes. It opens a file with a newer one for reading only."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # Times are ISO 8601 with their offset from UTC, so that the day of a session is the listener's own.
        """
        CREATE TABLE sessions (
            id          TEXT PRIMARY KEY,
            started     TEXT NOT NULL,
            ended       TEXT NOT NULL,
            source      TEXT NOT NULL,
            name        TEXT NOT NULL,
            title       TEXT NOT NULL,
            settings    TEXT NOT NULL,
            finished    INTEGER NOT NULL CHECK (finished IN (0, 1)),
            left_at     TEXT NOT NULL,
            seconds     REAL NOT NULL,
            holds       INTEGER NOT NULL,
            pain_before INTEGER CHECK (pain_before BETWEEN 0 AND 10),
            pain_after  INTEGER CHECK (pain_after BETWEEN 0 AND 10),
            note        TEXT NOT NULL
        )
        """,
    ),
)
"""The statements that change each version to the next. An empty database is version 0."""


class Unreadable(Exception):  # noqa: N818 - the history turns it into words
    """The database can't be used. The text continues a sentence that begins with 'Your history'."""


class Damaged(Unreadable):
    """The database holds something that neither SQLite nor voiceguide writes."""

    def __init__(self) -> None:
        super().__init__("is damaged")


class TooNew(Unreadable):
    """A newer voiceguide wrote the database, and its sessions may mean something else."""

    def __init__(self) -> None:
        super().__init__("was written by a newer voiceguide")


def means_damage(error: BaseException) -> bool:
    """Return True if `error`, raised by sqlite3, shows that the file is damaged."""
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.ProgrammingError):
        return _code(error) not in _UNDAMAGED
    # SQLite quotes damaged names in its messages, and allocates as much memory as a damaged length asks for.
    return isinstance(error, Damaged | UnicodeDecodeError | MemoryError)


def connect(file: Path) -> tuple[sqlite3.Connection, sqlite3.Error | None]:
    """Return a connection to `file`, and None. Create the file if it doesn't exist.

    If the disk can't be written, the connection only reads, and comes with the disk's error. A connection has no
    isolation level: each statement is written at once. Raise `Unreadable` for a file that is no database, is damaged,
    or has a newer version, and also what sqlite3 and the system raise.
    """
    try:
        return _checked(file, "mode=rwc"), None
    except sqlite3.OperationalError as error:
        if _code(error) == sqlite3.SQLITE_BUSY:
            raise
        try:
            # With 'immutable', SQLite makes no files beside the database.
            return _checked(file, "immutable=1"), error
        except sqlite3.OperationalError:
            raise error from None  # the second error only says that the connection is read-only


@contextlib.contextmanager
def in_words(file: Path, hindrance: sqlite3.Error | None = None) -> Iterator[None]:
    """Turn errors of the system and of SQLite into a `FileError` about `file`; `hindrance` is why it only reads."""
    try:
        yield
    except OSError as error:
        raise FileError(f"can't use {file}: {reason(error)}") from error
    except sqlite3.Error as error:
        shown = hindrance if hindrance and _code(error) == sqlite3.SQLITE_READONLY else error
        why = _REASONS.get(_code(shown, extended=True)) or _REASONS.get(_code(shown)) or str(shown)
        raise FileError(f"can't use {file}: {why}") from error


def _checked(file: Path, how: str) -> sqlite3.Connection:
    _look_at(file)
    uri = f"{file.absolute().as_uri()}?{how}"
    connection = sqlite3.connect(uri, uri=True, timeout=_TIMEOUT_SECONDS, isolation_level=None)
    try:
        _check(connection)
    except BaseException as error:
        connection.close()
        if means_damage(error):
            raise Damaged from error
        raise
    return connection


def _look_at(file: Path) -> None:
    """Create `file` if it doesn't exist. Raise `Unreadable` if SQLite would wait for ever, or give no reason."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        # Pain is private: only the owner may read the file. SQLite gives the files beside it the same rights.
        try:
            file.touch(mode=0o600)
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise Unreadable("is a link that leads to itself") from None
            raise
    logged = 0
    for suffix in ("", *COMPANIONS):
        beside = file.with_name(file.name + suffix)
        try:
            status = beside.stat()
        except OSError:  # there is no such file, or no longer
            continue
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(f"can't be used, for {beside.name} beside it isn't a file" if suffix else "isn't a file")
        if suffix == "-wal":
            logged = status.st_size
    try:
        with file.open("rb") as opened:
            header = opened.read(20)
    except PermissionError:
        raise Unreadable("can't be read: permission denied") from None
    if any(format_number > _NEWEST_FORMAT for format_number in header[18:]):
        raise Damaged
    # An empty database with a log is damaged: SQLite would delete the log, and the sessions in it. It isn't another
    # process that is just creating both files, because that creates the log later.
    if logged and not header:
        raise Damaged


def _check(connection: sqlite3.Connection) -> None:
    """Migrate the database to the newest version. Raise `TooNew`, or an error that `means_damage`."""
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise Damaged
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode = WAL")
    migrate(connection)
    if _form(connection) != _newest_form():
        raise Damaged


def migrate(connection: sqlite3.Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
    """Migrate the database to the last version of `migrations`. Each step is made as a whole or not at all.

    `connection` has no isolation level. Raise `TooNew` for a newer version, before any change, and
    `sqlite3.DatabaseError` for a version that never existed.
    """
    while (version := _version(connection)) != len(migrations):
        if version > len(migrations):
            raise TooNew
        if version < 0:
            raise sqlite3.DatabaseError(f"there is no version {version}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have made this step meanwhile.
            if _version(connection) == version:
                for statement in migrations[version]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # on a full disk, SQLite has rolled back by itself
                connection.execute("ROLLBACK")
            raise


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


@functools.cache
def _newest_form() -> list[tuple[str, ...]]:
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as newest:
        migrate(newest)
        return _form(newest)


def _form(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """Return the schema of the sessions, without indexes, which a listener may have added."""
    return connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'sessions' AND type != 'index' ORDER BY name"
    ).fetchall()


def _code(error: BaseException, *, extended: bool = False) -> int:
    """Return SQLite's primary or extended code of `error`; 0 for an error that Python itself raised."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code if extended else code & 0xFF
