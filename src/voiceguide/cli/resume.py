"""The journal of a session that was cut short -> that session, from its last step on."""

from __future__ import annotations

import shlex
import sys
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import click

from voiceguide import pipeline
from voiceguide.cli.frame import Command
from voiceguide.cli.options import json_output
from voiceguide.cli.output import print_json
from voiceguide.cli.wishes import Equipment, Wishes, equipped
from voiceguide.errors import UsageError, VoiceguideError
from voiceguide.records import entry, journal
from voiceguide.records.playing import course
from voiceguide.records.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.plan.model import Plan
    from voiceguide.records.entry import Entry
    from voiceguide.records.playing import Playing
    from voiceguide.routine.model import Routine


@click.command(
    "resume",
    cls=Command,
    examples=("voiceguide resume", "voiceguide resume --where", "voiceguide resume --device headset --start-in 10s"),
)
@click.option("--where", is_flag=True, help="Only say where it would go on.")
@click.option("--forget", is_flag=True, help="Forget that session, and play nothing.")
@json_output
@equipped
def command(*, where: bool, forget: bool, as_json: bool, **options: Any) -> None:
    """Go on with a session that was cut short.

    It goes on with the start of the step that was heard last, with the settings it was started with, whatever ended
    it: q, Ctrl-C, a closed terminal or a power cut. A session heard to its end is over. --json tells where it would
    go on, too.
    """
    kept = entry.read()
    if as_json:
        print_json({"playing": journal.is_kept_now(), "session": _fields(kept) if kept else None})
    elif where:
        click.echo(_told(kept) if kept else "There is no session to go on with.")
    elif journal.is_kept_now():
        raise VoiceguideError(journal.claimant().removesuffix("."), hint="That session is not over yet.")
    elif forget:
        click.echo("Forgotten." if entry.forget() else "There is no session to forget.")
    elif kept:
        _go_on(kept, Equipment(**{field.name: options[field.name] for field in fields(Equipment)}))
    else:
        raise VoiceguideError("there is no session to go on with", hint="Start one: voiceguide play ROUTINE")


def _go_on(kept: Entry, equipment: Equipment) -> None:
    from voiceguide.cli.session import hold_session

    playing, wishes = kept.playing, Wishes.read(kept.playing.options)
    routine = pipeline.load(playing.source)
    ordinal = _place(kept, _arranged(playing, routine, wishes))
    hold_session(
        playing.source,
        routine,
        playing.settings,
        wishes,
        equipment,
        lambda timeline: Steps(timeline).start(ordinal),
    )


def _arranged(playing: Playing, routine: Routine, wishes: Wishes) -> Plan:
    try:
        return pipeline.arrange(
            routine, playing.settings, safety=wishes.safety, patient=wishes.patient, wait_each=wishes.wait_each
        )
    except UsageError as error:
        raise UsageError(
            error.message, hint=f"The routine has changed since that session. {_start_over(playing.source)}"
        ) from error


def _place(kept: Entry, plan: Plan) -> int:
    """Return the ordinal of the step to go on with, and say which that is; raise `VoiceguideError` without one."""
    steps, ordinal = Steps(pipeline.estimate(plan)), kept.step.ordinal
    same = course(plan) == kept.playing.digest
    # Settings changed on the way may have left it with other steps than those it was started with.
    if same and ordinal < len(steps) and steps.step(ordinal).likeness(kept.step):
        click.echo(f"Going on where you were: {steps.step(ordinal)}")
        return ordinal
    nearest = steps.nearest(kept.step)
    if nearest is not None:
        why = "" if same else "The routine has changed since that session. "
        click.echo(f"{why}Going on with what is nearest: {steps.step(nearest)}")
        return nearest
    gone = f"the routine has changed, and has no step like '{kept.step}' any longer"
    if sys.stdin.isatty() and click.confirm(f"{gone[:1].upper()}{gone[1:]}. Start over?"):
        return 0
    raise VoiceguideError(gone, hint=_start_over(kept.playing.source, kept.playing.settings))


def _start_over(source: str, settings: Mapping[str, str] = {}) -> str:
    words = [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]
    return f"Start over: {shlex.join(['voiceguide', 'play', source, *words])}"


def _told(kept: Entry) -> str:
    return f"{kept.step}\n{kept.playing.title}, heard up to there on {kept.at:%Y-%m-%d} at {kept.at:%H:%M}."


def _fields(kept: Entry) -> dict[str, object]:
    times = {"began": kept.began.isoformat(), "at": kept.at.isoformat()}
    return {**asdict(kept.playing), **times, "step": {**asdict(kept.step), "said": str(kept.step)}}
