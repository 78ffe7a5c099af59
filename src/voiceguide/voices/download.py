"""A file elsewhere, of known size and checksum -> the file here: whole or not there, and never fetched twice.

What has come lies beside it as `.NAME.part`, whatever ends the fetching, and the next time goes on from there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceguide.errors import FetchError, FileError
from voiceguide.messages import reason
from voiceguide.voices import web

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Progress = Callable[[int, int], None]

_PARTIAL = 206
_ELSE = (
    "A network that wants you to log in first answers so, too: open a page in your browser, then repeat the command."
)


@dataclass(frozen=True, slots=True)
class Remote:
    """A file elsewhere: its `address`, its size in `size_bytes`, and its checksum as the `algorithm` writes it in hex."""

    address: str
    size_bytes: int
    algorithm: str
    checksum: str


@dataclass(frozen=True, slots=True)
class _Part:
    """What has come of a file that will lie at `path`, and the name that the server gave to that version of it."""

    path: Path

    @property
    def file(self) -> Path:
        return self.path.with_name(f".{self.path.name}.part")

    @property
    def tag(self) -> Path:
        return self.path.with_name(f".{self.path.name}.part-of")

    def size_bytes(self) -> int:
        return self.file.stat().st_size if self.file.is_file() else 0

    def drop(self) -> None:
        self.file.unlink(missing_ok=True)
        self.tag.unlink(missing_ok=True)


def fetch(remote: Remote, path: Path, progress: Progress | None = None) -> None:
    """Put `remote` at `path`, in place of what is there; `progress` is told (octets done, octets of all).

    Raise `FetchError` when it doesn't come, or is another file than promised; `FileError` when there is no room for
    it. What has come stays, and is gone on with the next time, save what turned out to be wrong.
    """
    part = _Part(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        had = _completed(remote, part, progress)
        if had and not _is_right(part, remote):
            part.drop()  # it was the beginning of another version
            _completed(remote, part, progress)
        if not _is_right(part, remote):
            part.drop()
            raise FetchError(
                f"what came from {remote.address} isn't what was promised: its {remote.algorithm} checksum is another."
                " It is deleted",
                hint="Repeat the command. If it stays so, the voice was changed there, or somebody is in between.",
            )
        part.file.replace(path)
        part.drop()
    except OSError as error:
        raise FileError(
            f"can't write {path}: {reason(error)}",
            hint="Mend that, and repeat the command: what has come is kept.",
        ) from error


def drop_part(path: Path) -> int:
    """Delete what has come of the file that would lie at `path`; return how many octets that frees."""
    part = _Part(path)
    freed = part.size_bytes()
    part.drop()
    return freed


def is_begun(path: Path) -> bool:
    """Return whether a part of the file that will lie at `path` is here."""
    return _Part(path).size_bytes() > 0


def _completed(remote: Remote, part: _Part, progress: Progress | None) -> int:
    """Fetch what is missing of `part`; return how much of it was here before and is in it still."""
    had = part.size_bytes()
    if had > remote.size_bytes:
        part.drop()
        had = 0
    if had == remote.size_bytes:
        return had
    free = shutil.disk_usage(part.path.parent).free
    if free < remote.size_bytes - had:
        raise FileError(
            f"there is no room for {part.path.name}: it takes {remote.size_bytes - had:,} bytes more, {free:,} are free",
            hint=f"Make room on the disk of {part.path.parent}, and repeat the command.",
        )
    with _asked(remote, part, had) as answer:
        goes_on = answer.status == _PARTIAL
        _write(answer, remote, part, had if goes_on else 0, progress)
    return had if goes_on else 0


def _asked(remote: Remote, part: _Part, had: int) -> web.Answer:
    """Return the answer that brings the rest after `had` octets, or the whole where the server has no rests."""
    if had:
        tag = part.tag.read_text("utf-8") if part.tag.exists() else ""
        answer = web.ask(remote.address, {"Range": f"bytes={had}-"} | ({"If-Range": tag} if tag else {}))
        begins = re.match(r"bytes (\d+)-", answer.header("Content-Range"))
        if answer.status == 200 or (answer.status == _PARTIAL and begins and int(begins[1]) == had):
            return answer
        with answer:
            part.drop()  # the file there has another length now, or the server counts in its own way
    return web.ask(remote.address)


def _write(answer: web.Answer, remote: Remote, part: _Part, begin: int, progress: Progress | None) -> None:
    promised = answer.header("Content-Length")
    if promised.isdecimal() and begin + int(promised) != remote.size_bytes:
        raise FetchError(
            f"what is at {remote.address} isn't what was promised: {begin + int(promised):,} bytes instead of"
            f" {remote.size_bytes:,}",
            hint=_ELSE,
        )
    tag = answer.header("ETag") or answer.header("Last-Modified")
    # A weak tag names what looks alike, not the same bytes.
    part.tag.write_text("" if tag.startswith("W/") else tag, "utf-8")
    done = begin
    with part.file.open("ab" if begin else "wb") as file:
        for block in answer.blocks():
            done += len(block)
            if done > remote.size_bytes:
                break  # without an end it would fill the disk
            file.write(block)
            if progress:
                progress(done, remote.size_bytes)
        file.flush()
        os.fsync(file.fileno())
    if done > remote.size_bytes:
        part.drop()
        raise FetchError(f"what comes from {remote.address} is longer than promised: it is deleted", hint=_ELSE)
    if done < remote.size_bytes:
        raise FetchError(
            f"{remote.address} broke off after {done:,} of {remote.size_bytes:,} bytes",
            hint="Repeat the command: it goes on from there.",
        )


def _is_right(part: _Part, remote: Remote) -> bool:
    with contextlib.suppress(FileNotFoundError), part.file.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new(remote.algorithm, usedforsecurity=False)).hexdigest() == (
            remote.checksum.lower()
        )
    return False
