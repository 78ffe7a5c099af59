"""The files of the history and the journal: where they are, how a bad one is set aside, and how they are deleted."""

from __future__ import annotations

import errno
import os
import re
from contextlib import suppress
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from voiceguide import paths
from voiceguide.errors import FileError
from voiceguide.messages import reason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite appends to a database's name, to name the files beside it."""


def history_path() -> Path:
    """Return the path of the history's database; it may not exist."""
    return paths.data_folder() / "history.db"


def journal_path() -> Path:
    """Return the path of the journal; it may not exist."""
    return paths.state_folder() / "session.json"


def claim_path() -> Path:
    """Return the path of the file that a session claims to keep the journal; it may not exist."""
    return paths.state_folder() / "session.lock"


def journal_files() -> tuple[Path, ...]:
    """Return the paths of every file that a journal writes; none may exist."""
    return journal_path(), journal_path().with_suffix(".part"), claim_path()


def session_files() -> list[Path]:
    """Return the journal's files that hold something about the last session, or about one that lost its power."""
    return [file for file in journal_files() if file.is_file() and file.stat().st_size]


def files_set_aside() -> list[Path]:
    """Return the histories and journals that were set aside, and the files that SQLite put beside them."""
    journals = (aside for file in journal_files() for aside in asides(file))
    return [*asides(history_path(), companions=COMPANIONS), *journals]


def set_aside(path: Path, when: datetime, *, companions: tuple[str, ...] = ()) -> Path:
    """Rename `path`, and the files called like it plus one of `companions`. Return the new path, which was free before.

    The new name contains `when`. If a file can't be renamed, restore the old names and raise `FileError`.
    """
    stamp = f"{path.stem}-{when:%Y-%m-%d-%H%M%S}"
    names = (f"{stamp}{f'-{number}' * (number > 1)}{path.suffix}" for number in count(1))
    aside = next(free for name in names if not os.path.lexists(free := path.with_name(name)))
    try:
        _rename(path, aside, companions)
    except OSError as error:
        with suppress(OSError):
            _rename(aside, path, companions)
        refused = error.errno in (errno.EACCES, errno.EPERM)
        raise FileError(
            f"can't set {path} aside: {reason(error)}",
            hint=f"Make {path.parent} writable, and try again." if refused else "",
        ) from error
    return aside


def put_back(aside: Path, path: Path, *, companions: tuple[str, ...] = ()) -> None:
    """Undo `set_aside`, and delete what is at `path` now. Raise `OSError` if that fails."""
    for suffix in ("", *companions):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    _rename(aside, path, companions)


def asides(path: Path, *, companions: tuple[str, ...] = ()) -> list[Path]:
    """Return the files, but no folders, that `set_aside` made of `path` and its `companions`, the oldest first."""
    ending = "|".join(re.escape(suffix) for suffix in companions)
    named = re.compile(rf"{re.escape(path.stem)}-\d{{4}}-\d\d-\d\d-\d{{6}}(-\d+)?{re.escape(path.suffix)}({ending})?")
    found = (file for file in path.parent.glob(f"{path.stem}-*") if named.fullmatch(file.name))
    return sorted(file for file in found if not file.is_dir())


def is_older(file: Path, day: date) -> bool:
    """Return True if `file` was last written before `day`: the sessions that it tells of began before `day` too."""
    return date.fromtimestamp(file.stat().st_mtime) < day  # noqa: DTZ012 - the listener's own day


def delete(files: Iterable[Path]) -> None:
    """Delete `files`, but only empty the claim. Raise `FileError` for the first file for which this fails."""
    for file in files:
        try:
            if file == claim_path():
                os.truncate(file, 0)  # a session may hold it now: with a new file, a second session could claim it too
            else:
                file.unlink(missing_ok=True)
        except OSError as error:
            raise FileError(f"can't delete {file}: {reason(error)}") from error


def _rename(path: Path, to: Path, companions: tuple[str, ...]) -> None:
    path.rename(to)
    for suffix in companions:
        companion = path.with_name(path.name + suffix)
        if os.path.lexists(companion):
            companion.rename(to.with_name(to.name + suffix))
