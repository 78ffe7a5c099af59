"""Reads the texts of a routine file: with inserts, for each side, in lists; finds commas and comments that cut them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from voiceguide.messages import quoted
from voiceguide.routine.tree import Items, Node, ProblemError, Scalar, Table, brief, problem_error, read_each
from voiceguide.routine.values import Insert, SidedText, Text
from voiceguide.routine.words import NAME, scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

LONGEST_TEXT = 2_000
_LISTS = ("choices", "only", "sides", "tags")
"""Keys that take several words: a comma there separates two of them."""

T = TypeVar("T")


def plain(node: Node) -> str:
    """Read a text as it is, its line breaks folded to spaces."""
    written = scalar(_whole(node), "a text")
    folded = " ".join(filter(None, (line.strip() for line in re.split("[\r\n]", written))))
    if not folded:
        raise problem_error(written.where, "VG109", f"{written.key} has no text")
    if written.comment:
        whole = f"{folded} {written.comment.excerpt[written.comment.column - 1 :]}"
        hint = f"quote it, {quoted(brief(whole))}"
        raise problem_error(
            written.comment, "VG125", f"what follows ' #' isn't spoken; {hint}, or give the comment its own line"
        )
    if len(folded) > LONGEST_TEXT:
        raise problem_error(
            written.where, "VG119", f"{written.key} is {len(folded):,} characters long; the most is {LONGEST_TEXT:,}"
        )
    return folded


def without_inserts(node: Node) -> str:
    """Read a text that takes no inserts."""
    folded = plain(node)
    if found := NAME.search(folded):
        raise problem_error(node.where, "VG110", f"{node.key} takes no inserts; write it without '{brief(found[0])}'")
    return folded


def text(node: Node) -> Text:
    """Read a text with its inserts."""
    folded = plain(node)
    if found := re.search(r"\{\s*(\w+)\s*\}", folded):
        hint = f"write '<{brief(found[1])}>', not '{brief(found[0])}'"
        raise problem_error(node.where, "VG128", f"a name stands in angle brackets; {hint}")
    pieces = NAME.split(folded)
    parts = [Insert(piece) if index % 2 else piece for index, piece in enumerate(pieces)]
    return Text(tuple(part for part in parts if part), node.where)


def spoken(node: Node) -> Text | SidedText:
    """Read a text, or a pair of texts for the two sides."""
    if not isinstance(node, Table) or not ("left" in node or "right" in node):
        return text(node)
    for key, value in node.entries.items():
        if key not in ("left", "right"):
            if cut := marks(node, ("left", "right")).get(key):
                raise cut
            raise problem_error(key.where, "VG101", f"a text for each side has 'left' and 'right', not '{key}'")
        if isinstance(value, Table):
            raise problem_error(value.where, "VG109", f"'{key}' takes a text")
    left, right = node.get("left"), node.get("right")
    if left is None or right is None:
        raise problem_error(node.where, "VG103", "a text for each side needs both 'left' and 'right'")
    return SidedText(text(left), text(right), node.where)


def each(node: Node, read: Callable[[Node], T]) -> tuple[T, ...]:
    """Read every value of a list with `read`; a single value is a list of one. Raise the problems of all at once."""
    entries = node.entries if isinstance(node, Items) else [node]
    if not entries:
        raise problem_error(node.where, "VG109", f"'{node.key}' is an empty list")
    return tuple(read_each(entries, read))


def sentences(node: Node, read: Callable[[Node], T]) -> tuple[T, ...]:
    """Read a list of sentences with `read`. A comma cut a sentence in two if the next one begins in lower case."""
    if isinstance(node, Items) and node.flow:
        for before, after in zip(node.entries, node.entries[1:], strict=False):
            if isinstance(before, Scalar) and isinstance(after, Scalar) and after.plain and after[:1].islower():
                raise _cut(after, f"[{quoted(f'{before}, {after}')}]")
    return each(node, read)


def marks(table: Table, known: Collection[str]) -> Mapping[str, ProblemError]:
    """Return the problems of commas and colons, by the key that they made of something else than a `known` key.

    If commas cut a value into several pieces, the first one has the problem; the others have an empty `ProblemError`.
    """
    found: dict[str, ProblemError] = {}
    cut: Node | None = None
    pieces: list[Scalar] = []
    for key, value in table.entries.items() if table.flow else ():
        if not isinstance(value, Scalar) or not value.empty:
            _add_cut(cut, pieces, found)
            cut, pieces = value, []
            continue
        pieces.append(key)
        word, _, rest = key.partition(" ")
        if rest and word in known and word not in table:
            found[key] = problem_error(key.where, "VG101", f"the ':' is missing; write '{brief(f'{word}: {rest}')}'")
    _add_cut(cut, pieces, found)
    return found


def _add_cut(cut: Node | None, pieces: list[Scalar], found: dict[str, ProblemError]) -> None:
    """Add to `found` the problems of the `pieces` of the value that begins with `cut`."""
    if pieces and isinstance(cut, Scalar):
        found.setdefault(pieces[0], _cut_by_comma(cut, pieces))
        for piece in pieces[1:]:
            found.setdefault(piece, ProblemError(()))


def _cut_by_comma(value: Scalar, others: list[Scalar]) -> ProblemError:
    key = others[0]
    if re.fullmatch(r"\d+", value) and re.match(r"\d", key):
        hint = f"decimals have a point; write '{value}.{key}'"
        return problem_error(value.where, "VG104", f"{value.key} is '{value},{key}': {hint}")
    whole = brief(", ".join((value, *others)))
    if value.key in _LISTS:
        return problem_error(key.where, "VG126", f"several values stand in brackets; write {value.key}: [{whole}]")
    return _cut(key, f"{value.key}: {quoted(whole)}")


def _cut(after: Scalar, hint: str) -> ProblemError:
    return problem_error(after.where, "VG126", f"a comma cut this text in two; quote it: {hint}")


def _whole(node: Node) -> Node:
    """Return `node`; raise `ProblemError` if YAML took a text for something else, or if there is none."""
    if isinstance(node, Table) and not node.flow and node.entries:
        key, value = next(iter(node.entries.items()))
        hint = quoted(f"{key}: {value}") if isinstance(value, Scalar) else f'"{key}: ..."'
        raise problem_error(node.where, "VG127", f"a text with ': ' in it needs quotes: {hint}")
    if isinstance(node, Scalar) and node.empty:
        comment = "; '#' begins a comment, so quote the text" if node.comment else ""
        raise problem_error(node.where, "VG109", f"{node.key} has no text{comment}")
    return node
