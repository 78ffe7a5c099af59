"""Mistakes with quotes, brackets and braces: never closed, closing nothing, missing around a text that needs them."""

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

_CLOSERS = {"{": "}", "[": "]"}
_BLOCK = re.compile(r"\s*(?:-\s|\w+:(?:\s|\Z))")
"""The beginning of a line that is an entry of a list, or a key."""
_LEFT_OVER = re.compile(r"""[\]}),;"'](?:\s*[\]}),;"'])*(?=\s+#|\s*\Z)""")
"""Punctuation at the end of a line."""
_ENDS = "]}\"'"
"""The last characters of a value in brackets, braces or quotes."""
_STREAM_END = f"{UNEXPECTED} end"
_LEADING = re.compile(r"(\s*(?:-\s+)*(?:[a-z0-9_]+:\s+)?)(.*?)(\s+#.*|\s*)")
_QUOTES = "\"'"
_MARKS = "\"'*&@%`!|>[]{},?-"
"""Characters that mean something to YAML where a value begins."""
_OPENING = re.compile(r"""(?:[,\[{]|:\s)\s*(?=["'])""")
"""What precedes a quote that begins a value."""
_UP_TO_QUOTE = {'"': re.compile(r'"(?:[^"\\]|\\.)*+("|\Z)', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*+('|\Z)")}
"""A quote and everything up to the quote that closes it."""
_NEXT = re.compile(r""",\s*(?:\w+:\s|["'{\[])""")
"""The comma before the next value. Any other comma may be part of the text."""
_WORDS = re.compile(rf"(?:{'|'.join(WORD_LISTS)}):\s*\[[^\[\]]*\Z")
"""What precedes an entry of a list of words, where every comma ends an entry."""
_NEVER_CLOSED = "this quote is never closed"


def open_bracket(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain `steps: [` above lines that need no bracket, and a dash inside brackets."""
    dashed = failure.message == "expected the node content, but found '-'"
    began = _open_bracket(failure.at, source) if dashed else failure.began
    if began is None or not (dashed or failure.message.startswith(INSIDE_BRACKETS)):
        return None
    row, line, at = source.locate(began)
    opener, closer = line[at], _CLOSERS[line[at]]
    alone = re.fullmatch(r"\s*|\s+#.*", line[at + 1 :])
    never = source.text.count(opener, began) > source.text.count(closer, began)
    if alone and _block_follows(row, source):
        because = f"this '{opener}' is never closed" if never else f"lines below each other need no '{opener}'"
        return Mistake(source.where(began), "VG100", f"{because}; take it out", {row: line[:at] + line[at + 1 :]})
    if never and (alone or dashed):
        return Mistake(source.where(began), "VG100", f"this '{opener}' is never closed; end it with '{closer}'")
    if not dashed:
        return None
    row, line, at = source.locate(failure.at)
    message = f"inside '{opener}{closer}' no '-' stands before a value; take it out"
    return Mistake(source.where(failure.at), "VG100", message, {row: line[:at] + line[at + 1 :].lstrip()})


def doubled_comma(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain `[left,, right]`: a comma with no value before it."""
    before = source.text[: failure.at].rstrip()[-1:]
    if not failure.message.endswith("found ','") or before not in tuple(",[{"):
        return None
    row, line, at = source.locate(failure.at)
    corrected = {row: line[:at] + line[at:].lstrip(", ")}
    return Mistake(source.where(failure.at), "VG100", "this ',' is one too many; take it out", corrected)


def value_in_brackets(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain a value inside braces or brackets that needs quotes, or braces that are never closed."""
    if failure.began is None or not failure.message.startswith(INSIDE_BRACKETS):
        return None
    opener, rest = source.text[failure.began], source.text[failure.began :]
    closer = _CLOSERS[opener]
    if rest.count(opener) > rest.count(closer) or _dedented(failure.began, failure.at, source):
        row, line, _ = source.locate(failure.began)
        message = f"this '{opener}' is never closed; end it with '{closer}'"
        return Mistake(source.where(failure.began), "VG100", message, {row: line + closer})
    row, line, at = source.locate(failure.at)
    if line[at : at + 1] in _CLOSERS.values():
        message = f"this '{line[at]}' closes nothing; take it out"
        return Mistake(source.where(failure.at), "VG100", message, {row: line[:at] + line[at + 1 :]})
    start = max(line.rfind(mark, 0, at) for mark in ",{[") + 1
    end = min((place for mark in ",}]" if (place := line.find(mark, at)) >= 0), default=len(line))
    found = re.fullmatch(r"(\s*(?:[a-z0-9_]+:\s+)?)(.*?)(\s*)", line[start:end])
    assert found  # each part can be empty
    right = f"{found[1]}{quoted(found[2])}{found[3]}"
    where = source.where(source.start(row) + start + len(found[1]), source.start(row) + end - len(found[3]))
    message = f"inside '{opener}{closer}' this text needs quotes; write {brief(right)}"
    return Mistake(where, "VG127", message, {row: line[:start] + right + line[end:]})


def stray_bracket(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain `{in: 4 s}}`, `[left]]`, `{in: 4 s},` and a bracket on its own line: they close nothing."""
    index = failure.began if failure.message.startswith(_STREAM_END) else failure.at
    if index is None or not failure.message.startswith((_STREAM_END, AFTER_BLOCK)):
        return None
    row, line, at = source.locate(index)
    left_over, before = _LEFT_OVER.match(line, at), line[:at].rstrip()
    if not left_over or before[-1:] not in _ENDS or (not before and line[at] not in "]}"):
        return None
    mark = line[at]
    because = f"no '{mark}' belongs here" if mark in ",;" else f"this '{left_over[0]}' closes nothing"
    where = source.where(index, source.start(row) + left_over.end())
    return Mistake(where, "VG100", f"{because}; take it out", {row: before + line[left_over.end() :]})


def _dedented(began: int, at: int, source: SourceText) -> bool:
    """Return True if the line of `at` is indented no further than the line of `began`, so the brackets must have ended.

    A line that begins with a closing bracket is no such line.
    """
    first, last = source.row(began), source.row(at)
    outer, inner = (len(line) - len(line.lstrip()) for line in (source.line(first), source.line(last)))
    return first < last and inner <= outer and source.text[at : at + 1] not in _CLOSERS.values()


def _open_bracket(at: int, source: SourceText) -> int | None:
    """Return the index of the innermost bracket or brace that is open at `at`, ignoring quotes."""
    closed = 0
    for index in range(at - 1, -1, -1):
        if source.text[index] in _CLOSERS.values():
            closed += 1
        elif source.text[index] in _CLOSERS and (closed := closed - 1) < 0:
            return index
    return None


def _block_follows(row: int, source: SourceText) -> bool:
    """Return True if the next line with text is an entry or a key of its own, and no comma ends it."""
    lines = (source.line(number).partition(" #")[0].rstrip() for number in range(row + 1, len(source) + 1))
    below = next(filter(None, lines), "")
    return bool(_BLOCK.match(below)) and not below.endswith(",")


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


def unclosed_quote_in_brackets(failure: YamlFailure, source: SourceText) -> Mistake | None:
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


def unclosed_quote(failure: YamlFailure, source: SourceText) -> Mistake | None:
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


def colon_in_text(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain `say: Remember: breathe`."""
    line = _Line(source, source.row(failure.at))
    if failure.message != UNEXPECTED_COLON or failure.at < line.start:
        return None
    because = "a text with ': ' in it needs quotes"
    if not line.before.strip():  # the text began on an earlier line, and so would the quotes
        return Mistake(source.where(failure.at), "VG127", f"{because}, from its first line to its last")
    return line.mistake("VG127", because, quoted(line.value))


def special_character(failure: YamlFailure, source: SourceText) -> Mistake | None:
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


def name_in_braces(failure: YamlFailure, source: SourceText) -> Mistake | None:
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
