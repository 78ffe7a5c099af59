"""What the journal and the history keep of a session: what it plays, its steps, and its result."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from voiceguide.plan.model import Plan, Wait, digest
from voiceguide.routine import library
from voiceguide.routine.model import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from voiceguide.playback.contracts import Now
    from voiceguide.routine.model import Routine
    from voiceguide.timeline.model import Timeline


@dataclass(frozen=True, slots=True)
class Playing:
    """What a session plays. `source` is a name of the library, a whole path, or '-' for standard input.

    `settings` are those that the listener gave, as written. `options` are the other choices that change the session, by
    name. `digest` is the `course` of the plan.
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
        """Return what a session of `plan` plays. A path becomes absolute, so that it works from another folder too."""
        lasting = source if source == "-" or library.is_name(source) else str(Path(routine.file).resolve())
        return cls(lasting, routine.name, routine.title, dict(settings), dict(options), course(plan))


def course(plan: Plan) -> str:
    """Return a hex digest of `plan` that changes if its steps, words or times do.

    It ignores how the listener answers a wait, which depends on the terminal and the microphone, and the music.
    """
    events = (replace(event, answer=None) if isinstance(event, Wait) else event for event in plan.events)
    return digest(replace(plan, events=tuple(events), music=None))


_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins with one of these as a formula."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session in the history. `left_at` is the step at which it ended, '' if it was `finished`.

    `seconds` is how long the listener listened, without pauses. `holds` counts the holds that were heard to their end.
    Pain goes from 0 to 10, or is None if the listener didn't say. The times carry their offset from UTC.
    """

    id: str
    started: datetime
    ended: datetime
    source: str
    name: str
    title: str
    settings: Mapping[str, str] = field(default_factory=dict)
    finished: bool = False
    left_at: str = ""
    seconds: float = 0.0
    holds: int = 0
    pain_before: int | None = None
    pain_after: int | None = None
    note: str = ""


def to_fields(session: Session) -> dict[str, object]:
    """Return `session` for scripts: times in ISO 8601 with their offset from UTC, seconds as a float."""
    times = {"started": session.started.isoformat(), "ended": session.ended.isoformat()}
    return asdict(session) | times | {"seconds": round(session.seconds, 3)}


def to_csv(sessions: Iterable[Session]) -> str:
    """Return `sessions` as CSV (RFC 4180) with a header. No cell is a formula to a spreadsheet."""
    text = io.StringIO()
    names = ("started", "ended", "name", "title", "source", "settings", "finished", "left_at", "seconds", "holds")
    writer = csv.DictWriter(text, (*names, "pain_before", "pain_after", "note"), extrasaction="ignore")
    writer.writeheader()
    for session in sessions:
        settings = "; ".join(f"{name}={value}" for name, value in session.settings.items())
        fields = to_fields(session) | {"settings": settings, "finished": "yes" if session.finished else "no"}
        writer.writerow({name: _plain(value) for name, value in fields.items()})
    return text.getvalue()


def _plain(value: object) -> object:
    """Return `value` as a cell, quoted if a spreadsheet would take it for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else "" if value is None else value


@dataclass(frozen=True, slots=True)
class Step:
    """The step of a timeline with the number `ordinal`, from 0. A new layout, as for a longer hold, keeps ordinals.

    `section` is the title of its chapter, '' if it has none.
    """

    ordinal: int
    verb: str
    label: str
    section: str = ""
    side: str | None = None
    round: int | None = None
    rounds: int | None = None

    def __str__(self) -> str:
        """Return the step as a person would say it.

        >>> str(Step(7, "hold", "hold 8 s", "Left side", "left", 2, 3))
        'Left side, round 2 of 3: hold 8 s'
        """
        place = [self.section] if self.section else []
        if self.side and self.side not in self.section.casefold():
            place.append(f"{self.side} side")
        if self.round:
            place.append(f"round {self.round} of {self.rounds}")
        what = f"“{self.label}”" if facts_of(self.verb).is_speech else self.label
        text = f"{', '.join(place)}: {what}" if place else what
        return text[:1].upper() + text[1:]

    def likeness(self, other: Step) -> int:
        """Return 2 if `other` is the same step to a listener, 1 if only its length or words differ, else 0."""
        if (self.verb, self.side, self.round) != (other.verb, other.side, other.round):
            return 0
        return 2 if self.label == other.label else 1


class Steps:
    """The steps of `timeline`. A step begins with its first cue, where skipping to it goes too."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._starts = [mark.start for mark in timeline.steps]
        self._hold_ends = [mark.end for mark in timeline.steps if mark.facts.is_held]
        self._chapters = [mark for mark in timeline.marks if mark.kind == "chapter"]
        self._opened = [mark.at for mark in self._chapters]

    def __len__(self) -> int:
        return len(self._starts)

    def begun(self, at: int) -> int:
        """Return the ordinal of the last step that begins at or before frame `at`; 0 before the first step."""
        return max(0, bisect_right(self._starts, at) - 1)

    def start(self, ordinal: int) -> int:
        """Return the frame at which step `ordinal` begins."""
        return self._starts[ordinal]

    def holds_ended(self, before: int, at: int) -> int:
        """Return how many holds end after frame `before`, and at or before frame `at`."""
        return max(0, bisect_right(self._hold_ends, at) - bisect_right(self._hold_ends, before))

    def step(self, ordinal: int) -> Step:
        """Return step `ordinal`."""
        mark = self.timeline.steps[ordinal]
        chapter = bisect_right(self._opened, mark.start) - 1
        section = self._chapters[chapter].label if chapter >= 0 else ""
        where = mark.context
        return Step(ordinal, mark.verb, mark.label, section, where.side, where.round, where.rounds)

    def resumed(self, step: Step) -> int | None:
        """Return the ordinal of `step`, where an earlier session with these steps ended and may have made it longer.

        If other settings changed the steps before it, return the nearest step like it; None if there is none.
        """
        if step.ordinal < len(self) and self.step(step.ordinal).likeness(step):
            return step.ordinal
        return self.nearest(step)

    def nearest(self, step: Step) -> int | None:
        """Return the ordinal of the step most like `step`; of several, the nearest to its ordinal. None if none is."""
        alike = {ordinal: likeness for ordinal in range(len(self)) if (likeness := step.likeness(self.step(ordinal)))}
        return max(alike, key=lambda ordinal: (alike[ordinal], -abs(ordinal - step.ordinal)), default=None)


def heard_out(now: Now) -> bool:
    """Return True if at most the last second is left, which the speaker may still hold."""
    return now.timeline.ends - now.at <= now.timeline.rate.hz


def local_time() -> datetime:
    """Return the local time in whole seconds, with its offset from UTC."""
    return datetime.now().astimezone().replace(microsecond=0)
