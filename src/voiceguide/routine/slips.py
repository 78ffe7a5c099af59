"""Where YAML stops being YAML -> the slip the author most likely made, in their words, and the lines put right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voiceguide.messages import quoted
from voiceguide.routine.flow import doubled, opened, piece, stray, unclosed
from voiceguide.routine.indent import continued, indentation, stepless, tabs
from voiceguide.routine.punctuation import colon, comma, crowded, dash
from voiceguide.routine.slip import COLON, INDENTED, NAMELESS, Broken, Slip
from voiceguide.routine.tree import brief

if TYPE_CHECKING:
    from voiceguide.routine.tree import Page


def diagnose(broken: Broken, page: Page) -> Slip:
    """Return what most likely went wrong where `broken` says."""
    lines = (page.line(page.row(index)) for index in (broken.at, broken.begun or 0))
    for looks in _LOOKS if max(map(len, lines)) <= _LONGEST_LINE else (unclosed,):
        if slip := looks(broken, page):
            return slip
    return Slip(page.where(broken.at), "VG100", f"this can't be read as YAML: {brief(broken.problem)}")


_LONGEST_LINE = 5_000
"""Characters of a line that is looked into: with one that a program wrote, its patterns would take minutes."""
_LEADING = re.compile(r"(\s*(?:-\s+)*(?:[a-z0-9_]+:\s+)?)(.*?)(\s+#.*|\s*)")
_QUOTES = "\"'"
_MARKS = "\"'*&@%`!|>[]{},?-"


class _Line:
    """A line as an author sees it: what leads up to its value (indent, dashes, a key), the value, a comment."""

    def __init__(self, page: Page, number: int) -> None:
        found = _LEADING.fullmatch(page.line(number))
        assert found  # each of its parts can be empty
        self.before, self.value, self.after = found.groups()
        self.number = number
        self.start = page.start(number) + len(self.before)
        self._page = page

    def slip(self, code: str, because: str, right: str) -> Slip:
        """Return the slip whose mend is the value `right`."""
        where = self._page.where(self.start, self.start + len(self.value))
        shown = brief(f"{self.before.lstrip(' -')}{right}")
        mends = {self.number: f"{self.before}{right}{self.after}"}
        return Slip(where, code, f"{because}; write {shown}", mends)


def _colon(broken: Broken, page: Page) -> Slip | None:
    """`say: Remember: breathe`."""
    line = _Line(page, page.row(broken.at))
    if broken.problem != COLON or broken.at < line.start:
        return None
    because = "a text with ': ' in it needs quotes"
    if not line.before.strip():  # it goes on from the line before, and the quotes would have to begin there
        return Slip(page.where(broken.at), "VG127", f"{because}, from its first line to its last")
    return line.slip("VG127", because, quoted(line.value))


def _nameless(broken: Broken, page: Page) -> Slip | None:
    """A line that is neither a key with its value nor a list's entry."""
    if broken.problem != NAMELESS or broken.begun is None:
        return None
    where = page.where(broken.begun, page.end(broken.begun))
    word = page.text[broken.begun : page.end(broken.begun)].strip()
    return Slip(where, "VG100", f"'{brief(word)}' has no ': ' and no value", {page.row(broken.begun): ""})


def _escape(broken: Broken, page: Page) -> Slip | None:
    """A backslash inside straight double quotes that makes no escape."""
    if not broken.problem.startswith("found unknown escape character"):
        return None
    where = page.where(broken.at - 1, broken.at + 1)
    row = page.row(broken.at)
    line, at = page.line(row), broken.at - page.start(row)
    mends = {row: f"{line[:at]}\\{line[at:]}"}
    return Slip(where, "VG127", "inside \"...\" a backslash is written twice; write '\\\\'", mends)


def _braces(broken: Broken, page: Page) -> Slip | None:
    """`{side} hand`."""
    line = _Line(page, page.row(broken.at))
    if not re.match(r"\{\s*\w+\s*\}", line.value):
        return None
    right = re.sub(r"\{\s*(\w+)\s*\}", r"<\1>", line.value)
    return line.slip("VG128", "a name stands in angle brackets", right)


def _unclosed(broken: Broken, page: Page) -> Slip | None:
    """A quote that begins a value and isn't closed; it is noticed later, at the next quote or the file's end."""
    if not broken.problem.startswith(("found unexpected", "expected <block end>")):
        return None
    last = page.row(broken.at)
    first = page.row(broken.begun) if broken.begun is not None else 1
    for number in range(first, last + 1):
        line = _Line(page, number)
        mark = line.value[:1]
        if mark and mark in _QUOTES and line.value.count(mark) == 1:
            if line.value == mark:
                mends = {number: f"{line.before}{line.after}"}
                return Slip(page.where(line.start), "VG127", "this quote is never closed; take it out", mends)
            right = quoted(line.value[1:] if mark == '"' else line.value)
            return line.slip("VG127", "this quote is never closed", right)
    return None


def _opener(broken: Broken, page: Page) -> Slip | None:
    """A text that begins with a character that means something else to YAML."""
    left_over = broken.problem.startswith("expected <block end>")
    for index in (broken.at, None if left_over else broken.begun):
        if index is None or broken.problem.endswith(INDENTED):
            continue
        line = _Line(page, page.row(index))
        mark, text = line.value[:1], line.value
        if not mark or mark not in _MARKS or (mark == "%" and not line.before):
            continue
        if index == line.start or (left_over and mark in "\"'[{*&!"):
            if mark in _QUOTES and text.endswith(mark) and len(text) > 1:
                text = text[1:-1]
            return line.slip("VG127", f"a text that begins with {mark} needs quotes", quoted(text))
    return None


_LOOKS = (
    unclosed, tabs, stray, doubled, opened, dash, stepless, colon, crowded, continued, _colon, _nameless,
    _escape, comma, piece, _braces, _unclosed, _opener, indentation,
)  # fmt: skip
"""What may have gone wrong, the likelier before what looks like it."""
