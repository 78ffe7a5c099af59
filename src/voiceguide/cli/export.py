"""A routine -> an audio file or a page, and a word on what was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voiceguide import pipeline
from voiceguide.cli.options import spoken
from voiceguide.cli.output import readable_size, roughly
from voiceguide.cli.problems import write_problems
from voiceguide.cli.progress import progress
from voiceguide.cli.settings import RoutineCommand
from voiceguide.speech.manner import Manner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.routine.model import Routine
    from voiceguide.timeline.model import Timeline


@click.command(
    "export",
    cls=RoutineCommand,
    examples=(
        "voiceguide export lower-back",
        "voiceguide export lower-back --hold 10s -o slow.mp3",
        "voiceguide export lower-back -o back.html",
        "voiceguide export my-routine.yaml --mono --captions -o my-routine.opus",
    ),
)
@spoken
@click.option("--captions", is_flag=True, help="Write every spoken cue into a .vtt file beside it, too.")
@click.option("--mono", is_flag=True, help="One channel: a smaller file, and nothing leans to a side.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file; its suffix names its kind: .m4a, .m4b, .mp3, .opus, .flac, .wav, or .html for a page with buttons."
    "  [NAME.m4a if left out]",
)
def command(
    source: str,  # noqa: ARG001 - what the routine was read from
    routine: Routine,
    given: Mapping[str, str],
    voice: str,
    output: Path | None,
    *,
    rate: float,
    voice_volume: float,
    tone_volume: float,
    safety: bool,
    wake_up: bool,
    mono: bool,
    captions: bool,
) -> None:
    """Write a routine to an audio file, for a phone or a player, or to a page for a browser.

    ROUTINE is the name of a routine ('voiceguide list' shows them), a file, or '-' for standard input. A file that
    is there already is replaced only when the new one is whole.
    """
    path = output or Path(f"{routine.name}.m4a")
    pipeline.file_sink(path, mono=mono)  # a suffix that nobody knows is told before anything is spoken
    manner = Manner(rate=rate, voice_db=voice_volume, tone_db=tone_volume)
    plan = pipeline.arrange(routine, given, safety=safety)
    with progress("Speaking") as shown:
        timeline = pipeline.render(plan, voice, manner=manner, wake_up=wake_up, progress=shown)
    with progress("Writing") as shown:
        pipeline.export(timeline, path, mono=mono, captions=captions, progress=shown)
    write_problems(timeline.notes, err=True)
    click.echo(_written(path, timeline))
    if captions:
        click.echo(f"Wrote {path.with_suffix('.vtt')}: the spoken cues.")


def _written(path: Path, timeline: Timeline) -> str:
    chapters = sum(mark.kind == "chapter" for mark in timeline.marks)
    counted = f", {chapters} chapter{'s' * (chapters != 1)}" if chapters else ""
    return f"Wrote {path}: {roughly(timeline.seconds)}, {readable_size(path.stat().st_size)}{counted}."
