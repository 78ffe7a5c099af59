"""The files of the history and the journal: their paths, how a bad one is set aside, deleting and locking them."""

from __future__ import annotations

import errno
import os
import re
import sys
from contextlib import suppress
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Self

from voiceguide import paths
from voiceguide.errors import FileError
from voiceguide.messages import reason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite appends to a database's name, to name the files beside it."""

_LOCKED_BYTE = 1 << 30
"""The byte to lock on Windows, which keeps others from reading locked bytes: one far behind the text."""


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
    """Return the files, but no folders, that `set_aside` made of histories and journals, the oldest of each first."""
    return [aside for path in (history_path(), *journal_files()) for aside in _asides(path)]


def set_aside(path: Path, when: datetime) -> Path:
    """Rename `path` and its companions to a free name with `when` in it. Return the new path.

    If a file can't be renamed, restore the old names and raise `FileError`.
    """
    stamp = f"{path.stem}-{when:%Y-%m-%d-%H%M%S}"
    names = (f"{stamp}{f'-{number}' * (number > 1)}{path.suffix}" for number in count(1))
    aside = next(free for name in names if not os.path.lexists(free := path.with_name(name)))
    try:
        _rename(path, aside)
    except OSError as error:
        with suppress(OSError):
            _rename(aside, path)
        refused = error.errno in (errno.EACCES, errno.EPERM)
        raise FileError(
            f"can't set {path} aside: {reason(error)}",
            hint=f"Make {path.parent} writable, and try again." if refused else "",
        ) from error
    return aside


def put_back(aside: Path, path: Path) -> None:
    """Undo `set_aside`, and delete what is at `path` now. Raise `OSError` if that fails."""
    for suffix in ("", *COMPANIONS):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    _rename(aside, path)


def is_older(file: Path, day: date) -> bool:
    """Return True if `file` was last written before `day`: then its sessions began before `day` too."""
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


class Claim:
    """A lock on a file: one process at a time holds it. The system releases it when that process ends or is killed.

    A library such as filelock would do, but its import takes too long before the first sound of a session.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def stake(cls, path: Path, text: str) -> Self | None:
        """Claim `path`, and write `text` into it for other processes to read. Return None if another one holds it.

        Raise `OSError` if no claim is possible, as on a read-only disk.
        """
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                _lock(descriptor)
            except (BlockingIOError, PermissionError):  # what POSIX and Windows raise if another process has the lock
                os.close(descriptor)
                return None
            os.truncate(descriptor, 0)
            os.write(descriptor, text.encode())
        except OSError:
            os.close(descriptor)
            raise
        return cls(descriptor)

    @staticmethod
    def is_held(path: Path) -> bool:
        """Return True if a process holds the claim on `path`; False if there is no such file."""
        try:
            descriptor = os.open(path, os.O_RDWR)
        except OSError:
            return False
        try:
            _lock(descriptor)
        except OSError:
            return True
        finally:
            os.close(descriptor)
        return False

    def release(self) -> None:
        """Empty the file, and let others claim it."""
        with suppress(OSError):
            os.truncate(self._descriptor, 0)
        os.close(self._descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _asides(path: Path) -> list[Path]:
    ending = "|".join(map(re.escape, COMPANIONS))
    named = re.compile(rf"{re.escape(path.stem)}-\d{{4}}-\d\d-\d\d-\d{{6}}(-\d+)?{re.escape(path.suffix)}({ending})?")
    found = (file for file in path.parent.glob(f"{path.stem}-*") if named.fullmatch(file.name))
    return sorted(file for file in found if not file.is_dir())


def _rename(path: Path, to: Path) -> None:
    path.rename(to)
    for suffix in COMPANIONS:
        companion = path.with_name(path.name + suffix)
        if os.path.lexists(companion):
            companion.rename(to.with_name(to.name + suffix))
