"""Mistakes with indentation: tabs, and lines that begin in the wrong column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voiceguide.routine.fields import keys
from voiceguide.routine.model import VERBS
from voiceguide.routine.yaml_errors.mistake import (
    INSIDE_BRACKETS,
    NO_COLON,
    TEXTS,
    UNEXPECTED_COLON,
    WRONG_COLUMNS,
    Mistake,
    indent,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceguide.routine.compose import YamlFailure
    from voiceguide.routine.source import SourceText

_HOLDING = frozenset(verb for verb, row in VERBS.items() if "steps" in keys(row.step))
"""Verbs that take `steps`."""
_TEXT = re.compile(r"(\s*)((?:-\s+)*)(?:([a-z_]+):\s+)?(\S.*)")
_BEGINNING = re.compile(r"(\s*)((?:-\s+)*)(?=(-(?:\s|$)|[^\s#:]+:(?:\s|$))?)")
"""The indent of a line, its dashes, and a key if there is one."""


def tabs(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain a tab, and replace every tab of the file in an indentation."""
    row, line, at = source.locate(failure.at)
    if "\t" not in line[: at + 1]:
        return None
    corrected = {row: line.replace("\t", " ")}
    for number in range(1, len(source) + 1):
        bare = source.line(number).lstrip(" \t")
        before = source.line(number).removesuffix(bare)
        if "\t" in before:
            corrected[number] = before.replace("\t", "  ") + bare
    tab = source.where(source.start(row) + line.index("\t"))
    more = len(corrected) - 1
    others = f", here and in {more} more line{'s' * (more > 1)}" if more else ""
    return Mistake(tab, "VG129", f"this is a tab; write spaces, two for each level{others}", corrected)


def continued(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain a line that continues the text above it, but isn't indented far enough."""
    nameless = failure.message == NO_COLON and failure.began is not None
    if not nameless and not failure.message.endswith("'<scalar>'"):
        return None
    number = source.row(failure.began if nameless and failure.began is not None else failure.at)
    line = source.line(number)
    above = next((source.line(row) for row in range(number - 1, 0, -1) if source.line(row).strip()), "")
    found = _TEXT.fullmatch(above)
    if not found or _BEGINNING.match(line)[3]:  # type: ignore[index]  # each part can be empty
        return None
    outer, key = len(found[1]), len(found[1]) + len(found[2])
    if not (found[3] or found[2]) or (found[3] and found[3] not in TEXTS):
        key = 0
    right = key + 2 if found[3] and key else max(key, outer)
    if right <= indent(line):
        return None
    where = source.where(source.start(number) + indent(line), source.end(source.start(number)))
    message = f"to go on with the text above, indent this line by {_spaces(right)}"
    return Mistake(where, "VG129", message, {number: " " * right + line.lstrip(" ")})


def stepless(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain steps right below `repeat: 3`, or a `steps:` that is indented further than the verb."""
    number, line, _ = source.locate(failure.at)
    bare = line.lstrip(" ")
    own = indent(line)
    inside_brackets = failure.message.startswith((INSIDE_BRACKETS, "expected the node content"))
    if inside_brackets or not re.match(r"-\s|steps:", bare):
        return None
    for above in range(number - 1, 0, -1):
        found = _BEGINNING.match(source.line(above))
        if not found or found[3] is None or len(found[1]) >= own:
            continue
        key = len(found[1]) + len(found[2])
        verb = found[3].partition(":")[0]
        if found[3].strip() == source.line(above).strip(" -"):  # it has a list already
            return None
        if not found[2]:  # another key of the step
            continue
        if own < key or verb not in _HOLDING:
            return None
        where = source.where(source.start(number) + own)
        if bare.startswith("-"):
            corrected = {number - 1: f"{source.line(number - 1)}\n{' ' * key}steps:"}
            return Mistake(where, "VG129", "write 'steps:' on its own line above these", corrected)
        if own == key:
            return None
        message = f"'steps' stands right below '{verb}'; indent this line by {_spaces(key)}"
        return Mistake(where, "VG129", message, {number: " " * key + bare})
    return None


def indentation(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain a line that begins in the wrong column, and move it to the nearest column that fits."""
    if not failure.message.endswith((*WRONG_COLUMNS, UNEXPECTED_COLON)):
        return None
    number, line, _ = source.locate(failure.at)
    bare = line.lstrip(" ")
    own = indent(line)
    fitting = list(_columns(source, number, dash=bare.startswith("-")))
    if not fitting or own in fitting:
        return None
    right = min(fitting, key=lambda column: abs(column - own))
    where = source.where(source.start(number) + own)
    message = f"this line is indented by {_spaces(own)} where {right} would fit the lines above it"
    return Mistake(where, "VG129", message, {number: " " * right + bare})


def _columns(source: SourceText, number: int, *, dash: bool) -> Iterator[int]:
    """Yield the columns where line `number` could begin with a dash, or with a key; those of the nearest line first."""
    outer = len(source.text)
    for above in range(number - 1, 0, -1):
        found = _BEGINNING.match(source.line(above))
        if not found or found[3] is None:
            continue
        before, key = len(found[1]), len(found[1]) + len(found[2])
        if before < outer or key < outer:
            if dash and found[2]:
                yield before
            elif not dash:
                yield key
        outer = min(outer, before)


def _spaces(number: int) -> str:
    return f"{number} space{'s' * (number != 1)}"
