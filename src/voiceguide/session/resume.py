"""Go on with a session that was cut short: find the step where the journal ends, and run the session from there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from voiceguide import pipeline
from voiceguide.errors import UsageError, VoiceguideError
from voiceguide.messages import command_line
from voiceguide.records.session import Steps, course
from voiceguide.session.options import SessionOptions
from voiceguide.timeline.layout import estimate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.plan.model import Plan
    from voiceguide.records.journal import Entry
    from voiceguide.records.session import Step
    from voiceguide.routine.model import Routine
    from voiceguide.session.dialog import Dialog
    from voiceguide.session.options import IOOptions
    from voiceguide.session.player import SessionResult

EXACT = "where you were"
CHANGED = "The routine has changed since that session. "


@dataclass(frozen=True, slots=True)
class ResumePoint:
    """The `step` of `routine` to go on with, None if the routine no longer has one like it.

    `how` says how near that is to the step in the journal; `EXACT` if it is the same. `changed` says whether the
    routine has changed since that session.
    """

    routine: Routine
    options: SessionOptions
    step: Step | None
    how: str = ""
    changed: bool = False


def find_point(entry: Entry, *, music: bool = True, pan: bool = True) -> ResumePoint:
    """Return where the session of `entry` goes on; `music` and `pan` are as in `SpeechOptions`, False to turn them off.

    Raise what loading and compiling the routine raise, `UsageError` if a setting no longer fits.
    """
    playing, options = entry.playing, SessionOptions.from_text(entry.playing.options)
    options = replace(options, music=options.music and music, pan=options.pan and pan)
    routine = pipeline.load(playing.source)
    plan = _plan(entry, routine, options)
    steps = Steps(estimate(plan))
    changed = course(plan) != playing.digest
    # Even if the routine is the same: settings that changed during the session gave it other steps.
    ordinal = steps.nearest(entry.step) if changed else steps.resumed(entry.step)
    if ordinal is None:
        return ResumePoint(routine, options, None)
    step = steps.step(ordinal)
    if changed or ordinal != entry.step.ordinal:
        return ResumePoint(routine, options, step, "with what is nearest", changed)
    how = EXACT if step.likeness(entry.step) > 1 else f"{EXACT}, as it was at the start"
    return ResumePoint(routine, options, step, how)


def go_on(entry: Entry, point: ResumePoint, io: IOOptions, dialog: Dialog) -> SessionResult:
    """Run the session of `entry` from `point`, or from the start if the point has no step."""
    from voiceguide.session import player

    ordinal = point.step.ordinal if point.step else 0
    return player.run(
        point.routine,
        entry.playing.settings,
        point.options,
        io,
        source=entry.playing.source,
        begin_at=lambda timeline: Steps(timeline).start(ordinal),
        dialog=dialog,
    )


def step_is_gone(entry: Entry) -> VoiceguideError:
    """Return the error that the routine no longer has a step like the one in the journal."""
    return VoiceguideError(
        f"the routine has changed, and has no step like '{entry.step}' any longer",
        hint=_start_over(entry.playing.source, entry.playing.settings),
    )


def _plan(entry: Entry, routine: Routine, options: SessionOptions) -> Plan:
    try:
        return options.compile(routine, entry.playing.settings)
    except UsageError as error:
        raise UsageError(error.message, hint=f"{CHANGED}{_start_over(entry.playing.source)}") from error


def _start_over(source: str, settings: Mapping[str, str] = {}) -> str:
    return f"Start over: {command_line('play', source, settings)}"
