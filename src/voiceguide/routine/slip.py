"""What passes between reading YAML and explaining it: where it broke, and the slip that this most likely was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voiceguide.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.errors import Where


@dataclass(frozen=True, slots=True)
class Broken:
    """Where reading stopped: the character, the YAML reader's own words, and where what it was in began."""

    at: int
    problem: str
    begun: int | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong and where; `mends` are lines put right, none where nobody can know what was meant."""

    where: Where
    code: str
    message: str
    mends: Mapping[int, str] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        """The slip, as its author is told of it."""
        return Problem(self.where, self.code, self.message)
