"""The journal of a session that was cut short -> that session, from its last step on."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import click

from voiceguide import pipeline
from voiceguide.cli.frame import Command
from voiceguide.cli.options import json_output, music_option
from voiceguide.cli.output import command_line, print_json
from voiceguide.cli.wishes import IOOptions, SessionOptions, equipped
from voiceguide.errors import UsageError, VoiceguideError
from voiceguide.messages import printable, printable_lines
from voiceguide.records import journal
from voiceguide.records.session import Steps, course

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.plan.model import Plan
    from voiceguide.records.journal import Entry
    from voiceguide.records.session import Playing, Step
    from voiceguide.routine.model import Routine

_THERE = "where you were"
_CHANGED = "The routine has changed since that session. "


@click.command(
    "resume",
    cls=Command,
    examples=("voiceguide resume", "voiceguide resume --where", "voiceguide resume --device headset --start-in 10s"),
)
@click.option("--where", is_flag=True, help="Only say where it would go on.")
@click.option("--forget", is_flag=True, help="Forget that session, and play nothing.")
@json_output
@music_option
@equipped
def command(*, where: bool, forget: bool, as_json: bool, music: bool, **options: Any) -> None:
    """Go on with a session that was cut short.

    It goes on with the start of the step that was heard last, with the settings it was started with, whatever ended
    it: q, Ctrl-C, a closed terminal or a power cut; a hold made longer on the way is as long as at the start. A session
    heard to its end is over. --json tells where it would go on, too.
    """
    kept, plays = journal.read(), journal.is_kept_now()
    if as_json:
        print_json({"playing": plays, "session": _fields(kept) if kept else None})
    elif where:
        click.echo(printable_lines(_told(kept, plays=plays)) if kept else "There is no session to go on with.")
    elif plays:
        raise VoiceguideError(journal.claimant().removesuffix("."), hint="That session is not over yet.")
    elif forget:
        click.echo("Forgotten." if journal.forget() else "There is no session to forget.")
    elif kept:
        equipment = IOOptions(**{field.name: options[field.name] for field in fields(IOOptions)})
        _go_on(kept, equipment, music=music)
    else:
        raise VoiceguideError("there is no session to go on with", hint="Start one: voiceguide play ROUTINE")


def _go_on(kept: Entry, equipment: IOOptions, *, music: bool) -> None:
    from voiceguide.cli.session import hold_session

    playing, wishes = kept.playing, SessionOptions.read(kept.playing.options)
    wishes = replace(wishes, music=wishes.music and music)
    routine = pipeline.load(playing.source)
    ordinal = _begun(kept, _place(kept, _compiled(playing, routine, wishes)))
    hold_session(
        playing.source,
        routine,
        playing.settings,
        wishes,
        equipment,
        lambda timeline: Steps(timeline).start(ordinal),
    )


def _compiled(playing: Playing, routine: Routine, wishes: SessionOptions) -> Plan:
    try:
        return pipeline.compile(
            routine,
            playing.settings,
            safety=wishes.safety,
            music=wishes.music,
            patient=wishes.patient,
            wait_each=wishes.wait_each,
        )
    except UsageError as error:
        raise UsageError(error.message, hint=f"{_CHANGED}{_start_over(playing.source)}") from error


@dataclass(frozen=True, slots=True)
class _Place:
    """The `step` to go on with, None where the routine has none like it any longer, and `how` near that is."""

    step: Step | None
    how: str = ""
    changed: bool = False


def _place(kept: Entry, plan: Plan) -> _Place:
    steps = Steps(pipeline.estimate(plan))
    changed = course(plan) != kept.playing.digest
    # Settings changed on the way may have left it with other steps than those it was started with.
    ordinal = steps.nearest(kept.step) if changed else steps.resumed(kept.step)
    if ordinal is None:
        return _Place(None)
    step = steps.step(ordinal)
    if changed or ordinal != kept.step.ordinal:
        return _Place(step, "with what is nearest", changed)
    return _Place(step, _THERE if step.likeness(kept.step) > 1 else f"{_THERE}, as it was at the start")


def _begun(kept: Entry, place: _Place) -> int:
    """Return the ordinal of the step to begin with, and say which that is; raise `VoiceguideError` without one."""
    if place.step:
        click.echo(f"{_CHANGED if place.changed else ''}Going on {place.how}: {printable(str(place.step))}")
        return place.step.ordinal
    gone = _gone(kept)
    if sys.stdin.isatty() and click.confirm(f"{gone.message[:1].upper()}{gone.message[1:]}. Start over?"):
        return 0
    raise gone


def _gone(kept: Entry) -> VoiceguideError:
    return VoiceguideError(
        f"the routine has changed, and has no step like '{kept.step}' any longer",
        hint=_start_over(kept.playing.source, kept.playing.settings),
    )


def _start_over(source: str, settings: Mapping[str, str] = {}) -> str:
    return f"Start over: {command_line('play', source, settings)}"


def _told(kept: Entry, *, plays: bool) -> str:
    """Return where `resume` would go on; raise what it would raise."""
    if plays:
        return f"{journal.claimant()} It is at: {kept.step}"
    place = _looked_up(kept)
    if not place.step:
        raise _gone(kept)
    lines = [str(place.step)]
    if place.how != _THERE:
        lines.append(f"{_CHANGED if place.changed else ''}It would go on {place.how}; you were here: {kept.step}")
    lines.append(f"{kept.playing.title}, heard up to there on {kept.at:%Y-%m-%d} at {kept.at:%H:%M}.")
    return "\n".join(lines)


def _looked_up(kept: Entry) -> _Place:
    playing = kept.playing
    return _place(kept, _compiled(playing, pipeline.load(playing.source), SessionOptions.read(playing.options)))


def _fields(kept: Entry) -> dict[str, object]:
    times = {"began": kept.began.isoformat(), "at": kept.at.isoformat()}
    try:
        step, hindrance = (place := _looked_up(kept)).step, "" if place.step else _gone(kept).message
    except VoiceguideError as error:
        step, hindrance = None, error.message
    goes_on = {"goes_on": _step_fields(step) if step else None, "hindrance": hindrance}
    return {**asdict(kept.playing), **times, "step": _step_fields(kept.step), **goes_on}


def _step_fields(step: Step) -> dict[str, object]:
    return {**asdict(step), "said": str(step)}
