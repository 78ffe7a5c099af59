"""Where YAML stops being YAML -> the slip the author most likely made, in their words, and the line put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voiceguide.errors import Where
    from voiceguide.routine.tree import Page


@dataclass(frozen=True, slots=True)
class Broken:
    """Where reading stopped: the character, the YAML reader's own words, and where what it was in began."""

    at: int
    problem: str
    begun: int | None


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong and where; `mend` is line `line` put right, None where nobody can know what was meant."""

    where: Where
    code: str
    message: str
    line: int
    mend: str | None = None


def diagnose(broken: Broken, page: Page) -> Slip:
    """Return what most likely went wrong where `broken` says."""
    where = page.where(broken.at)
    return Slip(where, "VG100", f"this isn't YAML: {broken.problem}", where.line)
