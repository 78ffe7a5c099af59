"""The types that the diagnosis of broken YAML shares: where parsing failed, and the mistake that most likely caused it.

The constants are ruamel.yaml's own messages, or how they begin or end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voiceguide.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.errors import Where


UNEXPECTED_COLON = "mapping values are not allowed here"
"""There is one ': ' too many."""
NO_COLON = "could not find expected ':'"
"""A line is neither a key with its value nor an entry of a list."""
WRONG_COLUMNS = ("'<block mapping start>'", "'<block sequence start>'", "'-'", "'?'")
"""Ends of the messages about a line that begins in a column that fits no line above it."""
INSIDE_BRACKETS = "expected ',' or"
AFTER_BLOCK = "expected <block end>"
UNEXPECTED = "found unexpected"

TEXTS = ("say", "release", "section", "title", "summary", "help", "left", "right")
"""Keys that take a text, which may continue on the next line."""
LISTS = ("steps", "between", "safety", "sources", "tags", "choices", "sides", "only")
"""Keys that take a list."""


@dataclass(frozen=True, slots=True)
class YamlFailure:
    """Where ruamel.yaml stopped: the index of the character, its message, and where the element began that it read."""

    at: int
    message: str
    began: int | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake of the author's, and the lines that correct it.

    `corrected` has the new text of each line by its number; the text may be several lines. It is empty if the mistake
    doesn't show what the author meant.
    """

    where: Where
    code: str
    message: str
    corrected: Mapping[int, str] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        """The mistake as a problem of the file."""
        return Problem(self.where, self.code, self.message)


def indent(line: str) -> int:
    """Return by how many spaces `line` is indented."""
    return len(line) - len(line.lstrip(" "))
