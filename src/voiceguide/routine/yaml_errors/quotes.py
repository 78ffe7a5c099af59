"""Mistakes with quotes: a quote that is never closed, a text that needs quotes, an escape that isn't one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voiceguide.messages import quoted
from voiceguide.routine.tree import brief
from voiceguide.routine.values import WORD_LISTS
from voiceguide.routine.yaml_errors.mistake import (
    AFTER_BLOCK,
    INSIDE_BRACKETS,
    UNEXPECTED,
    UNEXPECTED_COLON,
    WRONG_COLUMNS,
    Mistake,
)

if TYPE_CHECKING:
    from voiceguide.routine.compose import YamlFailure
    from voiceguide.routine.source import SourceText

_LEADING = re.compile(r"(\s*(?:-\s+)*(?:[a-z0-9_]+:\s+)?)(.*?)(\s+#.*|\s*)")
_QUOTES = "\"'"
_MARKS = "\"'*&@%`!|>[]{},?-"
"""Characters that mean something to YAML where a value begins."""
_CLOSERS = {"{": "}", "[": "]"}
_OPENING = re.compile(r"""(?:[,\[{]|:\s)\s*(?=["'])""")
"""What precedes a quote that begins a value."""
_UP_TO_QUOTE = {'"': re.compile(r'"(?:[^"\\]|\\.)*+("|\Z)', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*+('|\Z)")}
"""A quote and everything up to the quote that closes it."""
_NEXT = re.compile(r""",\s*(?:\w+:\s|["'{\[])""")
"""The comma before the next value. Any other comma may be part of the text."""
_WORDS = re.compile(rf"(?:{'|'.join(WORD_LISTS)}):\s*\[[^\[\]]*\Z")
"""What precedes an entry of a list of words, where every comma ends an entry."""
_NEVER_CLOSED = "this quote is never closed"


class _Line:
    """A line in three parts: `before` (indent, dashes, a key), the `value`, and `after` (spaces, a comment)."""

    def __init__(self, source: SourceText, number: int) -> None:
        found = _LEADING.fullmatch(source.line(number))
        assert found  # each part can be empty
        self.before, self.value, self.after = found.groups()
        self.number = number
        self.start = source.start(number) + len(self.before)
        self._source = source

    def mistake(self, code: str, because: str, right: str) -> Mistake:
        """Return the mistake that the value should be `right`."""
        where = self._source.where(self.start, self.start + len(self.value))
        shown = brief(f"{self.before.lstrip(' -')}{right}")
        corrected = {self.number: f"{self.before}{right}{self.after}"}
        return Mistake(where, code, f"{because}; write {shown}", corrected)


def unclosed_in_brackets(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain `{help: "How long}`. The parser fails after the next quote, which closes this one, or at the end."""
    if failure.began is None:
        return None
    if failure.message.startswith(UNEXPECTED):
        start = failure.began
        _, line, at = source.locate(start)
        return _closed(start, source) if source.text[start] in _QUOTES and re.search(r"[{\[]", line[:at]) else None
    if not failure.message.startswith(INSIDE_BRACKETS):
        return None
    at = failure.began
    while opening := _OPENING.search(source.text, at, failure.at):
        start = opening.end()
        rest = _UP_TO_QUOTE[source.text[start]].match(source.text, start)
        assert rest  # it matches up to the end of the text at least
        at = rest.end()
        if at >= failure.at or not source.text[at : failure.at].strip():
            return _closed(start, source) if re.search(r"[\r\n,\]}]", rest[0]) else None
    return None


def _closed(start: int, source: SourceText) -> Mistake | None:
    """Return the mistake of the quote at `start`: close it before the next value, or the brace that ends the line."""
    row, line, first = source.locate(start)
    mark = line[first]
    before, rest = line[:first], re.sub(r"(?<=[\]}])\s+#.*", "", line[first + 1 :])
    following = re.search(r"[,\]]", rest) if _WORDS.search(before) else _NEXT.search(rest)
    last = following.start() if following else max(map(rest.rfind, _CLOSERS.values()))
    closers = "".join(_CLOSERS[opener] for opener in re.findall(r"[{\[]", before))  # of the brackets around the text
    text = rest[: last if last >= 0 else len(rest)].rstrip(f" {closers}")
    if mark in text:
        return None
    end = first + 1 + len(text)
    if not text:
        return Mistake(source.where(start), "VG127", f"{_NEVER_CLOSED}; take it out", {row: before + line[end:]})
    corrected = {row: f"{line[:end]}{mark}{line[end:]}"}
    where = source.where(start, source.start(row) + end)
    return Mistake(where, "VG127", f"{_NEVER_CLOSED}; write {brief(f'{mark}{text}')}{mark}", corrected)


def unclosed(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain a quote outside brackets that begins a value; the parser fails at the next quote, or at the file's end.

    The rest of the line is the text, so all of it is quoted.
    """
    if not failure.message.startswith((UNEXPECTED, AFTER_BLOCK)):
        return None
    first = source.row(failure.began) if failure.began is not None else 1
    for number in range(first, source.row(failure.at) + 1):
        line = _Line(source, number)
        mark = line.value[:1]
        if mark and mark in _QUOTES and line.value.count(mark) == 1:
            if line.value == mark:
                corrected = {number: f"{line.before}{line.after}"}
                return Mistake(source.where(line.start), "VG127", f"{_NEVER_CLOSED}; take it out", corrected)
            right = quoted(line.value[1:] if mark == '"' else line.value)
            return line.mistake("VG127", _NEVER_CLOSED, right)
    return None


def colon(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain `say: Remember: breathe`."""
    line = _Line(source, source.row(failure.at))
    if failure.message != UNEXPECTED_COLON or failure.at < line.start:
        return None
    because = "a text with ': ' in it needs quotes"
    if not line.before.strip():  # the text began on an earlier line, and so would the quotes
        return Mistake(source.where(failure.at), "VG127", f"{because}, from its first line to its last")
    return line.mistake("VG127", because, quoted(line.value))


def opener(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain a text that begins with a character that means something else to YAML."""
    left_over = failure.message.startswith(AFTER_BLOCK)
    for index in (failure.at, None if left_over else failure.began):
        if index is None or failure.message.endswith(WRONG_COLUMNS):
            continue
        line = _Line(source, source.row(index))
        mark, text = line.value[:1], line.value
        if not mark or mark not in _MARKS or (mark == "%" and not line.before):
            continue
        if index == line.start or (left_over and mark in "\"'[{*&!"):
            if mark in _QUOTES and text.endswith(mark) and len(text) > 1:
                text = text[1:-1]
            return line.mistake("VG127", f"a text that begins with {mark} needs quotes", quoted(text))
    return None


def braces(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain `say: {side} hand`."""
    line = _Line(source, source.row(failure.at))
    if not re.match(r"\{\s*\w+\s*\}", line.value):
        return None
    right = re.sub(r"\{\s*(\w+)\s*\}", r"<\1>", line.value)
    return line.mistake("VG128", "a name stands in angle brackets", right)


def escape(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain a backslash inside double quotes that begins no escape."""
    if not failure.message.startswith("found unknown escape character"):
        return None
    where = source.where(failure.at - 1, failure.at + 1)
    row, line, at = source.locate(failure.at)
    corrected = {row: f"{line[:at]}\\{line[at:]}"}
    return Mistake(where, "VG127", "inside \"...\" a backslash is written twice; write '\\\\'", corrected)
