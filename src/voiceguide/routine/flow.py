"""What breaks inside braces or brackets -> the slip: a quote or a brace never closed, a stray one, a text unquoted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voiceguide.messages import quoted
from voiceguide.routine.slip import Broken, Slip
from voiceguide.routine.tree import brief

if TYPE_CHECKING:
    from voiceguide.routine.tree import Page

_CLOSERS = {"{": "}", "[": "]"}
_OPENING = re.compile(r"""(?:[,\[{]|:\s)\s*(?=["'])""")
"""What stands before a quote that begins a value."""
_REST = {'"': re.compile(r'"(?:[^"\\]|\\.)*+("|\Z)', re.DOTALL), "'": re.compile(r"'(?:[^']|'')*+('|\Z)")}
"""A quote and all up to the one that closes it."""
_NEXT = re.compile(r""",\s*(?:\w+:\s|["'{\[])""")
"""The comma before the next value: in a text without quotes, it would be a part of that."""
_WORDS = re.compile(r"(?:choices|only|sides|tags):\s*\[[^\[\]]*\Z")
"""What stands before an entry of a list whose entries are words: a comma or the bracket ends each."""

_STACKED = re.compile(r"\s*(?:-\s|\w+:(?:\s|\Z))")
"""How a line begins that is an entry or a key of its own."""
_LEFT_OVER = re.compile(r"""[\]}),;"'](?:\s*[\]}),;"'])*(?=\s+#|\s*\Z)""")
"""Punctuation at a line's end."""
_ENDS = "]}\"'"
"""How a value in brackets, braces or quotes ends."""


def unclosed(broken: Broken, page: Page) -> Slip | None:
    """Explain `{help: "How long}`: it is noticed behind the next quote, which closes it, or at the file's end."""
    if broken.begun is None:
        return None
    if broken.problem.startswith("found unexpected"):
        start = broken.begun
        before = page.text[page.start(page.row(start)) : start]
        return _closed(start, page) if page.text[start] in _REST and re.search(r"[{\[]", before) else None
    if not broken.problem.startswith("expected ',' or"):
        return None
    at = broken.begun
    while opening := _OPENING.search(page.text, at, broken.at):
        start = opening.end()
        rest = _REST[page.text[start]].match(page.text, start)
        assert rest  # it goes on to the text's end at least
        at = rest.end()
        if at >= broken.at or not page.text[at : broken.at].strip():
            return _closed(start, page) if re.search(r"[\r\n,\]}]", rest[0]) else None
    return None


def _closed(start: int, page: Page) -> Slip | None:
    """Return the slip of the quote at `start`, closed before the next value or the brace that ends the line."""
    row = page.row(start)
    line, first = page.line(row), start - page.start(row)
    mark = line[first]
    before, rest = line[:first], re.sub(r"(?<=[\]}])\s+#.*", "", line[first + 1 :])
    following = re.search(r"[,\]]", rest) if _WORDS.search(before) else _NEXT.search(rest)
    last = following.start() if following else max(map(rest.rfind, _CLOSERS.values()))
    closers = "".join(_CLOSERS[opener] for opener in re.findall(r"[{\[]", before))  # what ends the text's own bracket
    text = rest[: last if last >= 0 else len(rest)].rstrip(f" {closers}")
    if mark in text:
        return None
    end = first + 1 + len(text)
    if not text:
        return Slip(page.where(start), "VG127", "this quote is never closed; take it out", {row: before + line[end:]})
    mends = {row: f"{line[:end]}{mark}{line[end:]}"}
    where = page.where(start, page.start(row) + end)
    return Slip(where, "VG127", f"this quote is never closed; write {brief(f'{mark}{text}')}{mark}", mends)


def _left(begun: int, at: int, page: Page) -> bool:
    """Return whether the line of `at` is indented no further than that of `begun`: what began there must have ended."""
    first, last = page.row(begun), page.row(at)
    indents = [len(line) - len(line.lstrip()) for line in (page.line(first), page.line(last))]
    return first < last and indents[1] <= indents[0] and page.text[at : at + 1] not in _CLOSERS.values()


def _opening(at: int, page: Page) -> int | None:
    """Return which character is the bracket or brace that is open at `at`; quotes are not looked into."""
    closed = 0
    for index in range(at - 1, -1, -1):
        if page.text[index] in _CLOSERS.values():
            closed += 1
        elif page.text[index] in _CLOSERS and (closed := closed - 1) < 0:
            return index
    return None


def _stacked(row: int, page: Page) -> bool:
    """Return whether the line below `row` is an entry or a key of its own, with no comma to end it."""
    lines = (page.line(number).partition(" #")[0].rstrip() for number in range(row + 1, len(page) + 1))
    below = next(filter(None, lines), "")
    return bool(_STACKED.match(below)) and not below.endswith(",")


def opened(broken: Broken, page: Page) -> Slip | None:
    """Explain `steps: [` above lines that need no bracket, and a dash inside brackets."""
    dashed = broken.problem == "expected the node content, but found '-'"
    begun = _opening(broken.at, page) if dashed else broken.begun
    if begun is None or not (dashed or broken.problem.startswith("expected ',' or")):
        return None
    row = page.row(begun)
    line, at = page.line(row), begun - page.start(row)
    opener, closer = line[at], _CLOSERS[line[at]]
    alone = re.fullmatch(r"\s*|\s+#.*", line[at + 1 :])
    never = page.text.count(opener, begun) > page.text.count(closer, begun)
    if alone and _stacked(row, page):
        because = f"this '{opener}' is never closed" if never else f"lines below each other need no '{opener}'"
        return Slip(page.where(begun), "VG100", f"{because}; take it out", {row: line[:at] + line[at + 1 :]})
    if never and (alone or dashed):
        return Slip(page.where(begun), "VG100", f"this '{opener}' is never closed; end it with '{closer}'")
    if not dashed:
        return None
    row = page.row(broken.at)
    line, at = page.line(row), broken.at - page.start(row)
    message = f"inside '{opener}{closer}' no '-' stands before a value; take it out"
    return Slip(page.where(broken.at), "VG100", message, {row: line[:at] + line[at + 1 :].lstrip()})


def doubled(broken: Broken, page: Page) -> Slip | None:
    """Explain `[left,, right]`: a comma with no value before it."""
    if not broken.problem.endswith("found ','") or page.text[: broken.at].rstrip()[-1:] not in tuple(",[{"):
        return None
    row = page.row(broken.at)
    line, at = page.line(row), broken.at - page.start(row)
    mends = {row: line[:at] + line[at:].lstrip(", ")}
    return Slip(page.where(broken.at), "VG100", "this ',' is one too many; take it out", mends)


def piece(broken: Broken, page: Page) -> Slip | None:
    """Explain a value inside braces or brackets that needs quotes, or braces that are never closed."""
    if broken.begun is None or not broken.problem.startswith("expected ',' or"):
        return None
    opener, rest = page.text[broken.begun], page.text[broken.begun :]
    closer = _CLOSERS[opener]
    if rest.count(opener) > rest.count(closer) or _left(broken.begun, broken.at, page):
        row = page.row(broken.begun)
        message = f"this '{opener}' is never closed; end it with '{closer}'"
        return Slip(page.where(broken.begun), "VG100", message, {row: page.line(row) + closer})
    row = page.row(broken.at)
    line, at = page.line(row), broken.at - page.start(row)
    if line[at : at + 1] in _CLOSERS.values():
        message = f"this '{line[at]}' closes nothing; take it out"
        return Slip(page.where(broken.at), "VG100", message, {row: line[:at] + line[at + 1 :]})
    start = max(line.rfind(mark, 0, at) for mark in ",{[") + 1
    end = min((place for mark in ",}]" if (place := line.find(mark, at)) >= 0), default=len(line))
    found = re.fullmatch(r"(\s*(?:[a-z0-9_]+:\s+)?)(.*?)(\s*)", line[start:end])
    assert found  # each of its parts can be empty
    right = f"{found[1]}{quoted(found[2])}{found[3]}"
    where = page.where(page.start(row) + start + len(found[1]), page.start(row) + end - len(found[3]))
    message = f"inside '{opener}{closer}' this text needs quotes; write {brief(right)}"
    return Slip(where, "VG127", message, {row: line[:start] + right + line[end:]})


def stray(broken: Broken, page: Page) -> Slip | None:
    """Explain `{in: 4 s}}`, `[left]]`, `{in: 4 s},` and a bracket in a line of its own: it closes nothing."""
    index = broken.begun if broken.problem.startswith("found unexpected end") else broken.at
    if index is None or not broken.problem.startswith(("found unexpected end", "expected <block end>")):
        return None
    row = page.row(index)
    line, at = page.line(row), index - page.start(row)
    left_over, before = _LEFT_OVER.match(line, at), line[:at].rstrip()
    if not left_over or before[-1:] not in _ENDS or (not before and line[at] not in "]}"):
        return None
    mark = line[at]
    because = f"no '{mark}' belongs here" if mark in ",;" else f"this '{left_over[0]}' closes nothing"
    where = page.where(index, page.start(row) + left_over.end())
    return Slip(where, "VG100", f"{because}; take it out", {row: before + line[left_over.end() :]})
