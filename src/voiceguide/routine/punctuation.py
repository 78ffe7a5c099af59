"""Punctuation that a line lacks -> the slip, and the line with it: a dash's space, a colon, a comma, a line's end.

One rule decides between a forgotten mark and a text that needs quotes: whether a key that is known in this place
stands before the ': '.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from voiceguide.routine.fields import BREATH, NOWHERE, keys
from voiceguide.routine.model import VERBS, Music, Remind, Routine, Setting
from voiceguide.routine.slip import COLON, INDENTED, NAMELESS, TEXTS, Broken, Slip
from voiceguide.routine.tree import Fault, Scalar, brief, fault
from voiceguide.routine.words import BULLET, bulleted, listed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from voiceguide.errors import Problem
    from voiceguide.routine.tree import Node, Page

_KEYED = re.compile(r"(\s*)((?:-\s+)*)([a-z0-9_]+):\s+(.*?)(?:\s+#.*|\s*)")
_COLONLESS = re.compile(r"(\s*)((?:-\s+)*)([A-Za-z_]+)(?:\s*=\s*|\s+)(\S.*)")
_OPENERS = {"}": "{", "]": "["}
_STEPS = tuple(verb.step for verb in VERBS.values())


def fits(model: Any, key: str, value: str) -> bool:
    """Return whether `model` has the key, and can read what stands after it in the line."""
    reads, _ = keys(model).get(key, (None, False))
    if reads is None:
        return False
    try:
        reads.read(Scalar(value, NOWHERE, key), _Line())
    except Fault:
        # Surely meant as a value, all the same: "rest 5".
        return value[:1].isdigit() and key not in ("say", "section")
    return True


class _Line:
    """A reading of one value and no more: tables, settings and steps don't fit."""

    names: Collection[str] = ()

    def report(self, problems: tuple[Problem, ...]) -> None:
        raise Fault(problems)

    def table(self, model: type, node: Node, *, short: str = "") -> Any:
        raise fault(node.where, "VG109", f"{model.__name__} takes more than {short or 'a value'}")

    def settings(self, node: Node) -> Mapping[str, Any]:
        raise fault(node.where, "VG109", "settings are keys and values")

    def steps(self, node: Node) -> tuple[Any, ...]:
        raise fault(node.where, "VG109", "steps are a list")


def dash(broken: Broken, page: Page) -> Slip | None:
    """Explain `-hold: 8 s`, and a bullet of a word processor."""
    for index in (broken.at, broken.begun):
        if index is None:
            continue
        row = page.row(index)
        line = page.line(row)
        bare = line.lstrip(" ")
        indent = len(line) - len(bare)
        if (message := bulleted(bare)) and (found := BULLET.match(bare)):
            where = page.where(page.start(row) + indent)
            return Slip(where, "VG129", message, {row: f"{' ' * indent}- {bare[found.end() :]}"})
    return None


def colon(broken: Broken, page: Page) -> Slip | None:
    """Explain `say:Press`, `rest 5 s` and `count = up`, noticed there or at the next line's colon."""
    if broken.problem not in (COLON, NAMELESS) and not broken.problem.endswith(INDENTED):
        return None
    row = page.row(broken.at)
    begun = page.row(broken.begun) if broken.problem == NAMELESS and broken.begun is not None else row
    for number in dict.fromkeys((begun, row, max(row - 1, 1))):
        line = page.line(number)
        start = page.start(number)
        glued = re.match(r"(\s*(?:- +)*)[a-z0-9_]+:(?=[^\s:])", line)
        if glued and broken.problem == COLON:
            right = f"{glued[0]} {line[glued.end() :]}"
            where = page.where(start + glued.end(1), start + glued.end())
            return Slip(where, "VG129", f"a space follows ':'; write {brief(right.strip(' -'))}", {number: right})
        if right := coloned(line):
            where = page.where(start + len(line) - len(line.lstrip(" -")), start + len(line))
            code = "VG102" if line.lstrip().startswith("-") else "VG100"
            return Slip(where, code, f"the ':' is missing; write '{brief(right.strip(' -'))}'", {number: right})
    return None


def coloned(line: str) -> str:
    """Return `line` with the colon that it lacks after its key; '' when no key and a value for it stand there."""
    found = _COLONLESS.fullmatch(line)
    if not found:
        return ""
    indent, dashes, word, value = found.groups()
    models: Collection[type]
    if dashes:
        models = [VERBS[word.lower()].step] if word.lower() in VERBS else []
    else:
        models = [*_STEPS, Setting] if indent else [Routine]
    written_so = word.islower() or value[0] in "0123456789<"  # and not "Hold still", "Include your shoulders"
    path = word in ("play", "include", "picture", "music")
    if not written_so or ": " in value or (path and " " in value):
        return ""
    if not any(fits(model, word.lower(), value) for model in models):
        return ""
    return f"{indent}{dashes}{word.lower()}: {value}"


def crowded(broken: Broken, page: Page) -> Slip | None:
    """Explain `hold: 8 s, count: up`, two keys in a line, and `hold: default: 8 s`, keys without their braces."""
    row = page.row(broken.at)
    found = _KEYED.fullmatch(page.line(row))
    if not found or not broken.problem.startswith((COLON, "expected <block end>")):
        return None
    indent, dashes, key, written = found.groups()
    value = _balanced(written)
    start = page.start(row) + found.start(4)
    if _braceless(key, value, step=bool(dashes)):
        right = f"{{{_named(_commas(value, keys(Setting)), 'default')}}}"
        message = f"keys in one line stand in braces; write {brief(f'{key}: {right}')}"
        return Slip(page.where(start, start + len(written)), "VG100", message, {row: f"{indent}{dashes}{key}: {right}"})
    known = (VERBS[key].step,) if dashes and key in VERBS else (*_STEPS, Setting)
    for model in [model for model in known if indent and key in keys(model) and key != "help"]:
        first, *others = _apart(value, set(keys(model)) - {key})
        inside_braces = first[1].count("{") > first[1].count("}")
        if others and not inside_braces and all(fits(model, word, rest) for word, rest in others):
            lines = [f"{word}: {rest}" for word, rest in others]
            does = "go on lines of their own" if len(lines) > 1 else "goes on its own line"
            message = f"{listed(lines, 'and')} {does}, under '{key}'"
            column = " " * (len(indent) + len(dashes))
            hint = "\n".join((f"{indent}{dashes}{key}: {first[1]}", *(f"{column}{line}" for line in lines)))
            at = start + value.index(f"{others[0][0]}:", len(first[1]))
            return Slip(page.where(at, start + len(value)), "VG129", message, {row: hint})
    return None


def _balanced(value: str) -> str:
    """Return `value` without the brackets at its end that nothing in it opens, and without a comma there."""
    while value and (value[-1] == "," or value.count(value[-1]) > value.count(_OPENERS.get(value[-1], value[-1]))):
        value = value[:-1].rstrip()
    return value


def _braceless(key: str, value: str, *, step: bool) -> bool:
    word = re.match(r"(\w+):\s", value)
    if step or key in ("remind", "music", "set"):
        return word is not None and key in ("breathe", "pace", "remind", "music", "set")
    if key in (*TEXTS, *keys(Setting)):
        return False
    first, *others = _apart(value, keys(Setting))
    return bool(others) and (not first[1] or first[1][:1].isdigit())


def _named(text: str, key: str) -> str:
    """Return `text`, the `key` of its first value written out."""
    return text if re.match(r"\w+:\s", text) else f"{key}: {text}"


def _apart(value: str, known: Collection[str]) -> list[tuple[str, str]]:
    """Return `value` cut before each of the `known` keys in it: the keys, '' at first, and what follows them."""
    pieces = re.split(rf"(?:^|[\s,;]+)({'|'.join(sorted(known))}):\s+", value)
    return list(zip(["", *pieces[1::2]], pieces[::2], strict=True))


def comma(broken: Broken, page: Page) -> Slip | None:
    """Explain `{in: 4 s out: 6 s}`."""
    if broken.begun is None or not broken.problem.startswith("expected ',' or"):
        return None
    row = page.row(broken.at)
    line = page.line(row)
    start, end = broken.begun - page.start(row), line.rfind("}") + 1
    first = re.match(r"\{\s*(\w+):", line[max(start, 0) : end])
    if start < 0 or not first:
        return None
    tables = (*(keys(model) for model in (Setting, Remind, Music, *_STEPS)), BREATH, ("left", "right"))
    known = {key for table in tables if first[1] in table for key in table}
    right = _commas(line[start:end], known)
    if right == line[start:end]:
        return None
    where = page.where(page.start(row) + start, page.start(row) + end)
    return Slip(where, "VG100", f"a comma is missing: {brief(right)}", {row: line[:start] + right + line[end:]})


def _commas(text: str, known: Collection[str]) -> str:
    """Return `text` with a comma before each of the `known` keys that lacks one, and between a duration and a key."""
    words = "|".join(sorted(known)) or r"(?!)"
    text = re.sub(rf"(?<=[^\s,{{\[])\s+(?=(?:{words}):\s)", ", ", text)
    return re.sub(r"(:\s+\d[\d.]*\s*(?:h|min|s|ms)?)\s+(?=[^\W\d][^:,]*:\s)", r"\1, ", text)
