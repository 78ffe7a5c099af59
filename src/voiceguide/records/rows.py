"""A session <-> its row in the history's database, and the sessions that can still be read from a damaged one."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tempfile
from dataclasses import fields
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceguide import paths
from voiceguide.errors import FileError
from voiceguide.messages import printable, reason
from voiceguide.records.migrations import migrate
from voiceguide.records.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COLUMNS = tuple(column.name for column in fields(Session))
FIND = f"SELECT {', '.join(COLUMNS)} FROM sessions ORDER BY rowid"  # noqa: S608 - names of our own

_YEARS = range(1970, 2200)
"""What a computer's clock can say."""
_MOST = 1_000_000_000
"""More seconds or holds than a session can have."""
_STRONGEST_PAIN = 10
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)


def row_of(session: Session) -> list[str | float | None]:
    """Return the values of `session` in the order of `COLUMNS`."""
    return [_written(getattr(session, name)) for name in COLUMNS]


def session_of(row: Sequence[Any]) -> Session | None:
    """Return the session of `row`, or None if its values make no session; a damaged file may hold any values."""
    columns: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
    times = {name: columns[name] for name in ("started", "ended")}
    try:
        columns |= {name: datetime.fromisoformat(text) for name, text in times.items()}
        columns |= {"settings": json.loads(columns["settings"]), "finished": bool(columns["finished"])}
    except (ValueError, TypeError, RecursionError):
        return None
    columns |= {name: printable(text) for name, text in columns.items() if isinstance(text, str)}
    session = Session(**columns)
    return session if _makes_sense(session) else None


def readable(file: Path) -> list[Session]:
    """Return the sessions that can be read from the damaged database `file`, which stays as it is.

    Bytes in a text that aren't UTF-8 become U+FFFD. Raise `FileError` where the copy that is read can't be written.
    """
    found: dict[str, Session] = {}
    if not file.is_file():
        return []
    for opened, order in product((_as_it_is, _mended), ("ASC", "DESC")):  # from both ends: between them lies a bad page
        if found and opened is _mended:
            break
        with (
            contextlib.suppress(sqlite3.Error, ValueError, MemoryError),
            _copy(file) as copy,
            opened(copy) as connection,
        ):
            connection.text_factory = lambda raw: raw.decode(errors="replace")
            for row in connection.execute(f"{FIND} {order}"):
                if session := session_of(row):
                    found[session.id] = session
    return sorted(found.values(), key=lambda session: session.started)


@contextlib.contextmanager
def _copy(file: Path) -> Iterator[Path]:
    """Yield a copy of `file`, which SQLite may change, with what SQLite hasn't yet brought into the file itself.

    Raise `FileError` where there is no room for it, or for what SQLite writes to read it.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="voiceguide-") as folder:
            copy = Path(folder, "copy.db")
            copy.touch()
            for suffix in ("", "-wal", "-journal"):
                try:
                    content = paths.content(file.with_name(file.name + suffix))
                except OSError:  # it isn't there, isn't a file, or can't be read
                    continue
                copy.with_name(copy.name + suffix).write_bytes(content)
            yield copy
    except OSError as error:
        raise FileError(f"can't write in {tempfile.gettempdir()}: {reason(error)}") from error
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) not in _NO_ROOM:
            raise
        raise FileError(f"can't write in {tempfile.gettempdir()}: no space left on device") from error


@contextlib.contextmanager
def _as_it_is(copy: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        yield connection


@contextlib.contextmanager
def _mended(copy: Path) -> Iterator[sqlite3.Connection]:
    """Give `copy` the first page of a new database, which says where and in what form the rows are."""
    new = copy.with_name("new.db")
    with contextlib.closing(sqlite3.connect(new, isolation_level=None)) as newest:
        migrate(newest)
    first = bytearray(new.read_bytes())
    page_bytes = int.from_bytes(first[16:18], "big")
    content = copy.read_bytes() or bytes(first)
    first[28:32] = (len(content) // page_bytes).to_bytes(4, "big")
    copy.write_bytes(first[:page_bytes] + content[page_bytes:])
    with _as_it_is(copy) as connection:
        yield connection


def _written(value: object) -> str | float | None:
    match value:
        case datetime():
            return value.isoformat()
        case str():
            return printable(value)
        case None | int() | float():
            return value
        case _:
            return json.dumps(value)  # in ASCII: a setting may hold bytes that are no text


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
