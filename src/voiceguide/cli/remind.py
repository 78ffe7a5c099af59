"""`voiceguide remind`: write a calendar file that reminds of a routine at a time of the day."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voiceguide import paths, pipeline
from voiceguide.cli.dates import Day, TimeOfDay, Weekdays, said
from voiceguide.cli.settings import RoutineCommand
from voiceguide.errors import UsageError
from voiceguide.messages import command_line, printable, printable_lines
from voiceguide.records.reminders import WEEKDAYS, Reminder, as_calendar, first_after
from voiceguide.records.session import local_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voiceguide.routine.model import Routine

_SUFFIX = ".ics"
_STANDARD_OUTPUT = Path("-")


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
    type=Weekdays(),
    default="day",
    metavar="DAYS",
    help="day, weekday, weekend, week, or days such as mon,wed,fri.  [day if left out]",
)
@click.option("--at", type=TimeOfDay(), required=True, metavar="TIME", help="The time of the day, such as 07:30.")
@click.option("--start", type=Day(), metavar="DATE", help="The first day, such as 2026-12-01; today if left out.")
@click.option("--until", type=Day(), metavar="DATE", help="The last day, such as 2027-01-31; without it there is none.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="The file, or - for standard output.  [NAME.ics if left out]",
)
def command(
    source: str,
    routine: Routine,
    given: Mapping[str, str],
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
    Written again for the same routine and time, it takes the place of the reminders before.
    """
    if source == "-":
        raise UsageError("reminders need a routine that is there later", hint="Save it to a file, and name that.")
    from voiceguide.timeline.layout import estimate

    plan = pipeline.compile(routine, given)
    now = local_time()
    first = _first(now.replace(tzinfo=None), start, at, every, until)
    reminder = Reminder(
        about=f"{routine.name} {at:%H:%M}",
        title=routine.title,
        text="\n\n".join(filter(None, (routine.summary, command_line("play", source, given)))),
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
        click.echo(f"Reminders {_told(reminder)}.", err=True)
        return
    with paths.replacing(path, read) as temporary:
        temporary.write_bytes(calendar)
    to_do = "Send it to your phone, and open it there."
    if path.suffix.lower() != _SUFFIX:
        to_do = f"Phones want a name that ends in {_SUFFIX}: send it as {path.with_suffix(_SUFFIX).name}."
    click.echo(printable_lines(f"Wrote {printable(str(path))}: {_told(reminder)}.\n{to_do}"))


def _first(now: datetime, start: date | None, at: time, every: Sequence[int], until: date | None) -> datetime:
    """Return when the first reminder comes; raise `UsageError` for days that are over, or none."""
    for name, day in (("--start", start), ("--until", until)):
        if day and day < now.date():
            raise UsageError(f"{name} {day} is over", hint=f"Today is {now.date()}.")
    if start and until and until < start:
        raise UsageError(f"--until {until} is before --start {start}", hint="The last day comes after the first.")
    first = first_after(now, start or now.date(), at, every or range(7))
    if until and until < first.date():
        raise UsageError(
            f"no reminder would come until {until}",
            hint=f"The first would come on {WEEKDAYS[first.weekday()].capitalize()}, {said(first.date())}.",
        )
    return first


def _told(reminder: Reminder) -> str:
    days = [WEEKDAYS[day].capitalize() for day in reminder.days]
    match len(days):
        case 7:
            which = "every day"
        case 5 if reminder.days == (0, 1, 2, 3, 4):
            which = "from Monday to Friday"
        case 1:
            which = f"every {days[0]}"
        case _:
            which = f"every {', '.join(days[:-1])} and {days[-1]}"
    until = f" to {said(reminder.until)}" if reminder.until else " on"
    return f"{which} at {reminder.first:%H:%M}, from {said(reminder.first.date())}{until}"
