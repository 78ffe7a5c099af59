"""The tree that a routine's YAML is read into: scalars, tables and lists, each with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeAlias, TypeVar

from voiceguide.errors import Problem, Where, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

E = TypeVar("E")
T = TypeVar("T")

MOST_PROBLEMS = 1_000
"""The most problems that a file, or a node in it, can have: more would only cost time and memory."""
_LONGEST_SHOWN = 200
"""Characters of a value that a message shows."""


def brief(text: str) -> str:
    """Return `text` as a message shows it: in one line, and shortened."""
    # It is shortened first, because folding a million characters takes long.
    return shortened(" ".join(shortened(text, 10 * _LONGEST_SHOWN).split()), _LONGEST_SHOWN)


class ProblemError(ValueError):
    """A node can't be read as the value of its key; `problems` say why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(*(problem.message for problem in self.problems[:1]))


class _Placed:
    """What scalars, tables and lists share: their place in the file, and the problems reported there."""

    __slots__ = ()
    where: Where

    def problem(self, code: str, message: str) -> Problem:
        """Return a problem with this node."""
        return Problem(self.where, code, message)

    def error(self, code: str, message: str) -> ProblemError:
        """Return the error of one problem with this node."""
        return ProblemError([self.problem(code, message)])


class Scalar(_Placed, str):
    """A scalar or a key, as the characters in the file: `no`, `5` and `2026-01-01` stay text.

    `key` is the key whose value it is, or ''. `plain` is True for a scalar without quotes that isn't a block.
    `comment` is the place of the comment that ends its line, or None.
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
        """Make a string of `text` alone; `__init__` takes the rest."""
        return super().__new__(cls, text)

    def __format__(self, spec: str) -> str:
        """Format the text as a message shows it."""
        return format(brief(self), spec)

    @property
    def empty(self) -> bool:
        """True if there is no value, only a key and its colon."""
        return self.plain and not self

    def wrong_value(self, code: str, why: str) -> ProblemError:
        """Return the error that the key can't have this value, and why."""
        return self.error(code, f"{self.key} is '{self}': {why}")


@dataclass(frozen=True, eq=False, slots=True)
class Table(_Placed):
    """A mapping. Its keys are scalars, so each has its place. `flow` is True if the mapping is in braces."""

    where: Where
    key: str
    flow: bool
    entries: dict[Scalar, Node]

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def __iter__(self) -> Iterator[Scalar]:
        return iter(self.entries)

    def get(self, key: str) -> Node | None:
        """Return the value of `key`, or None."""
        # Any equal str finds a Scalar, but the type of `dict.get` can't say so.
        return self.entries.get(key)  # type: ignore[call-overload, no-any-return]


@dataclass(frozen=True, eq=False, slots=True)
class Items(_Placed):
    """A list. `flow` is True if it is in brackets."""

    where: Where
    key: str
    flow: bool
    entries: list[Node]


Node: TypeAlias = Scalar | Table | Items


def read_each(entries: Iterable[E], read: Callable[[E], T]) -> list[T]:
    """Read each of `entries` with `read`. Raise one `ProblemError` with all their problems, up to `MOST_PROBLEMS`."""
    values: list[T] = []
    problems: list[Problem] = []
    for entry in entries:
        try:
            values.append(read(entry))
        except ProblemError as error:
            problems += error.problems
            if len(problems) >= MOST_PROBLEMS:
                break
    if problems:
        raise ProblemError(problems)
    return values
