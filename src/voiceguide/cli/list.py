"""`voiceguide list`: print the routines of the library, with their lengths."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voiceguide import paths, pipeline
from voiceguide.cli.frame import Command
from voiceguide.cli.options import json_output
from voiceguide.cli.output import print_json, progress, roughly
from voiceguide.errors import VoiceguideError
from voiceguide.messages import printable, shell_word
from voiceguide.routine import library

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Entry:
    """A routine of the library, as --json shows it; `trouble` says why it can't be used, '' if it can.

    `languages` are its own and those of its translations. `seconds` is its length without the safety texts, `estimated`
    from its texts.
    """

    name: str
    built_in: bool
    title: str = ""
    summary: str = ""
    languages: tuple[str, ...] = ()
    seconds: Fraction | None = None
    estimated: bool = True
    trouble: str = ""


@click.command("list", cls=Command, examples=("voiceguide list", "voiceguide list --json"))
@json_output
def command(*, as_json: bool) -> None:
    """List the routines that are here.

    Lengths are estimates from the texts, without the safety texts and with every wait at its longest.
    """
    with progress("Reading"):
        entries = [_entry(name) for name in library.names()]
    if as_json:
        print_json({"routines": [_fields(entry) for entry in entries]})
        return
    formatter = click.get_current_context().make_formatter()
    _write(formatter, "Built in", [entry for entry in entries if entry.built_in])
    _write(formatter, f"Yours, in {paths.data_folder() / 'routines'}", [e for e in entries if not e.built_in])
    click.echo(formatter.getvalue())
    if all(entry.built_in for entry in entries):
        click.echo(f"Routines of your own stand here too once they lie in {paths.data_folder() / 'routines'}.")
    click.echo("Hear one: voiceguide play NAME, or play a file: voiceguide play FILE.yaml")


def _entry(name: str) -> Entry:
    from voiceguide.timeline.layout import estimate

    try:
        routine = pipeline.load(name)
        timeline = estimate(pipeline.compile(routine, safety=False))
    except VoiceguideError:
        return Entry(name, built_in=False, trouble=f"It has problems: voiceguide check {shell_word(name)}")
    built_in = Path(routine.file).is_relative_to(library.BUILTIN)
    seconds = timeline.rate.seconds(timeline.ends - timeline.begins)
    languages = (routine.language, *library.translations(name))
    return Entry(name, built_in, routine.title, routine.summary, languages, seconds)


def _write(formatter: click.HelpFormatter, title: str, entries: Sequence[Entry]) -> None:
    rows = [
        (printable(entry.name), f"~{roughly(entry.seconds)}" if entry.seconds else "", printable(_in_short(entry)))
        for entry in entries
    ]
    if rows:
        names, lengths = (max(len(row[column]) for row in rows) for column in (0, 1))
        with formatter.section(title):
            formatter.write_dl([(f"{n:{names}}  {t:>{lengths}}", line) for n, t, line in rows], names + lengths + 2)


def _in_short(entry: Entry) -> str:
    """Return the first sentence of the summary, or the trouble: --json prints the whole summary."""
    if entry.trouble:
        return entry.trouble
    first = re.split(r"(?<=[.!?])\s", entry.summary or entry.title, maxsplit=1)[0]
    others = ", ".join(entry.languages[1:])
    return f"{first} Also in: {others} (--language)." if others else first


def _fields(entry: Entry) -> dict[str, object]:
    return asdict(entry) | {"seconds": round(float(entry.seconds), 3) if entry.seconds else None}
