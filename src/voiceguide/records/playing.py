"""A routine and how it is played -> what names it later, when the session is long over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from voiceguide.plan.model import Plan, Wait, digest
from voiceguide.routine import library

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.routine.model import Routine


@dataclass(frozen=True, slots=True)
class Playing:
    """What a session plays: `source` is a name of the library, a whole path, or '-' for standard input.

    `settings` are those given, as they were written; `options` what else makes the session what it is, by name.
    `digest` is the plan's, as `course` gives it.
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
        lasting = source if source == "-" or library.is_name(source) else str(Path(routine.file).resolve())
        return cls(lasting, routine.name, routine.title, dict(settings), dict(options), course(plan))


def course(plan: Plan) -> str:
    """Return hex digits that change whenever the course of `plan` does.

    They don't with how to answer, which is said or not as there is a terminal or a microphone, nor with music.
    """
    events = (replace(event, answer=None) if isinstance(event, Wait) else event for event in plan.events)
    return digest(replace(plan, events=tuple(events), music=None))


def local_time() -> datetime:
    """Return the time on the wall, and how far that is from UTC."""
    return datetime.now().astimezone().replace(microsecond=0)
