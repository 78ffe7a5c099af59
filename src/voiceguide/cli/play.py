"""A routine -> a session: heard from a speaker, shown on the screen, answered on the keyboard or by voice."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import click

from voiceguide.cli.session import hold_session
from voiceguide.cli.settings import RoutineCommand
from voiceguide.cli.wishes import IOOptions, SessionOptions, equipped, wished
from voiceguide.controls.keyboard import KEYS
from voiceguide.errors import UsageError
from voiceguide.messages import listed, near, pick

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.routine.model import Routine
    from voiceguide.timeline.model import Timeline


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
@wished
@click.option("section", "--from", metavar="SECTION", help="Start at this section; a part of its title is enough.")
@equipped
def command(source: str, routine: Routine, given: Mapping[str, str], *, section: str | None, **options: Any) -> None:
    """Play a routine aloud, now.

    ROUTINE is the name of a routine ('voiceguide list' shows them), a file, or '-' for standard input.

    While it waits for you, any key but q and Esc says that you are ready. Without a terminal, a wait lasts as long as
    the routine lets it.
    """
    wishes = SessionOptions(**{field.name: options[field.name] for field in fields(SessionOptions)})
    equipment = IOOptions(**{field.name: options[field.name] for field in fields(IOOptions)})
    hold_session(
        source, routine, given, wishes, equipment, lambda timeline: start_of(section, timeline) if section else 0
    )


def start_of(section: str, timeline: Timeline) -> int:
    """Return the first frame of the chapter called `section`, or the only one whose title contains it, ignoring case.

    Raise `UsageError`, which names the nearest title and lists all.
    """
    chapters: dict[str, int] = {}
    for mark in timeline.marks:
        if mark.kind == "chapter":
            chapters.setdefault(mark.label, mark.at)
    titles = list(chapters)
    fits = [titles[index] for index in pick(section, titles)]
    if len(fits) == 1:
        return chapters[fits[0]]
    if fits:
        raise UsageError(f"the section '{section}' could be {listed(fits)}", hint="Write more of its title.")
    sections = f"Its sections: {', '.join(chapters)}." if chapters else "This routine has no sections."
    raise UsageError(f"no section is called '{section}'{near(section, chapters)}", hint=sections)
