"""Problems -> what their author reads: the place, the mend, the line with a caret; then how many there are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from voiceguide.errors import LONGEST_PLACE, most_shown, shortened
from voiceguide.messages import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voiceguide.errors import Problem, Where

_WIDEST = 160
"""Characters shown of a line: a file that a program wrote may be one line alone."""
_BEFORE = 40
"""Characters shown before the caret of a line that is longer."""


def write_problems(problems: Iterable[Problem], *, err: bool = False, color: bool | None = None) -> None:
    """Print `problems` in their order, to stderr with `err`, and a line of counts for each file.

    Of more than `MOST_SHOWN` it prints that many, errors before warnings, and how many more there are.
    """
    problems = tuple(problems)
    shown, left_out = most_shown(problems)
    for problem in shown:
        click.echo(_described(problem), err=err, color=color)
    if left_out:
        click.echo(f"and {left_out:,} more", err=err, color=color)
    counts: dict[str, Counter[str]] = {}
    for problem in problems:
        counts.setdefault(problem.where.file, Counter())[problem.severity] += 1
    for file, count in counts.items():
        named = printable(shortened(file, LONGEST_PLACE))
        click.echo(f"{' and '.join(_counted(count))} in {named}", err=err, color=color)


def _described(problem: Problem) -> str:
    where = problem.where
    fg = "red" if problem.severity == "error" else "yellow"
    kind = "" if problem.severity == "error" else "warning: "
    first = f"{click.style(printable(str(where)), bold=True)}: {kind}{printable(problem.message)}  [{problem.code}]"
    if not where.excerpt:
        return first
    shown, before, width = _window(where)
    # A tab is as wide as the terminal likes: keep those before the caret, so that it stays below its place.
    margin = "".join(char if char == "\t" else " " for char in shown[:before])
    caret = click.style("^" * width, fg=fg)
    excerpt = "".join(char if char == "\t" else printable(char) or " " for char in shown)
    return f"{first}\n{where.line:>5} | {excerpt}\n{'':>5} | {margin}{caret}"


def _window(where: Where) -> tuple[str, int, int]:
    """Return what is shown of the line at `where`, how many characters stand before the caret, and its width."""
    before, width = where.column - 1, max(where.width, 1)
    if len(where.excerpt) <= _WIDEST:
        return where.excerpt, before, width
    begin = max(before - _BEFORE, 0)
    left, right = "... " * (begin > 0), " ..." * (len(where.excerpt) > begin + _WIDEST)
    shown = left + where.excerpt[begin : begin + _WIDEST] + right
    before += len(left) - begin
    return shown, before, min(width, len(shown) - before)


def _counted(count: Counter[str]) -> list[str]:
    return [f"{count[kind]:,} {kind}{'s' * (count[kind] > 1)}" for kind in ("error", "warning") if count[kind]]
