"""Where YAML stops being YAML -> the slip the author most likely made, in their words, and the lines put right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voiceguide.routine.indent import INDENTED, indentation, tabs
from voiceguide.routine.slip import Broken, Slip
from voiceguide.routine.words import quoted

if TYPE_CHECKING:
    from voiceguide.routine.tree import Page


def diagnose(broken: Broken, page: Page) -> Slip:
    """Return what most likely went wrong where `broken` says."""
    for looks in (tabs, _glued, _colon, _nameless, _escape, _piece, _braces, _unclosed, _opener, indentation):
        if slip := looks(broken, page):
            return slip
    return Slip(page.where(broken.at), "VG100", f"this can't be read as YAML: {broken.problem}")


_COLON = "mapping values are not allowed here"
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
        shown = f"{self.before.lstrip(' -')}{right}"
        mends = {self.number: f"{self.before}{right}{self.after}"}
        return Slip(where, code, f"{because}; write {shown}", mends)


def _glued(broken: Broken, page: Page) -> Slip | None:
    """`say:Press` or `-say: x`, noticed at the next line's colon."""
    if broken.problem != _COLON:
        return None
    row = page.row(broken.at)
    for number in range(row, max(row - 2, 0), -1):
        line = page.line(number)
        for pattern, mark in ((r"(\s*(?:- +)*)[a-z0-9_]+:(?=[^\s:])", ":"), (r"(\s*)-(?=[a-z0-9_]+:(\s|$))", "-")):
            if glued := re.match(pattern, line):
                right = f"{glued[0]} {line[glued.end() :]}"
                where = page.where(page.start(number) + glued.end(1), page.start(number) + glued.end())
                return Slip(where, "VG129", f"a space follows '{mark}'; write {right.strip(' -')}", {number: right})
    return None


def _colon(broken: Broken, page: Page) -> Slip | None:
    """`say: Remember: breathe`."""
    line = _Line(page, page.row(broken.at))
    if broken.problem != _COLON or broken.at < line.start:
        return None
    because = "a text with ': ' in it needs quotes"
    if not line.before.strip():  # it goes on from the line before, and the quotes would have to begin there
        return Slip(page.where(broken.at), "VG127", f"{because}, from its first line to its last")
    return line.slip("VG127", because, quoted(line.value))


def _nameless(broken: Broken, page: Page) -> Slip | None:
    """A line that is neither a key with its value nor a list's entry."""
    if broken.problem != "could not find expected ':'" or broken.begun is None:
        return None
    where = page.where(broken.begun, page.end(broken.begun))
    word = page.text[broken.begun : page.end(broken.begun)].strip()
    return Slip(where, "VG100", f"'{word}' has no ': ' and no value", {where.line: ""})


def _escape(broken: Broken, page: Page) -> Slip | None:
    """A backslash inside straight double quotes that makes no escape."""
    if not broken.problem.startswith("found unknown escape character"):
        return None
    where = page.where(broken.at - 1, broken.at + 1)
    line, at = page.line(where.line), broken.at - page.start(where.line)
    mends = {where.line: f"{line[:at]}\\{line[at:]}"}
    return Slip(where, "VG127", "inside \"...\" a backslash is written twice; write '\\\\'", mends)


def _piece(broken: Broken, page: Page) -> Slip | None:
    """A value inside braces or brackets that needs quotes, or braces that are never closed."""
    if broken.begun is None or not broken.problem.startswith("expected ',' or"):
        return None
    opener, rest = page.text[broken.begun], page.text[broken.begun :]
    closer = "}" if opener == "{" else "]"
    if rest.count(opener) > rest.count(closer):
        row = page.row(broken.begun)
        message = f"this '{opener}' is never closed; end it with '{closer}'"
        return Slip(page.where(broken.begun), "VG100", message, {row: page.line(row) + closer})
    row = page.row(broken.at)
    line, at = page.line(row), broken.at - page.start(row)
    start = max(line.rfind(mark, 0, at) for mark in ",{[") + 1
    end = min((place for mark in ",}]" if (place := line.find(mark, at)) >= 0), default=len(line))
    found = re.fullmatch(r"(\s*(?:[a-z0-9_]+:\s+)?)(.*?)(\s*)", line[start:end])
    assert found  # each of its parts can be empty
    right = f"{found[1]}{quoted(found[2])}{found[3]}"
    where = page.where(page.start(row) + start + len(found[1]), page.start(row) + end - len(found[3]))
    mends = {row: line[:start] + right + line[end:]}
    return Slip(where, "VG127", f"inside '{opener}{closer}' this text needs quotes; write {right.strip()}", mends)


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
