"""`voiceguide resume`: go on with a session that was cut short, or tell where it would go on."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from voiceguide.cli.dialog import TerminalDialog, naming_the_export
from voiceguide.cli.frame import Command
from voiceguide.cli.options import io_options, json_output, music_option, pan_option
from voiceguide.cli.output import print_json
from voiceguide.errors import VoiceguideError
from voiceguide.messages import printable, printable_lines
from voiceguide.records import journal
from voiceguide.session import resume

if TYPE_CHECKING:
    from voiceguide.records.journal import Entry
    from voiceguide.records.session import Step
    from voiceguide.session.options import IOOptions
    from voiceguide.session.resume import ResumePoint


@click.command(
    "resume",
    cls=Command,
    examples=("voiceguide resume", "voiceguide resume --where", "voiceguide resume --device headset --start-in 10s"),
)
@click.option("--where", is_flag=True, help="Only tell where it would go on.")
@click.option("--forget", is_flag=True, help="Forget that session, and play nothing.")
@json_output
@music_option
@pan_option
@io_options
def command(*, where: bool, forget: bool, as_json: bool, music: bool, pan: bool, io: IOOptions) -> None:
    """Go on with a session that was cut short.

    Goes on from the start of the last step that you heard, with the settings of the start: a hold made longer during
    the session is as long as before. It doesn't matter whether q, Ctrl-C, a closed terminal or a power cut ended the
    session. One that you heard to its end is over. --json only tells where it would go on.
    """
    kept, plays = journal.read(), journal.is_kept_now()
    if as_json:
        print_json({"playing": plays, "session": _fields(kept) if kept else None})
    elif where:
        click.echo(printable_lines(_described(kept, plays=plays)) if kept else "There is no session to go on with.")
    elif plays:
        raise VoiceguideError(journal.claimant().removesuffix("."), hint="That session is not over yet.")
    elif forget:
        click.echo("Forgotten." if journal.forget() else "There is no session to forget.")
    elif kept:
        point = resume.find_point(kept, music=music, pan=pan)
        _confirm(kept, point)
        with naming_the_export(kept.playing.source, kept.playing.settings):
            resume.go_on(kept, point, io, TerminalDialog(quiet=io.quiet))
    else:
        raise VoiceguideError("there is no session to go on with", hint="Start one: voiceguide play ROUTINE")


def _confirm(kept: Entry, point: ResumePoint) -> None:
    """Print where the session goes on. If its step is gone, ask whether to start over; without a yes, raise."""
    if point.step:
        click.echo(f"{resume.CHANGED if point.changed else ''}Going on {point.how}: {printable(str(point.step))}")
        return
    gone = resume.step_is_gone(kept)
    question = f"{gone.message[:1].upper()}{gone.message[1:]}. Start over?"
    if not (sys.stdin.isatty() and click.confirm(question)):
        raise gone


def _described(kept: Entry, *, plays: bool) -> str:
    """Return the text of --where; raise what going on would raise."""
    if plays:
        return f"{journal.claimant()} It is at: {kept.step}"
    point = resume.find_point(kept)
    if not point.step:
        raise resume.step_is_gone(kept)
    lines = [str(point.step)]
    if point.how != resume.EXACT:
        changed = resume.CHANGED if point.changed else ""
        lines.append(f"{changed}It would go on {point.how}; you were here: {kept.step}")
    lines.append(f"{kept.playing.title}, heard up to there on {kept.at:%Y-%m-%d} at {kept.at:%H:%M}.")
    return "\n".join(lines)


def _fields(kept: Entry) -> dict[str, object]:
    times = {"began": kept.began.isoformat(), "at": kept.at.isoformat()}
    try:
        step = resume.find_point(kept).step
        hindrance = "" if step else resume.step_is_gone(kept).message
    except VoiceguideError as error:
        step, hindrance = None, error.message
    goes_on = {"goes_on": _step_fields(step) if step else None, "hindrance": hindrance}
    return {**asdict(kept.playing), **times, "step": _step_fields(kept.step), **goes_on}


def _step_fields(step: Step) -> dict[str, object]:
    return {**asdict(step), "said": str(step)}
