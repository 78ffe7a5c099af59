"""A timeline that is heard by the way, a text or a voice's sample -> a loudspeaker, or the file that was named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from voiceguide import pipeline
from voiceguide.errors import DeviceError
from voiceguide.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from voiceguide.timeline.model import Timeline

_Function = TypeVar("_Function", bound="Callable[..., object]")


def output_option(function: _Function) -> _Function:
    """Add `--output`."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write it to a file instead; its suffix names its kind.",
    )(function)


def let_hear(timeline: Timeline, output: Path | None) -> None:
    """Play `timeline`, or write it to `output`; a `DeviceError` says that a file can be named."""
    if output:
        pipeline.export(timeline, output, cover=False)
        click.echo(f"Wrote {printable(str(output))}.")
        return
    from voiceguide.speakers import opening

    try:
        speaker = opening.open_speaker()
    except DeviceError as error:
        hint = f"{error.hint}\nTo hear it elsewhere, write a file: add -o FILE.m4a".strip()
        raise DeviceError(error.message, hint=hint) from error
    pipeline.play(timeline, speaker)
