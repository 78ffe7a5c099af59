"""What the checks of broken YAML share: the mistake that they return, and ruamel.yaml's messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voiceguide.errors import Problem
from voiceguide.routine.model import keys_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.errors import Where

# Messages of ruamel.yaml, or how they begin or end.
UNEXPECTED_COLON = "mapping values are not allowed here"
"""There is one ': ' too many."""
NO_COLON = "could not find expected ':'"
"""A line is neither a key with its value nor an entry of a list."""
WRONG_COLUMNS = ("'<block mapping start>'", "'<block sequence start>'", "'-'", "'?'")
"""Ends of messages: a line begins in a column that fits no line above it."""
INSIDE_BRACKETS = "expected ',' or"
AFTER_BLOCK = "expected <block end>"
UNEXPECTED = "found unexpected"


TEXTS = keys_of("text") | {"left", "right"}
"""Keys that take a text, which may continue on the next line."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake of the author, and the lines that correct it.

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
