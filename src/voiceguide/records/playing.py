"""A routine and how it is played -> what names it later, when the session is long over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from voiceguide.plan.text import digest
from voiceguide.routine import library

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.plan.model import Plan
    from voiceguide.routine.model import Routine


@dataclass(frozen=True, slots=True)
class Playing:
    """What a session plays: `source` is a name of the library, a whole path, or '-' for standard input.

    `settings` are those given, as they were written; `options` what else makes the session what it is, by name.
    `digest` is the plan's: another one means another course of steps.
    """

    source: str
    name: str
    title: str
    settings: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    @classmethod
    def of(
        cls, source: str, routine: Routine, plan: Plan, settings: Mapping[str, str], options: Mapping[str, str]
    ) -> Self:
        """Return what `source` names, as it can still be named from another folder."""
        lasting = source if source == "-" or source in library.names() else str(Path(routine.file).resolve())
        return cls(lasting, routine.name, routine.title, dict(settings), dict(options), digest(plan))


def local_time() -> datetime:
    """Return the time on the wall, and how far that is from UTC."""
    return datetime.now().astimezone().replace(microsecond=0)
