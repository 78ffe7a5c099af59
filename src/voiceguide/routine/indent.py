"""Indentation that breaks the YAML -> what is wrong with it, and the lines put right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voiceguide.routine.slip import Broken, Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceguide.routine.tree import Page

INDENTED = ("'<block mapping start>'", "'<block sequence start>'", "'-'", "'?'")
"""How the YAML reader's words end when a line begins in a column that fits nothing above it."""

_BEGINNING = re.compile(r"(\s*)((?:-\s+)*)(?=(-(?:\s|$)|[^\s#:]+:(?:\s|$))?)")


def tabs(broken: Broken, page: Page) -> Slip | None:
    """Explain a tab; the mend changes every tab before a line's text."""
    row = page.row(broken.at)
    line = page.line(row)
    if "\t" not in line[: broken.at - page.start(row) + 1]:
        return None
    mends = {row: line.replace("\t", " ")}
    for number in range(1, len(page) + 1):
        bare = page.line(number).lstrip(" \t")
        indent = page.line(number).removesuffix(bare)
        if "\t" in indent:
            mends[number] = indent.replace("\t", "  ") + bare
    tab = page.where(page.start(row) + line.index("\t"))
    return Slip(tab, "VG129", "this is a tab; write spaces, two for each level", mends)


def indentation(broken: Broken, page: Page) -> Slip | None:
    """Explain a line that begins in the wrong column; the mend moves it to the nearest that fits."""
    if not broken.problem.endswith((*INDENTED, "mapping values are not allowed here")):
        return None
    number = page.row(broken.at)
    line = page.line(number)
    bare = line.lstrip(" ")
    own = len(line) - len(bare)
    fitting = list(_columns(page, number, dash=bare.startswith("-")))
    if not fitting or own in fitting:
        return None
    right = min(fitting, key=lambda column: abs(column - own))
    where = page.where(page.start(number) + own)
    message = f"this line is indented by {_spaces(own)} where {right} would fit the lines above it"
    return Slip(where, "VG129", message, {number: " " * right + bare})


def _columns(page: Page, number: int, *, dash: bool) -> Iterator[int]:
    """Yield the columns in which a line `number` could begin with a dash, or with a key: the nearest line's first."""
    outer = len(page.text)
    for above in range(number - 1, 0, -1):
        found = _BEGINNING.match(page.line(above))
        if not found or found[3] is None:
            continue
        indent, key = len(found[1]), len(found[1]) + len(found[2])
        if indent < outer or key < outer:
            if dash and found[2]:
                yield indent
            elif not dash:
                yield key
        outer = min(outer, indent)


def _spaces(number: int) -> str:
    return f"{number} space{'s' * (number != 1)}"
