"""The tree of a routine file: what YAML's text holds, each piece with its place in the file."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeAlias, TypeVar

from voiceguide.errors import Problem, Where, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

E = TypeVar("E")
T = TypeVar("T")

MOST_PROBLEMS = 1_000
"""Problems of a file, or of a node in it, that are looked for: those after them would only take time and memory."""
_LONGEST_SHOWN = 200
"""Characters of a value that a message shows."""
_BREAK = re.compile(r"\r\n|\n|\r")


def brief(text: str) -> str:
    """Return `text` as a message shows it: in one line, and not endless."""
    # What a million characters say in one line is not worth the time to fold them.
    return shortened(" ".join(shortened(text, 10 * _LONGEST_SHOWN).split()), _LONGEST_SHOWN)


class Scalar(str):
    """A scalar or a key, as the characters written; nothing is made of `no`, `5` or `2026-01-01`.

    `key` is the key it stands under ('' where there is none). `plain` says that it has no quotes and is no block.
    `comment` is the place of a ` #` that ends its line, or None.
    """

    __slots__ = ("comment", "key", "plain", "where")

    def __init__(
        self, _: str, where: Where, key: str = "", *, plain: bool = True, comment: Where | None = None
    ) -> None:
        self.where = where
        self.key = key
        self.plain = plain
        self.comment = comment

    def __new__(cls, text: str, *_: object, **__: object) -> Self:
        """Return the text itself; `__init__` gives it its place."""
        return super().__new__(cls, text)

    def __format__(self, spec: str) -> str:
        """Return the text as a message shows it."""
        return format(brief(self), spec)

    @property
    def empty(self) -> bool:
        """Whether nothing was written: a key, a colon and the end of the line."""
        return self.plain and not self


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """A mapping; its keys are scalars, so that each has its place. `flow` says that it is written in braces."""

    where: Where
    key: str
    flow: bool
    entries: dict[Scalar, Node]

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def __iter__(self) -> Iterator[Scalar]:
        return iter(self.entries)

    def get(self, key: str) -> Node | None:
        """Return what stands under `key`, or None."""
        # A Scalar is found by any equal str, which the type of a dict's `get` can't say.
        return self.entries.get(key)  # type: ignore[call-overload, no-any-return]


@dataclass(frozen=True, eq=False, slots=True)
class Items:
    """A list. `flow` says that it is written in brackets."""

    where: Where
    key: str
    flow: bool
    entries: list[Node]


Node: TypeAlias = Scalar | Table | Items


class Fault(ValueError):  # noqa: N818 - it is on its way to becoming problems, and none of the errors users see
    """A node that can't be read as what its place wants; carries the problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(*(problem.message for problem in self.problems[:1]))


def fault(where: Where, code: str, message: str) -> Fault:
    """Return the fault of one problem."""
    return Fault([Problem(where, code, message)])


def read_each(entries: Iterable[E], read: Callable[[E], T]) -> list[T]:
    """Return what `read` makes of each entry; raise the faults in them at once, up to `MOST_PROBLEMS`."""
    values: list[T] = []
    problems: list[Problem] = []
    for entry in entries:
        try:
            values.append(read(entry))
        except Fault as error:
            problems += error.problems
            if len(problems) >= MOST_PROBLEMS:
                break
    if problems:
        raise Fault(problems)
    return values


class Page:
    """A file's text, and the place of each character in it.

    Where lines were put right, `shown` is the page as its author wrote it, and `rows` has the number there of each
    line here: that is what places show.
    """

    def __init__(self, text: str, file: str, shown: Page | None = None, rows: list[int] | None = None) -> None:
        self.text = text
        self.file = file
        self._shown = shown or self
        self._rows = rows
        # Every place in a line shares this one copy of it: a file that a program wrote may be one line alone.
        self._lines = _BREAK.split(text)
        self._starts = array("l", (0, *(found.end() for found in _BREAK.finditer(text))))
        self._moves: dict[int, int] = {}

    def __len__(self) -> int:
        """Return how many lines there are, an empty last one too."""
        return len(self._starts)

    def line(self, number: int) -> str:
        """Return line `number`, counted from 1, without its break."""
        return self._lines[number - 1]

    def start(self, number: int) -> int:
        """Return which character of the text line `number` begins with."""
        return self._starts[number - 1]

    def row(self, index: int) -> int:
        """Return the number of the line that character `index` stands in."""
        return bisect_right(self._starts, index)

    def locate(self, index: int) -> tuple[int, str, int]:
        """Return the line of character `index`: its number, the line, and the character's place in it."""
        row = self.row(index)
        return row, self.line(row), index - self.start(row)

    def end(self, index: int) -> int:
        """Return where the line of character `index` ends, before its break."""
        row = self.row(index)
        return self.start(row) + len(self.line(row))

    def where(self, start: int, end: int | None = None) -> Where:
        """Return the place of the characters from `start` to `end`, cut at the line's end; one wide at least."""
        row = self.row(start)
        line = self._shown.line(self.written(row))
        begin = self.start(row) - self._moved(row)
        first = max(0, min(start - begin, len(line)))
        last = min((start + 1 if end is None else end) - begin, len(line))
        return Where(self.file, self.written(row), first + 1, max(1, last - first), line)

    def written(self, row: int) -> int:
        """Return the number that line `row` has on the page as its author wrote it."""
        return self._rows[row - 1] if self._rows else row

    def corrected(self, lines: Mapping[int, str]) -> Page:
        """Return the page with other `lines` in place of those of their numbers; one may become several."""
        text, done, rows = [], 0, []
        for number in range(1, len(self) + 1):
            rows += [self.written(number)] * (lines.get(number, "").count("\n") + 1)
        for number, line in sorted(lines.items()):
            text += [self.text[done : self._starts[number - 1]], line]
            done = self.end(self.start(number))
        return Page("".join(text) + self.text[done:], self.file, self._shown, rows)

    def _moved(self, row: int) -> int:
        """Return how much further line `row` was indented by its author."""
        if self._shown is self:
            return 0
        if row not in self._moves:
            line, shown = self.line(row), self._shown.line(self.written(row))
            self._moves[row] = len(shown) - len(line) if line.lstrip() == shown.lstrip() else 0
        return self._moves[row]
