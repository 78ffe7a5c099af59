"""`voiceguide history`: show past sessions as a table, JSON, CSV or a plot, and change what is kept of them."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voiceguide.cli.frame import CommandGroup
from voiceguide.cli.options import as_day, json_output
from voiceguide.cli.output import print_json, roughly
from voiceguide.errors import UsageError, VoiceguideError
from voiceguide.messages import printable
from voiceguide.records.session import local_time
from voiceguide.units import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

    from voiceguide.records.history import Day, History
    from voiceguide.records.session import Session

_ON_SCREEN = "-"
_SHOWN_DAYS = 28
"""The days that --plot shows on the screen, if neither --days nor --since says how many."""


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
@click.option("--since", type=as_day, metavar="DATE", help="Only from this day on, such as 2026-11-01.")
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

    voiceguide keeps each session: when, what, with which settings, how far, how many holds, and how strong the pain was
    before and after, if you play with --ask-pain. All of it is in one file on this machine, and never leaves it.
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
        from voiceguide.records.plot import check_plot

        check_plot(Path(plot))
    if plot == _ON_SCREEN:
        start = start or today - timedelta(days=_SHOWN_DAYS - 1)
    sessions = _sessions(start or date.min)
    _show(sessions, start, today, plot=plot, as_csv=as_csv, as_json=as_json)


@command.command("note", examples=("voiceguide history note 'Less stiff than yesterday.'",))
@click.argument("text", nargs=-1, required=True)
def note(text: tuple[str, ...]) -> None:
    """Write a note to your last session; it replaces an earlier one.

    An empty note ('') removes the earlier one.
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
@click.option("--before", type=as_day, metavar="DATE", help="Only what began before this day, such as 2026-01-01.")
@click.option("--yes", is_flag=True, help="Don't ask.")
def forget(*, before: date | None, yes: bool) -> None:
    """Delete your sessions, all or the older ones.

    Deleted sessions can't be brought back: no file of voiceguide's holds them any longer. Without --before, this also
    deletes damaged histories that voiceguide replaced, and the session that 'voiceguide resume' goes on with. With
    --before, it deletes those of them that are older than DATE, and names the others, which it can't look into.
    """
    from voiceguide.records import journal
    from voiceguide.records.files import delete, files_set_aside, is_older, session_files

    if not before and journal.is_kept_now():
        raise VoiceguideError(journal.claimant().removesuffix("."), hint="That session is not over yet.")
    with _opened() as history:
        sessions = [one for one in history.sessions() if not before or one.started.date() < before]
        replaced = files_set_aside()
        files = [*replaced, *session_files()]
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
    if unseen := [file for file in replaced if file not in files]:
        click.echo(f"Not looked into: {_named(unseen)}. Without --before, that goes too, with all the rest.")


def _agreed(what: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(f"{what} would be deleted, and there is no terminal to ask you in", hint="Add --yes.")
    return click.confirm(f"Delete {what} for good?")


def _counted(sessions: int, files: Sequence[Path]) -> str:
    """Return how many sessions and files there are to delete; '' if there are none."""
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
        return []  # without making the file
    with _opened() as history:
        return history.sessions(since)


def _show(
    sessions: list[Session], start: date | None, today: date, *, plot: str | None, as_csv: bool, as_json: bool
) -> None:
    from voiceguide.records.history import by_day
    from voiceguide.records.session import to_csv, to_fields

    if as_json:
        print_json({"sessions": [to_fields(one) for one in sessions]})
    elif as_csv:
        click.echo(to_csv(sessions), nl=False)
    elif not sessions:
        period = f" since {start}" if start else ""
        click.echo(f"There are no sessions{period} yet. Those you play stand here: voiceguide play ROUTINE")
    elif plot is None:
        _print_sessions(sessions)
    elif plot == _ON_SCREEN:
        _print_days(by_day(sessions, start, today))
    else:
        from voiceguide.records.plot import draw

        draw(by_day(sessions, start, today), Path(plot))
        click.echo(f"Wrote {printable(plot)}.")


def _print_sessions(sessions: Sequence[Session]) -> None:
    """Print a line for each session, and one for all of them."""
    rows = []
    for session in sessions:
        ended = "finished" if session.finished else f"left at: {session.left_at}" if session.left_at else "cut short"
        rows.append(
            (
                f"{session.started:%Y-%m-%d %H:%M}",
                session.name,
                clock(Fraction(session.seconds)),
                str(session.holds),
                _pain(session.pain_before, session.pain_after),
                "\n".join(filter(None, (ended, session.note))),
            )
        )
    whole, short = {"justify": "right"}, {"no_wrap": True}
    console = _print_table({"When": short, "Routine": {}, "Time": whole, "Holds": whole, "Pain": short, "": {}}, rows)
    seconds = roughly(Fraction(sum(session.seconds for session in sessions)))
    holds = sum(session.holds for session in sessions)
    count = f"{len(sessions)} session{'s' * (len(sessions) != 1)}"
    console.print(f"\n{count}, {seconds}, {holds} hold{'s' * (holds != 1)}.")


def _print_days(days: Iterable[Day]) -> None:
    """Print a line for each day: a block for each session, and the pain before and after as a bar of ten."""
    rows = [
        (
            f"{day.day:%a %Y-%m-%d}",
            "■ " * day.sessions or "·",
            _bar(day.pain_before, day.pain_after),
            _pain(day.pain_before, day.pain_after),
        )
        for day in days
    ]
    _print_table({"Day": {}, "Sessions": {}, "Pain: █ stayed, ▒ went, ▓ came": {}, "": {}}, rows)


def _print_table(columns: Mapping[str, Mapping[str, Any]], rows: Iterable[Sequence[str]]) -> Console:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name, form in columns.items():
        table.add_column(name, **form)
    for row in rows:
        table.add_row(*row)
    console = Console(markup=False, emoji=False, highlight=False)  # a title is text, not markup
    console.print(table)
    return console


def _pain(before: int | None, after: int | None) -> str:
    """Return the pain before and after; '' if neither is known.

    >>> _pain(6, 3), _pain(6, None), _pain(None, None)
    ('6 → 3', '6 → ?', '')
    """
    known = before is not None or after is not None
    return " → ".join("?" if pain is None else str(pain) for pain in (before, after)) if known else ""


def _bar(before: int | None, after: int | None) -> str:
    """Return pain as a bar of ten: full as far as it stays, shaded as far as it went or came; '' if it isn't known.

    >>> _bar(6, 3), _bar(3, 6), _bar(None, 2)
    ('███▒▒▒····', '███▓▓▓····', '██········')
    """
    known = sorted(pain for pain in (before, after) if pain is not None)
    if not known:
        return ""
    low, high = known[0], known[-1]
    worse = before is not None and after is not None and after > before
    return f"{'█' * low}{('▓' if worse else '▒') * (high - low)}{'·' * (10 - high)}"
