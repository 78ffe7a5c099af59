"""A voice that can be fetched: its files elsewhere, and where each of them will lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from voiceguide.voices.download import drop_part, fetch, is_begun

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from voiceguide.speech.engine import Quality
    from voiceguide.voices.download import Remote


@dataclass(frozen=True, slots=True)
class Parcel:
    """The files of voice `name` of `engine`, in the order they come: an engine sees the last, and takes it for whole.

    `licence` tells what the voice's maker allows; asking may reach the network, and raise `FetchError`.
    """

    engine: str
    name: str
    language: str
    quality: Quality
    files: tuple[tuple[Remote, Path], ...]
    licence: Callable[[], str]

    @property
    def full_name(self) -> str:
        """What `--voice` takes."""
        return f"{self.engine}:{self.name}"

    @property
    def size_bytes(self) -> int:
        """How many bytes all of its files are."""
        return sum(remote.size_bytes for remote, _ in self.files)

    @property
    def is_here(self) -> bool:
        """Whether all of its files are here, in their full size."""
        return all(path.is_file() and path.stat().st_size == remote.size_bytes for remote, path in self.files)

    @property
    def is_begun(self) -> bool:
        """Whether some of it has come already."""
        return any(path.is_file() or is_begun(path) for _, path in self.files)


def fetch_parcel(parcel: Parcel, progress: Callable[[int, int], None]) -> None:
    """Put the files of `parcel` in place; `progress` is told (bytes done, bytes of all).

    Raise what `download.fetch` raises. Files that are here are taken as they are.
    """
    before = 0
    for remote, path in parcel.files:
        if not (path.is_file() and path.stat().st_size == remote.size_bytes):
            fetch(remote, path, partial(_add, progress, before, parcel.size_bytes))
        before += remote.size_bytes


def _add(progress: Callable[[int, int], None], before: int, total: int, done: int, _of_this: int) -> None:
    progress(before + done, total)


def remove_files(paths: list[Path]) -> int:
    """Delete `paths` and what has come of them, the last first; return how many bytes that frees."""
    freed = 0
    for path in reversed(paths):
        freed += drop_part(path)
        if path.is_file():
            freed += path.stat().st_size
            path.unlink()
    return freed
