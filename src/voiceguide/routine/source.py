"""A file's bytes -> its text, and a path written in a routine -> a file that the routine may use."""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, BinaryIO

from voiceguide.errors import FileError, Problem, RoutineError, Where
from voiceguide.messages import near, reason
from voiceguide.routine.tree import Page, brief, fault

if TYPE_CHECKING:
    from voiceguide.routine.tree import Scalar

LONGEST_PATH = 1_000
"""Characters of a path in a routine: systems take 4,096 bytes with the folder it starts at."""
LARGEST = 2**20
"""Bytes of a routine file: a thousand times what a long one has."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What YAML 1.2 doesn't allow in a text (section 5.1); its complement would take 4 ms to compile."""


def read_file(path: Path) -> str:
    """Return the text of the routine file at `path`; raise `FileError`, or `RoutineError` where it is no text."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise FileError(f"{path} is a folder", hint="Name the routine file in it.")
        if not stat.S_ISREG(mode):
            raise FileError(f"{path} is no regular file", hint="Read it as standard input instead, with '-'.")
        with path.open("rb") as file:
            return read_stream(file, str(path))
    except FileNotFoundError as error:
        raise FileError(f"there is no file {path}{_near_file(path)}") from error
    except ValueError as error:  # a NUL in the name
        raise FileError(f"there is no file {str(path)!r}") from error
    except OSError as error:
        raise FileError(f"can't read {path}: {reason(error)}") from error


def read_stream(stream: BinaryIO, file: str) -> str:
    """Return the text of `stream`, at most a routine file long; `file` is how messages call it."""
    raw = stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise RoutineError([Problem(Where(file, 1, 1), "VG119", "the file is over 1 MiB, the most a routine may have")])
    return decode(raw, file)


def decode(raw: bytes, file: str) -> str:
    """Return `raw`, which must be UTF-8 and text, without a byte order mark; raise `RoutineError`."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RoutineError([Problem(Where(file, 1, 1), "VG117", "the file is UTF-16; save it as UTF-8")])
    if b"\0" in raw:
        before = raw.partition(b"\0")[0].decode(errors="replace")
        raise RoutineError([Problem(Page(before, file).where(len(before)), "VG117", "this isn't a text file")])
    try:
        text = raw.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        # What comes before the byte is UTF-8, so its characters say where it stands.
        page = Page(error.object.decode(errors="replace"), file)
        where = page.where(len(error.object[: error.start].decode()))
        message = f"this isn't UTF-8: byte {error.object[error.start]:#04x}; save the file as UTF-8"
        raise RoutineError([Problem(where, "VG117", message)]) from None
    if found := UNPRINTABLE.search(text):
        where = Page(UNPRINTABLE.sub("\ufffd", text), file).where(found.start())
        message = f"the character U+{ord(found[0]):04X} is not text; take it out"
        raise RoutineError([Problem(where, "VG117", message)])
    return text


def inside(folder: Path, written: Scalar) -> Path:
    """Return the file that `written` names in `folder` or below it; raise `Fault` where a routine may not use it."""
    where, key = written.where, written.key
    if len(written) > LONGEST_PATH:
        raise fault(where, "VG122", f"{key} is '{written}': a path has {LONGEST_PATH:,} characters at most")
    if PurePosixPath(written).is_absolute() or PureWindowsPath(written).anchor or written.startswith("~"):
        raise fault(where, "VG122", f"{key} is '{written}': a path starts at this file's folder; put the file there")
    if "\\" in written:
        hint = brief(written.replace("\\", "/"))
        raise fault(where, "VG122", f"{key} is '{written}': folders are parted by '/'; write '{hint}'")
    if Path(os.path.normpath(written)).parts[:1] == (os.pardir,):
        raise fault(where, "VG122", f"{key} is '{written}': a path stays in this file's folder")
    path = folder / written
    try:
        real = path.resolve()
        if not real.is_relative_to(folder.resolve()):
            problem = "it is a link that leads out of this file's folder"
        elif real.is_file():
            return path
        else:
            problem = "it is a folder" if real.is_dir() else f"there is no such file{_near_file(path)}"
    except (OSError, RuntimeError) as error:  # a circle of links, a name too long
        problem = f"it can't be used ({str(error).partition(':')[0].lower()})"
    raise fault(where, "VG122", f"{key} is '{written}': {problem}")


def _near_file(path: Path) -> str:
    try:
        return near(path.name, (other.name for other in path.parent.iterdir()))
    except OSError:
        return ""
