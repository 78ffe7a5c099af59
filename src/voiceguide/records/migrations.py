"""An older history -> the newest form of it, one version after the other.

A change of the form is a new entry at the end of `MIGRATIONS`, never a change of one that stands here: databases of
every version are out there. With it goes a database of the version before, as SQL, into tests/records/versions/,
and the tests bring each of those up to date.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # Times are ISO 8601 with their distance from UTC, so that a session's day is the listener's own.
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
"""The statements that lead from each version to the next; an empty database is version 0."""


class Newer(Exception):  # noqa: N818 - the history turns it into words
    """A database of a version that isn't known yet."""


def migrate(connection: sqlite3.Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
    """Bring the database to the version that `migrations` lead to; each step is made whole or not at all.

    `connection` has no isolation level. Raise `Newer`, before anything is changed, for a version beyond that, and
    `sqlite3.DatabaseError` for one that there never was.
    """
    while (version := _version(connection)) != len(migrations):
        if version > len(migrations):
            raise Newer
        if version < 0:
            raise sqlite3.DatabaseError(f"there is no version {version}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have been faster.
            if _version(connection) == version:
                for statement in migrations[version]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite takes back by itself what a full disk broke off
                connection.execute("ROLLBACK")
            raise


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
