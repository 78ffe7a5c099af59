"""The cache of spoken clips on disk. A clip's name is a hash of everything that decides how it sounds."""

import hashlib
import json
import os
import time
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip, pcm16
from voiceguide.errors import FileError
from voiceguide.messages import reason
from voiceguide.paths import cache_folder, content, is_other, replacing

LARGEST_BYTES = 200_000_000
"""The most bytes that the cache takes by default: more than an hour of speech."""

# The version of all that happens between an engine and a clip (trimming, resampling, levelling), and of the files.
_RECIPE = 4
_SUFFIX = ".clip"
_CHECK_BYTES = 4
_SAMPLE_BYTES = 2
_ABANDONED_SECONDS = 3600


def entry_name(*parts: str | float) -> str:
    """Return the name of the clip that `parts` decide. It is the same on every computer."""
    return hashlib.sha256(json.dumps([_RECIPE, *parts]).encode()).hexdigest()


class Cache:
    """A folder of clips at the timeline's rate. If it exceeds `largest_bytes`, the least recently used are deleted.

    Several processes may share it. An entry is a checksum and 16-bit samples, which take half the space of floats and
    are as fine as the output of files and speakers. If the folder can't be used, the cache warns and keeps nothing.
    """

    def __init__(self, folder: Path | None = None, largest_bytes: int = LARGEST_BYTES) -> None:
        self.folder = folder or cache_folder() / "clips"
        self._largest_bytes = largest_bytes
        self._writable = True

    def get(self, name: str) -> Clip | None:
        """Return the clip called `name`, or None if it is missing or damaged."""
        path = self._path(name)
        try:
            whole = content(path)
        except OSError:
            if is_other(path):
                _delete(path)  # a pipe, for example, which no clip could replace
            return None
        check, samples = whole[:_CHECK_BYTES], whole[_CHECK_BYTES:]
        if check != _check(samples) or len(samples) % _SAMPLE_BYTES:
            return None
        with suppress(OSError):
            os.utime(path)  # marks it as used: few systems keep the time of access
        return _clip(samples)

    def put(self, name: str, clip: Clip) -> Clip:
        """Keep `clip`, which is at the timeline's rate, as `name` if possible. Return it as `get` will."""
        samples = pcm16(clip.samples).astype("<i2").tobytes()
        if self._writable:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                with replacing(self._path(name)) as path:
                    path.write_bytes(_check(samples) + samples)
            except FileError as error:
                self._writable = False
                _warn(error.message)
            except OSError as error:
                self._writable = False
                _warn(f"{error.filename}: {reason(error)}" if error.filename else reason(error))
        return _clip(samples)

    def prune(self) -> None:
        """Delete the least recently used clips until the cache fits its size, and files that killed processes left."""
        kept_bytes = 0
        for path, status in sorted(self._files(), key=lambda file: file[1].st_mtime, reverse=True):
            kept_bytes += status.st_size
            if kept_bytes > self._largest_bytes:
                _delete(path)
        # Another process may be writing the newer ones now.
        for path, status in self._files(f".*{_SUFFIX}"):
            if time.time() - status.st_mtime > _ABANDONED_SECONDS:
                _delete(path)

    def size(self) -> int:
        """Return how many bytes the clips take on disk."""
        return sum(status.st_size for _, status in self._files())

    def clear(self) -> int:
        """Delete every clip; return how many bytes that freed."""
        return sum(status.st_size for path, status in self._files() if _delete(path))

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{_SUFFIX}"

    def _files(self, pattern: str = f"[!.]*{_SUFFIX}") -> list[tuple[Path, os.stat_result]]:
        found = []
        with suppress(OSError):
            for path in self.folder.glob(pattern):
                with suppress(OSError):  # another process may prune at the same time
                    found.append((path, path.stat()))
        return found


def _check(samples: bytes) -> bytes:
    # It starts from another number than 0, so that a file of zeros, which a power cut may leave, isn't a clip.
    return zlib.crc32(samples, _RECIPE).to_bytes(_CHECK_BYTES, "little")


def _clip(samples: bytes) -> Clip:
    return Clip(np.frombuffer(samples, "<i2").astype(np.float32) / np.float32(32_768), TIMELINE_RATE)


def _delete(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


@cache
def _warn(why: str) -> None:
    """Warn once only: a session that changes opens the cache many times."""
    from logging import getLogger  # only needed for a warning

    getLogger("voiceguide").warning("spoken clips can't be kept, so they are rendered anew each time: %s", why)
