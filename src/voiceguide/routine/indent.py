"""Indentation that breaks the YAML -> what is wrong with it, and the lines put right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voiceguide.routine.slip import COLON, INDENTED, NAMELESS, TEXTS, Broken, Slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceguide.routine.tree import Page

_HOLDING = ("hold", "rest", "repeat", "sides")
_TEXT = re.compile(r"(\s*)((?:-\s+)*)(?:([a-z_]+):\s+)?(\S.*)")
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
    more = len(mends) - 1
    others = f", here and in {more} more line{'s' * (more > 1)}" if more else ""
    return Slip(tab, "VG129", f"this is a tab; write spaces, two for each level{others}", mends)


def continued(broken: Broken, page: Page) -> Slip | None:
    """Explain a line that goes on with the text above it, and isn't indented as far as that."""
    nameless = broken.problem == NAMELESS and broken.begun is not None
    if not nameless and not broken.problem.endswith("'<scalar>'"):
        return None
    number = page.row(broken.begun if nameless and broken.begun is not None else broken.at)
    line = page.line(number)
    above = next((page.line(row) for row in range(number - 1, 0, -1) if page.line(row).strip()), "")
    found = _TEXT.fullmatch(above)
    if not found or _BEGINNING.match(line)[3]:  # type: ignore[index]  # each of its parts can be empty
        return None
    indent, key = len(found[1]), len(found[1]) + len(found[2])
    if not (found[3] or found[2]) or (found[3] and found[3] not in TEXTS):
        key = 0
    right = key + 2 if found[3] and key else max(key, indent)
    bare = line.lstrip(" ")
    if right <= len(line) - len(bare):
        return None
    where = page.where(page.start(number) + len(line) - len(bare), page.end(page.start(number)))
    message = f"to go on with the text above, indent this line by {_spaces(right)}"
    return Slip(where, "VG129", message, {number: " " * right + bare})


def indentation(broken: Broken, page: Page) -> Slip | None:
    """Explain a line that begins in the wrong column; the mend moves it to the nearest that fits."""
    if not broken.problem.endswith((*INDENTED, COLON)):
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


def stepless(broken: Broken, page: Page) -> Slip | None:
    """Explain steps right under `repeat: 3`, or `steps:` further in than the verb."""
    number = page.row(broken.at)
    line = page.line(number)
    bare = line.lstrip(" ")
    own = len(line) - len(bare)
    inside_brackets = broken.problem.startswith(("expected ',' or", "expected the node content"))
    if inside_brackets or not re.match(r"-\s|steps:", bare):
        return None
    for above in range(number - 1, 0, -1):
        found = _BEGINNING.match(page.line(above))
        if not found or found[3] is None or len(found[1]) >= own:
            continue
        key = len(found[1]) + len(found[2])
        verb = found[3].partition(":")[0]
        if found[3].strip() == page.line(above).strip(" -"):  # a list stands under it already
            return None
        if not found[2]:  # another key of the step
            continue
        if own < key or verb not in _HOLDING:
            return None
        where = page.where(page.start(number) + own)
        if bare.startswith("-"):
            before = page.line(number - 1)
            mends = {number - 1: f"{before}\n{' ' * key}steps:"}
            return Slip(where, "VG129", "write 'steps:' on its own line above these", mends)
        if own == key:
            return None
        message = f"'steps' stands right below '{verb}'; indent this line by {_spaces(key)}"
        return Slip(where, "VG129", message, {number: " " * key + bare})
    return None


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
