"""`voiceguide show`: print the timeline of a routine, for people or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from voiceguide.cli.options import json_output, speech_options
from voiceguide.cli.output import print_json, speak, write_problems
from voiceguide.cli.settings import Chosen, RoutineCommand
from voiceguide.messages import printable_lines
from voiceguide.timeline import text

if TYPE_CHECKING:
    from voiceguide.session.options import SpeechOptions


@click.command(
    "show",
    cls=RoutineCommand,
    examples=(
        "voiceguide show lower-back",
        "voiceguide show lower-back --side left --rounds 1",
        "voiceguide show my-routine.yaml --json",
    ),
)
@speech_options
@json_output
def command(chosen: Chosen, *, speech: SpeechOptions, as_json: bool) -> None:
    """Print what is heard, and when.

    ROUTINE is the name of a routine ('voiceguide list' shows them), a file, or '-' for standard input. The times
    are those of 'export', to the frame; in a session, a wait may end earlier.
    """
    timeline = speak(speech.compile(chosen.routine, chosen.given), speech)
    if as_json:
        print_json(text.as_json(timeline))
        return
    click.echo(printable_lines(text.describe(timeline)))
    if timeline.notes:
        click.echo()
        write_problems(timeline.notes)
