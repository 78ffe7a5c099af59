"""The history of sessions -> a table, JSON, CSV or a plot; and what changes it."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voiceguide.cli.dates import Day
from voiceguide.cli.frame import CommandGroup
from voiceguide.cli.options import json_output
from voiceguide.errors import UsageError, VoiceguideError
from voiceguide.messages import printable
from voiceguide.records.session import local_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from voiceguide.records.history import History
    from voiceguide.records.session import Session

_ON_SCREEN = "-"
_SHOWN_DAYS = 28
"""What fits a screen, where nobody says how far to look back."""


@click.group(
    "history",
    cls=CommandGroup,
    invoke_without_command=True,
    examples=(
        "voiceguide history --days 14",
        "voiceguide history --plot",
        "voiceguide history --plot pain.svg --since 2026-11-01",
        "voiceguide history --csv > sessions.csv",
    ),
)
@click.option("--days", type=click.IntRange(1, 36_500), metavar="N", help="Only the last N days, today among them.")
@click.option("--since", type=Day(), metavar="DATE", help="Only from this day on, such as 2026-11-01.")
@click.option(
    "--plot",
    is_flag=False,
    flag_value=_ON_SCREEN,
    metavar="[FILE]",
    help="Sessions and pain by day: on the screen, or in a FILE that ends in .png or .svg.",
)
@click.option("as_csv", "--csv", is_flag=True, help="Print CSV, for a spreadsheet.")
@json_output
@click.pass_context
def command(
    ctx: click.Context, *, days: int | None, since: date | None, plot: str | None, as_csv: bool, as_json: bool
) -> None:
    """Look back on your sessions.

    Each session is kept: when, what, with which settings, how far, how many holds, and how strong the pain was before
    and after, if you play with --ask-pain. All of it lies in one file on this machine, and never leaves it.
    """
    if ctx.invoked_subcommand:
        return
    if days and since:
        raise UsageError("--days and --since both say where to begin", hint="Choose one of the two.")
    if (plot is not None) + as_csv + as_json > 1:
        raise UsageError("--plot, --csv and --json each want the whole output", hint="Choose one of them.")
    today = local_time().date()
    start = today - timedelta(days=days - 1) if days else since
    if plot not in (None, _ON_SCREEN):
        from voiceguide.cli import picture

        picture.check(Path(plot))
    if plot == _ON_SCREEN:
        start = start or today - timedelta(days=_SHOWN_DAYS - 1)
    sessions = _sessions(start or date.min)
    _show(sessions, start, today, plot=plot, as_csv=as_csv, as_json=as_json)


@command.command("note", examples=("voiceguide history note 'Less stiff than yesterday.'",))
@click.argument("text", nargs=-1, required=True)
def note(text: tuple[str, ...]) -> None:
    """Write a note to your last session, in the place of an earlier one.

    An empty note ('') takes the earlier one away.
    """
    with _opened() as history:
        sessions = history.sessions()
        if not sessions:
            raise UsageError("there is no session yet that a note could go to", hint="Play one first.")
        last = sessions[-1]
        history.annotate(last, " ".join(" ".join(text).split()))
    click.echo(f"Noted to your session of {last.started:%Y-%m-%d %H:%M}, {printable(last.title)}.")


@command.command(
    "forget", examples=("voiceguide history forget --before 2026-01-01", "voiceguide history forget --yes")
)
@click.option("--before", type=Day(), metavar="DATE", help="Only what began before this day, such as 2026-01-01.")
@click.option("--yes", is_flag=True, help="Don't ask.")
def forget(*, before: date | None, yes: bool) -> None:
    """Delete your sessions, all or the older ones.

    What is deleted is in no file of voiceguide's any longer, and can't be brought back. Histories that were set aside,
    and what 'voiceguide resume' goes on with, are deleted with all the rest; --before deletes those that are older
    than DATE, and names the others, which it can't look into.
    """
    from voiceguide.records import journal
    from voiceguide.records.files import delete, files_set_aside, is_older, session_files

    if not before and journal.is_kept_now():
        raise VoiceguideError(journal.claimant().removesuffix("."), hint="That session is not over yet.")
    with _opened() as history:
        sessions = [one for one in history.sessions() if not before or one.started.date() < before]
        aside = files_set_aside()
        files = [*aside, *session_files()]
        if before:
            files = [file for file in files if is_older(file, before)]
        what = _counted(len(sessions), files)
        if not what:
            click.echo("There is nothing to delete.")
        elif not (yes or _agreed(what)):
            click.echo("Nothing is deleted.")
            return
        else:
            delete(files)  # first: on a full disk they make room
            history.forget(before or date.max)
            click.echo(f"Deleted {what}.")
    if unseen := [file for file in aside if file not in files]:
        click.echo(f"Not looked into: {_named(unseen)}. Without --before, that goes too, with all the rest.")


def _agreed(what: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(f"{what} would be deleted, and here nobody can be asked", hint="Add --yes.")
    return click.confirm(f"Delete {what} for good?")


def _counted(sessions: int, files: Sequence[Path]) -> str:
    """Return what is to be deleted, as it is said; '' for nothing."""
    counts = [f"{sessions} session{'s' * (sessions != 1)}"] * (sessions > 0)
    if files:
        counts.append(f"{len(files)} file{'s' * (len(files) != 1)} ({_named(files)})")
    return " and ".join(counts)


def _named(files: Iterable[Path]) -> str:
    return ", ".join(file.name for file in files)


def _opened() -> History:
    from voiceguide.records.history import History

    return History(lambda line: click.echo(printable(line), err=True))


def _sessions(since: date) -> list[Session]:
    from voiceguide.records.files import history_path

    if not history_path().exists():
        return []  # looking makes no file
    with _opened() as history:
        return history.sessions(since)


def _show(
    sessions: list[Session], start: date | None, today: date, *, plot: str | None, as_csv: bool, as_json: bool
) -> None:
    from voiceguide.cli import lookback
    from voiceguide.records.history import by_day

    if as_json:
        from voiceguide.cli.output import print_json

        print_json({"sessions": [lookback.as_fields(one) for one in sessions]})
    elif as_csv:
        click.echo(lookback.as_csv(sessions), nl=False)
    elif not sessions:
        period = f" since {start}" if start else ""
        click.echo(f"There are no sessions{period} yet. Those you play stand here: voiceguide play ROUTINE")
    elif plot is None:
        lookback.print_table(sessions)
    elif plot == _ON_SCREEN:
        lookback.print_days(by_day(sessions, start, today))
    else:
        from voiceguide.cli import picture
        from voiceguide.records.files import history_path

        picture.draw(by_day(sessions, start, today), Path(plot), [str(history_path())])
        click.echo(f"Wrote {printable(plot)}.")
