"""What passes between reading YAML and explaining it: where it broke, and the slip that this most likely was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voiceguide.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.errors import Where


COLON = "mapping values are not allowed here"
NAMELESS = "could not find expected ':'"
"""The YAML reader's words for a ': ' too many, and for a line that is neither a key nor an entry."""
INDENTED = ("'<block mapping start>'", "'<block sequence start>'", "'-'", "'?'")
"""How the YAML reader's words end when a line begins in a column that fits nothing above it."""

TEXTS = ("say", "release", "section", "title", "summary", "help", "left", "right")
"""Keys that take a text, which may go on in the next line."""
LISTS = ("steps", "between", "safety", "sources", "tags", "choices", "sides", "only")
"""Keys that take a list."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Where reading stopped: the character, the YAML reader's own words, and where what it was in began."""

    at: int
    problem: str
    begun: int | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong and where; `mends` are lines put right, none where nobody can know what was meant.

    A line put right may become several.
    """

    where: Where
    code: str
    message: str
    mends: Mapping[int, str] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        """The slip, as its author is told of it."""
        return Problem(self.where, self.code, self.message)
