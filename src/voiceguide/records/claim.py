"""A lock on a file: one process at a time holds it, and the system releases it when that process ends.

A library such as filelock would do, but its import takes too long before the first sound of a session.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

_FAR = 1 << 30
"""The byte to lock on Windows, which keeps others from reading locked bytes: one far behind the text."""


class Claim:
    """A claim on a file. It ends when it is released, or when its process ends, even if it is killed."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def stake(cls, path: Path, words: str) -> Self | None:
        """Claim `path`, and write `words` into it for other processes to read. Return None if another one holds it.

        Raise `OSError` if no claim is possible, as on a read-only disk.
        """
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(descriptor)
        except (BlockingIOError, PermissionError):  # what POSIX and Windows call a lock that is taken
            os.close(descriptor)
            return None
        except OSError:
            os.close(descriptor)
            raise
        claim = cls(descriptor)
        try:
            os.truncate(descriptor, 0)
            os.write(descriptor, words.encode())
        except OSError:
            claim.release()
            raise
        return claim

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

        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
