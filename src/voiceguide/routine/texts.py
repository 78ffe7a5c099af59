"""Nodes of a routine file -> texts with inserts, and lists of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from voiceguide.routine.tree import Fault, Items, Node, Table, fault
from voiceguide.routine.values import Insert, SidedText, Text
from voiceguide.routine.words import NAME, scalar

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_TEXT = 2_000

T = TypeVar("T")


def plain_text(node: Node) -> str:
    """Return a text that takes no inserts, line breaks folded to spaces."""
    written = scalar(node, "a text")
    folded = re.sub(r"\s*[\r\n]\s*", " ", written).strip()
    if not folded:
        raise fault(written.where, "VG109", f"{written.key} has no text")
    if len(folded) > LONGEST_TEXT:
        raise fault(written.where, "VG119", f"{written.key} is {len(folded):,} characters long; the most is {LONGEST_TEXT:,}")
    return folded


def text(node: Node) -> Text:
    """Return a text with its inserts."""
    folded = plain_text(node)
    parts: list[str | Insert] = []
    for index, piece in enumerate(NAME.split(folded)):
        if index % 2:
            parts.append(Insert(piece))
        elif piece:
            parts.append(piece)
    return Text(tuple(parts), node.where)


def spoken(node: Node) -> Text | SidedText:
    """Return a text, or the pair of texts for the two sides."""
    if not isinstance(node, Table):
        return text(node)
    for key in node:
        if key not in ("left", "right"):
            raise fault(key.where, "VG101", f"a text for each side has 'left' and 'right', not '{key}'")
    left, right = node.get("left"), node.get("right")
    if left is None or right is None:
        raise fault(node.where, "VG103", "a text for each side needs both 'left' and 'right'")
    return SidedText(text(left), text(right), node.where)


def each(node: Node, read: Callable[[Node], T]) -> tuple[T, ...]:
    """Return every value of a list, one value being a list of one; raise all the faults in it at once."""
    entries = node.entries if isinstance(node, Items) else [node]
    if not entries:
        raise fault(node.where, "VG109", f"'{node.key}' is an empty list")
    values, problems = [], []
    for entry in entries:
        try:
            values.append(read(entry))
        except Fault as error:
            problems += error.problems
    if problems:
        raise Fault(problems)
    return tuple(values)
