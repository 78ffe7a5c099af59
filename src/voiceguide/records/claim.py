"""A path -> a claim that one process at a time holds, and that the system drops when that process ends.

Libraries such as filelock do this too, but importing one takes longer than a session has until its first sound.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

_FAR = 1 << 30
"""Windows keeps others from reading the bytes it locks: one that no words reach."""


class Claim:
    """A claim on a file, held until it is released or its process ends, however that comes about."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def stake(cls, path: Path, words: str) -> Self | None:
        """Claim `path`, and write `words` into it for whoever is refused; return None when another holds it.

        Raise `OSError` where no claim can be made at all, as on a disk that only reads.
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
        """Return whether anybody holds the claim on `path`; not where there is no such file."""
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
        """Let others claim it; what was written for them goes."""
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
