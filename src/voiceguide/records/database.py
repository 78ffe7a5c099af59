"""A path -> a connection to the history's database, sound and of the newest form; what SQLite raises -> words."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from voiceguide.errors import FileError
from voiceguide.records.migrations import Newer, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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


class Unreadable(Exception):  # noqa: N818 - the history turns it into words
    """A database that can't be used; its text goes on after 'Your history'."""


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
        raise FileError(f"can't use {file}: {(error.strerror or str(error)).lower()}") from error
    except sqlite3.Error as error:
        shown = hindrance if hindrance and _code(error) == sqlite3.SQLITE_READONLY else error
        reason = _REASONS.get(_code(shown, extended=True)) or _REASONS.get(_code(shown)) or str(shown)
        raise FileError(f"can't use {file}: {reason}") from error


def _checked(file: Path, how: str) -> sqlite3.Connection:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        # What hurts is its owner's business; SQLite gives the files beside it the same rights.
        file.touch(mode=0o600)
    file.open("rb").close()  # the system says why it can't be read, where SQLite only says that it can't
    uri = f"{file.absolute().as_uri()}?{how}"
    connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE_SECONDS, isolation_level=None)
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    try:
        sound = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        if sound and connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            connection.execute("PRAGMA journal_mode = WAL")
        if sound:
            migrate(connection)
    except Newer:
        raise Unreadable("was written by a newer voiceguide") from None
    except sqlite3.DatabaseError as error:
        if _code(error) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        sound = False
    if not sound:
        raise Unreadable("is damaged")


def _code(error: sqlite3.Error, *, extended: bool = False) -> int:
    """Return SQLite's primary code of `error`, or its extended one; 0 for one of Python's own."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code if extended else code & 0xFF
