"""`voiceguide remind`: write a calendar file with reminders of a routine."""

from __future__ import annotations

import math
import re
from datetime import date, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voiceguide import paths, pipeline
from voiceguide.cli.options import as_day
from voiceguide.cli.settings import Chosen, RoutineCommand
from voiceguide.errors import UsageError
from voiceguide.messages import command_line, near, printable, printable_lines
from voiceguide.records.reminders import WEEKDAYS, Reminder, as_calendar, first_reminder
from voiceguide.records.session import local_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_SUFFIX = ".ics"
_STANDARD_OUTPUT = Path("-")
_KNOWN: Mapping[str, Sequence[int]] = {"day": range(7), "weekday": range(5), "weekend": (5, 6), "week": ()}
"""The days, 0 for Monday. A week has none of its own: the reminder comes on the day of the first one."""


def _weekdays(value: str) -> tuple[int, ...]:
    word = value.strip().lower()
    return tuple(_KNOWN[word] if word in _KNOWN else sorted({_weekday(part.strip()) for part in word.split(",")}))


def _weekday(word: str) -> int:
    """Return the day that `word` begins: 'mon' and 'tues' are enough, but two letters could mean another."""
    found = [number for number, name in enumerate(WEEKDAYS) if len(word) > 2 and name.startswith(word)]
    if not found:
        hint = near(word, [*WEEKDAYS, *_KNOWN]) or ";"
        raise click.BadParameter(f"'{word}' is no day{hint} write {', '.join(_KNOWN)}, or days like mon,wed,fri.")
    return found[0]


def _time(value: str) -> time:
    parts = re.fullmatch(r"(\d\d?):(\d\d)", value, re.ASCII)
    if not parts:
        raise click.BadParameter(f"'{value}' is no time; write one like 07:30, or 19:30 for the evening.")
    try:
        return time(int(parts[1]), int(parts[2]))
    except ValueError:
        raise click.BadParameter(f"there is no time {value}; hours go from 0 to 23, minutes from 00 to 59.") from None


@click.command(
    "remind",
    cls=RoutineCommand,
    examples=(
        "voiceguide remind lower-back --every day --at 07:30 --until 2027-01-31",
        "voiceguide remind lower-back-short --every mon,wed,fri --at 19:00",
        "voiceguide remind my-routine.yaml --every weekday --at 12:15 -o lunch.ics",
    ),
)
@click.option(
    "--every",
    type=_weekdays,
    default="day",
    metavar="DAYS",
    help="day, weekday, weekend, week, or days such as mon,wed,fri.  [day if left out]",
)
@click.option("--at", type=_time, required=True, metavar="TIME", help="The time of the day, such as 07:30.")
@click.option("--start", type=as_day, metavar="DATE", help="The first day, such as 2026-12-01; today if left out.")
@click.option("--until", type=as_day, metavar="DATE", help="The last day, such as 2027-01-31; none if left out.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="The file, or - for standard output.  [NAME.ics if left out]",
)
def command(
    chosen: Chosen,
    *,
    every: tuple[int, ...],
    at: time,
    start: date | None,
    until: date | None,
    output: Path | None,
) -> None:
    """Write reminders for your phone's calendar.

    ROUTINE is the name of a routine ('voiceguide list' shows them), or a file. Writes an .ics file: send it to your
    phone and open it there. The time is that of the clock on the wall, wherever you are, in summer and in winter.
    A file for the same routine and time replaces the earlier reminders in the calendar.
    """
    if chosen.source == "-":
        raise UsageError("reminders need a routine that is there later", hint="Save it to a file, and name that.")
    from voiceguide.timeline.layout import estimate

    routine = chosen.routine
    plan = pipeline.compile(routine, chosen.given)
    now = local_time()
    first = first_reminder(now.replace(tzinfo=None), start, at, every or range(7), until)
    reminder = Reminder(
        about=f"{routine.name} {at:%H:%M}",
        title=routine.title,
        text="\n\n".join(filter(None, (routine.summary, command_line("play", chosen.source, chosen.given)))),
        first=first,
        length=timedelta(minutes=math.ceil(estimate(plan).seconds / 60)),
        days=every or (first.weekday(),),
        until=until,
    )
    _write(output or Path(f"{routine.name}{_SUFFIX}"), reminder, as_calendar(reminder, now), routine.files)


def _write(path: Path, reminder: Reminder, calendar: bytes, read: Sequence[str]) -> None:
    """Write `calendar` to `path`, none of the files `read`, or to standard output for '-'; say what was written."""
    if path == _STANDARD_OUTPUT:
        click.echo(calendar, nl=False)
        click.echo(f"Reminders {reminder}.", err=True)
        return
    with paths.replacing(path, read) as temporary:
        temporary.write_bytes(calendar)
    to_do = "Send it to your phone, and open it there."
    if path.suffix.lower() != _SUFFIX:
        to_do = f"Phones want a name that ends in {_SUFFIX}: send it as {path.with_suffix(_SUFFIX).name}."
    click.echo(printable_lines(f"Wrote {printable(str(path))}: {reminder}.\n{to_do}"))
