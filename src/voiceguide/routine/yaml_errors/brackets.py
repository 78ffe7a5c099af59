"""Mistakes with brackets and braces: never closed, closing nothing, a comma too many, a value that needs quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voiceguide.messages import quoted
from voiceguide.routine.tree import brief
from voiceguide.routine.yaml_errors.mistake import AFTER_BLOCK, INSIDE_BRACKETS, UNEXPECTED, Mistake

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


def opened(failure: YamlFailure, source: SourceText) -> Mistake | None:
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


def value(failure: YamlFailure, source: SourceText) -> Mistake | None:
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


def stray(failure: YamlFailure, source: SourceText) -> Mistake | None:
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
