"""A path -> a connection to the history's database, sound and of the newest form; what SQLite raises -> words."""

from __future__ import annotations

import contextlib
import errno
import functools
import sqlite3
import stat
from typing import TYPE_CHECKING

from voiceguide.errors import FileError
from voiceguide.messages import reason
from voiceguide.records.migrations import Newer, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite puts behind the name of a database, for the files beside it."""

_PATIENCE_SECONDS = 5.0
"""How long one session waits for another to have written."""

_REASONS = {
    sqlite3.SQLITE_FULL: "no space left on device",
    sqlite3.SQLITE_IOERR_SHMSIZE: "no space left on device",
    sqlite3.SQLITE_READONLY: "it can only be read",
    sqlite3.SQLITE_CANTOPEN: "it can only be read",
    sqlite3.SQLITE_BUSY: "another program is writing to it",
}
"""What people call it, by SQLite's codes: extended ones where the primary one says too little."""

_SOUND_FILE = frozenset(
    (
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
    )
)
"""SQLite's codes for what goes wrong around a file that is sound: its disk, its rights, other programs."""
_NEWEST_FORMAT = 2
"""SQLite only reads a file whose header asks for a newer one."""


class Unreadable(Exception):  # noqa: N818 - the history turns it into words
    """A database that can't be used; its text goes on after 'Your history'."""


class Damaged(Unreadable):
    """A database with something in it that SQLite or voiceguide never wrote."""

    def __init__(self) -> None:
        super().__init__("is damaged")


class TooNew(Unreadable):
    """A database of a newer voiceguide, whose sessions may mean something else."""

    def __init__(self) -> None:
        super().__init__("was written by a newer voiceguide")


def means_damage(error: Exception) -> bool:
    """Return whether `error`, raised by sqlite3, shows that the file is damaged."""
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.ProgrammingError):
        return _code(error) not in _SOUND_FILE
    # SQLite quotes damaged names in its messages, and asks for as much memory as a damaged length says.
    return isinstance(error, Damaged | UnicodeDecodeError | MemoryError)


def connect(file: Path) -> tuple[sqlite3.Connection, sqlite3.Error | None]:
    """Return a connection to `file`, made where there is none; on a disk that takes nothing, what that disk said too.

    Such a connection only reads. None has an isolation level: what is executed is written. Raise `Unreadable` for a
    file that is no database, or is damaged or of a newer version, and whatever sqlite3 and the system raise.
    """
    try:
        return _checked(file, "mode=rwc"), None
    except sqlite3.OperationalError as error:
        if _code(error) == sqlite3.SQLITE_BUSY:
            raise
        try:
            # SQLite makes no files beside the database when it is told that nobody changes it.
            return _checked(file, "immutable=1"), error
        except sqlite3.OperationalError:
            raise error from None  # that it only reads was our own wish


@contextlib.contextmanager
def in_words(file: Path, hindrance: sqlite3.Error | None = None) -> Iterator[None]:
    """Raise whatever the system and SQLite raise as a `FileError` about `file`; `hindrance` is why it only reads."""
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
    connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE_SECONDS, isolation_level=None)
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _look_at(file: Path) -> None:
    """Make `file` where there is none. Raise `Unreadable` for what SQLite would wait for, or give no reason for."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        # What hurts is its owner's business; SQLite gives the files beside it the same rights.
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
        except OSError:  # it isn't there, or no longer
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
    # SQLite would delete the log, and the sessions in it. Another process that makes both makes the log later.
    if logged and not header:
        raise Damaged


def _prepare(connection: sqlite3.Connection) -> None:
    try:
        _check(connection)
    except Newer:
        raise TooNew from None
    except Exception as error:
        if means_damage(error):
            raise Damaged from error
        raise


def _check(connection: sqlite3.Connection) -> None:
    """Bring the database to the newest form; raise `Newer`, or what `means_damage`."""
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise Damaged
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode = WAL")
    migrate(connection)
    if _form(connection) != _newest_form():
        raise Damaged


@functools.cache
def _newest_form() -> list[tuple[str, ...]]:
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as newest:
        migrate(newest)
        return _form(newest)


def _form(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """Return how the sessions are stored; an index that a listener added changes nothing."""
    return connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'sessions' AND type != 'index' ORDER BY name"
    ).fetchall()


def _code(error: Exception, *, extended: bool = False) -> int:
    """Return SQLite's primary code of `error`, or its extended one; 0 for one of Python's own."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code if extended else code & 0xFF
