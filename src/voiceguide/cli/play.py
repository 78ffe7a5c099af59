"""`voiceguide play`: run a live session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from voiceguide.cli.dialog import TerminalDialog, naming_the_export
from voiceguide.cli.options import io_options, session_options
from voiceguide.cli.settings import Chosen, RoutineCommand
from voiceguide.controls.keyboard import KEYS
from voiceguide.session.player import run, section_start

if TYPE_CHECKING:
    from voiceguide.session.options import IOOptions, SessionOptions


@click.command(
    "play",
    cls=RoutineCommand,
    examples=(
        "voiceguide play lower-back",
        "voiceguide play lower-back --hold 10s --side left",
        "voiceguide play lower-back --patient --listen",
        "voiceguide play my-routine.yaml --from 'left side' --start-in 10s",
    ),
    tables={"Keys": [(key.name, key.does) for key in KEYS]},
)
@session_options
@click.option("section", "--from", metavar="SECTION", help="Start at this section; a part of its title is enough.")
@io_options
def command(chosen: Chosen, *, options: SessionOptions, section: str | None, io: IOOptions) -> None:
    """Play a routine aloud, now.

    ROUTINE is the name of a routine ('voiceguide list' shows them), a file, or '-' for standard input.

    While it waits for you, any key but q and Esc says that you are ready. Without a terminal, a wait lasts as long as
    the routine lets it.
    """
    with naming_the_export(chosen.source, chosen.given):
        run(
            chosen.routine,
            chosen.given,
            options,
            io,
            source=chosen.source,
            begin_at=lambda timeline: section_start(section, timeline) if section else 0,
            dialog=TerminalDialog(quiet=io.quiet),
        )
