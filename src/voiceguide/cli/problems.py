"""Problems -> what their author reads: the place, the mend, the line with a caret; then how many there are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voiceguide.errors import Problem


def write_problems(problems: Iterable[Problem], *, err: bool = False, color: bool | None = None) -> None:
    """Print `problems` in their order, to stderr with `err`, and a line of counts for each file."""
    counts: dict[str, Counter[str]] = {}
    for problem in problems:
        click.echo(_described(problem), err=err, color=color)
        counts.setdefault(problem.where.file, Counter())[problem.severity] += 1
    for file, count in counts.items():
        click.echo(f"{' and '.join(_counted(count))} in {file}", err=err, color=color)


def _described(problem: Problem) -> str:
    where = problem.where
    fg = "red" if problem.severity == "error" else "yellow"
    kind = "" if problem.severity == "error" else "warning: "
    first = f"{click.style(str(where), bold=True)}: {kind}{problem.message}  [{problem.code}]"
    if not where.excerpt:
        return first
    # A tab is as wide as the terminal likes: keep those before the caret, so that it stays below its place.
    margin = "".join(char if char == "\t" else " " for char in where.excerpt[: where.column - 1])
    caret = click.style("^" * max(where.width, 1), fg=fg)
    return f"{first}\n{where.line:>5} | {where.excerpt}\n{'':>5} | {margin}{caret}"


def _counted(count: Counter[str]) -> list[str]:
    return [f"{count[kind]} {kind}{'s' * (count[kind] > 1)}" for kind in ("error", "warning") if count[kind]]
