"""A routine -> a session: heard from a speaker, shown on the screen, answered on the keyboard."""

from __future__ import annotations

import contextlib
import shlex
import sys
from typing import TYPE_CHECKING

import click

from voiceguide import pipeline
from voiceguide.cli.awake import awake
from voiceguide.cli.options import Duration, spoken
from voiceguide.cli.progress import progress
from voiceguide.cli.screen import Screen
from voiceguide.cli.session import count_down, narrate, rouse
from voiceguide.cli.settings import RoutineCommand
from voiceguide.controls.keyboard import Keyboard
from voiceguide.errors import DeviceError, UsageError
from voiceguide.routine.words import listed, near
from voiceguide.timeline.text import total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from voiceguide.audio import Block
    from voiceguide.routine.model import Routine
    from voiceguide.timeline.model import Timeline


@click.command(
    "play",
    cls=RoutineCommand,
    examples=(
        "voiceguide play lower-back",
        "voiceguide play lower-back --hold 10s --side left",
        "voiceguide play my-routine.yaml --from 'left side' --start-in 10s",
    ),
)
@spoken
@click.option(
    "--speaker", metavar="NAME", help="What plays, as 'voiceguide doctor' lists it; the best one if left out."
)
@click.option("--device", metavar="NAME", help="The sound device, or a part of its name; the default one if left out.")
@click.option("section", "--from", metavar="SECTION", help="Start at this section; a part of its title is enough.")
@click.option(
    "--start-in",
    type=Duration(),
    metavar="DURATION",
    help="Count down on the screen before the start; Enter starts at once.",
)
def command(
    source: str,
    routine: Routine,
    given: Mapping[str, str],
    *,
    voice: str,
    safety: bool,
    wake_up: bool,
    speaker: str | None,
    device: str | None,
    section: str | None,
    start_in: Fraction | None,
) -> None:
    """Play a routine aloud, now.

    ROUTINE is the name of a routine ('voiceguide list' shows them), a file, or '-' for standard input.

    While it plays, Space pauses and goes on, Enter says that you are ready, the arrows go to the next and the
    previous step, and q stops. Without a terminal, a wait lasts as long as the routine lets it.
    """
    with _naming_the_export(source, routine, given):
        sink = pipeline.open_speaker(speaker, device=device)
    live = sys.stdin.isatty() and sink.live
    plan = pipeline.arrange(routine, given, safety=safety, answers=live)
    with progress("Getting the voice ready") as shown:
        timeline = pipeline.render(plan, voice, wake_up=wake_up, progress=shown)
    begin = start_of(section, timeline) if section else 0
    lead = timeline.rate.frame(start_in) if start_in else 0
    screen = Screen()
    _introduce(timeline, begin, live=live)
    with Keyboard() if live else contextlib.nullcontext() as control:

        def session() -> Iterator[Block]:
            if (yield from count_down(lead, timeline.rate.hz, sink, control, screen)):
                if begin and wake_up:
                    yield from rouse(sink)
                blocks = pipeline.blocks(timeline, sink, control, begin=begin)
                yield from narrate(timeline, blocks, sink.latency, screen, live=live)

        sink.play(timeline, awake(session()))


def start_of(section: str, timeline: Timeline) -> int:
    """Return the frame at which the chapter called `section`, or the only one with that in its title, first begins.

    Case doesn't matter. Raise `UsageError`, which names the nearest title and lists them all.
    """
    chapters: dict[str, int] = {}
    for mark in timeline.marks:
        if mark.kind == "chapter":
            chapters.setdefault(mark.label, mark.at)
    wanted = section.casefold()
    fits = [title for title in chapters if title.casefold() == wanted]
    fits = fits or [title for title in chapters if wanted in title.casefold()]
    if len(fits) == 1:
        return chapters[fits[0]]
    if fits:
        raise UsageError(f"the section '{section}' could be {listed(fits)}", hint="Write more of its title.")
    sections = f"Its sections: {', '.join(chapters)}." if chapters else "This routine has no sections."
    raise UsageError(f"no section is called '{section}'{near(section, chapters)}", hint=sections)


@contextlib.contextmanager
def _naming_the_export(source: str, routine: Routine, given: Mapping[str, str]) -> Iterator[None]:
    """Add to a `DeviceError` the command that writes what can't be played here."""
    try:
        yield
    except DeviceError as error:
        pipeline.arrange(routine, given)  # a setting that doesn't fit is the nearer trouble, and raised here
        settings = [f"--{name.replace('_', '-')}={value}" for name, value in given.items()]
        instead = f"To hear it elsewhere, write a file: {shlex.join(['voiceguide', 'export', source, *settings])}"
        raise DeviceError(error.message, hint=f"{error.hint}\n{instead}".strip()) from error


def _introduce(timeline: Timeline, begin: int, *, live: bool) -> None:
    click.secho(timeline.about.title, bold=True)
    for text in timeline.about.safety:
        click.echo(f"  - {text}")
    click.echo(total(timeline, begin))
    if live:
        click.echo(f"{'; '.join(Keyboard.help)}.")
    elif sys.stdout.isatty():
        click.echo("No keys work while input comes from elsewhere; Ctrl-C stops.")
