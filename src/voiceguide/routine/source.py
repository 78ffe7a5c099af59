"""The text of a routine file, with the place of each character; and the files that a routine names."""

from __future__ import annotations

import codecs
import os
import re
import stat
from array import array
from bisect import bisect_right
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, BinaryIO

from voiceguide.errors import FileError, Problem, RoutineError, Where
from voiceguide.messages import near, reason
from voiceguide.routine.tree import brief

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.routine.tree import Scalar

LONGEST_PATH = 1_000
"""The most characters of a path in a routine. Systems take 4,096 bytes, including the routine's folder."""
LARGEST = 2**20
"""The most bytes of a routine file, a thousand times the size of a long routine."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that YAML 1.2 (section 5.1) doesn't allow. A pattern of those it allows takes 4 ms to compile."""
_BREAK = re.compile(r"\r\n|\n|\r")


class SourceText:
    """The text of a file, and the place of each character in it.

    Places are always in the author's text: a corrected text keeps that as `shown`, and the author's number of each of
    its lines in `rows`.
    """

    def __init__(self, text: str, file: str, shown: SourceText | None = None, rows: list[int] | None = None) -> None:
        self.text = text
        self.file = file
        self._shown = shown or self
        self._rows = rows
        # All places in a line share this copy of it. A file that a program wrote may have one very long line.
        self._lines = _BREAK.split(text)
        self._starts = array("l", (0, *(found.end() for found in _BREAK.finditer(text))))
        self._moves: dict[int, int] = {}

    def __len__(self) -> int:
        """Return the number of lines; an empty last one counts."""
        return len(self._starts)

    def line(self, number: int) -> str:
        """Return line `number`, counted from 1, without its line break."""
        return self._lines[number - 1]

    def start(self, number: int) -> int:
        """Return the index of the first character of line `number`."""
        return self._starts[number - 1]

    def row(self, index: int) -> int:
        """Return the number of the line that has character `index`."""
        return bisect_right(self._starts, index)

    def locate(self, index: int) -> tuple[int, str, int]:
        """Return the number of the line that has character `index`, the line, and the index of the character in it."""
        row = self.row(index)
        return row, self.line(row), index - self.start(row)

    def end(self, index: int) -> int:
        """Return the index where the line of character `index` ends, before its line break."""
        row = self.row(index)
        return self.start(row) + len(self.line(row))

    def where(self, start: int, end: int | None = None) -> Where:
        """Return the place of the characters from `start` to `end`: at least one, and none of the next line."""
        row = self.row(start)
        line = self._shown.line(self.written(row))
        begin = self.start(row) - self._moved(row)
        first = max(0, min(start - begin, len(line)))
        last = min((start + 1 if end is None else end) - begin, len(line))
        return Where(self.file, self.written(row), first + 1, max(1, last - first), line)

    def written(self, row: int) -> int:
        """Return the number of line `row` in the author's text."""
        return self._rows[row - 1] if self._rows else row

    def corrected(self, lines: Mapping[int, str]) -> SourceText:
        """Return the text with `lines` instead of those with the same numbers. A new line may contain line breaks."""
        text, done, rows = [], 0, []
        for number in range(1, len(self) + 1):
            rows += [self.written(number)] * (lines.get(number, "").count("\n") + 1)
        for number, line in sorted(lines.items()):
            text += [self.text[done : self._starts[number - 1]], line]
            done = self.end(self.start(number))
        return SourceText("".join(text) + self.text[done:], self.file, self._shown, rows)

    def _moved(self, row: int) -> int:
        """Return how much further the author indented line `row`, in characters."""
        if self._shown is self:
            return 0
        if row not in self._moves:
            line, shown = self.line(row), self._shown.line(self.written(row))
            self._moves[row] = len(shown) - len(line) if line.lstrip() == shown.lstrip() else 0
        return self._moves[row]


def read_file(path: Path) -> str:
    """Return the text of the routine file at `path`. Raise `FileError`, or `RoutineError` if it isn't text."""
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
    """Return the text of `stream`, at most `LARGEST` bytes. Messages call it `file`."""
    raw = stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise RoutineError([Problem(Where(file, 1, 1), "VG119", "the file is over 1 MiB, the most a routine may have")])
    return decode(raw, file)


def decode(raw: bytes, file: str) -> str:
    """Return `raw`, without a byte order mark, as text. Raise `RoutineError` if it isn't text in UTF-8."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RoutineError([Problem(Where(file, 1, 1), "VG117", "the file is UTF-16; save it as UTF-8")])
    if b"\0" in raw:
        before = raw.partition(b"\0")[0].decode(errors="replace")
        raise RoutineError([Problem(SourceText(before, file).where(len(before)), "VG117", "this isn't a text file")])
    try:
        text = raw.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        # The bytes before the bad one are UTF-8, so their characters give its place.
        replaced = SourceText(error.object.decode(errors="replace"), file)
        where = replaced.where(len(error.object[: error.start].decode()))
        message = f"this isn't UTF-8: byte {error.object[error.start]:#04x}; save the file as UTF-8"
        raise RoutineError([Problem(where, "VG117", message)]) from None
    if found := UNPRINTABLE.search(text):
        where = SourceText(UNPRINTABLE.sub("\ufffd", text), file).where(found.start())
        message = f"the character U+{ord(found[0]):04X} is not text; take it out"
        raise RoutineError([Problem(where, "VG117", message)])
    return text


def inside(folder: Path, written: Scalar) -> Path:
    """Return the path of the file `written` in `folder`. Raise `ProblemError` if a routine may not use it."""
    if len(written) > LONGEST_PATH:
        raise written.wrong_value("VG122", f"a path has {LONGEST_PATH:,} characters at most")
    if PurePosixPath(written).is_absolute() or PureWindowsPath(written).anchor or written.startswith("~"):
        raise written.wrong_value("VG122", "a path starts at this file's folder; put the file there")
    if "\\" in written:
        hint = brief(written.replace("\\", "/"))
        raise written.wrong_value("VG122", f"folders are parted by '/'; write '{hint}'")
    if Path(os.path.normpath(written)).parts[:1] == (os.pardir,):
        raise written.wrong_value("VG122", "a path stays in this file's folder")
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
    raise written.wrong_value("VG122", problem)


def _near_file(path: Path) -> str:
    try:
        return near(path.name, (other.name for other in path.parent.iterdir()))
    except OSError:
        return ""
