"""Rows of figures as a Markdown table that people can read, too."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One promise: its `goal`, what was `measured`, the standard `beside` it from the same run, whether it is `met`."""

    what: str
    goal: str
    measured: str
    beside: str
    met: bool


HEADS = ("what", "goal", "voiceguide", "beside it", "met")


def as_table(rows: Iterable[Row]) -> str:
    """Return `rows` as the lines of a Markdown table with aligned columns."""
    cells = [HEADS, *((*astuple(row)[:-1], "yes" if row.met else "NO") for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells]
    rule = " | ".join("-" * width for width in widths)
    return "\n".join(f"| {line} |" for line in (lines[0], rule, *lines[1:]))
