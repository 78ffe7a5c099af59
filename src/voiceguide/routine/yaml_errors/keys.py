"""Mistakes between keys and values: a missing colon, comma, space or line break, and a dash that isn't a hyphen.

If a key that is known in this place precedes the ': ', a mark is missing; or else a text needs quotes.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceguide.messages import listed
from voiceguide.routine.fields import BREATH, NOWHERE, keys
from voiceguide.routine.library import Resolver
from voiceguide.routine.model import MODELS, VERBS, Routine, Setting, keys_of
from voiceguide.routine.read import FileReader
from voiceguide.routine.tree import ProblemError, Scalar, brief
from voiceguide.routine.values import BULLET, bulleted
from voiceguide.routine.yaml_errors.mistake import (
    AFTER_BLOCK,
    INSIDE_BRACKETS,
    NO_COLON,
    TEXTS,
    UNEXPECTED_COLON,
    WRONG_COLUMNS,
    Mistake,
    indent,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from voiceguide.routine.compose import YamlFailure
    from voiceguide.routine.source import SourceText

_KEYED = re.compile(r"(\s*)((?:-\s+)*)([a-z0-9_]+):\s+(.*?)(?:\s+#.*|\s*)")
_COLONLESS = re.compile(r"(\s*)((?:-\s+)*)([A-Za-z_]+)(?:\s*=\s*|\s+)(\S.*)")
_STEPS = tuple(verb.step for verb in VERBS.values())
_OPENERS = {"}": "{", "]": "["}
_FILES = keys_of("file") | {"music"}
"""Keys that name a file. `music` also takes keys and values."""
_TABLES = keys_of("table", MODELS) | {"music"}
"""Keys inside steps that take keys and values, and `music`."""


def fits(model: Any, key: str, value: str) -> bool:
    """Return True if `model` has the key, and its author meant `value` as the value of that key."""
    spec = keys(model).get(key)
    if spec is None:
        return False
    if spec.form != "table":
        with contextlib.suppress(ProblemError):
            spec.read(Scalar(value, NOWHERE, key), FileReader(Resolver(Path())))
            return True
    # It isn't one that can be read, but was meant as one: "rest 5".
    return value[:1].isdigit() and not (key in VERBS and key in TEXTS)


def dash(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain `-hold: 8 s`, and the bullet of a word processor."""
    for index in (failure.at, failure.began):
        if index is None:
            continue
        row, line, _ = source.locate(index)
        bare = line.lstrip(" ")
        if (message := bulleted(bare)) and (found := BULLET.match(bare)):
            where = source.where(source.start(row) + indent(line))
            return Mistake(where, "VG129", message, {row: f"{' ' * indent(line)}- {bare[found.end() :]}"})
    return None


def colon(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain `say:Press`, `rest 5 s` and `count = up`. The parser fails there, or at the next line's colon."""
    if failure.message not in (UNEXPECTED_COLON, NO_COLON) and not failure.message.endswith(WRONG_COLUMNS):
        return None
    row = source.row(failure.at)
    began = source.row(failure.began) if failure.message == NO_COLON and failure.began is not None else row
    for number in dict.fromkeys((began, row, max(row - 1, 1))):
        line = source.line(number)
        start = source.start(number)
        glued = re.match(r"(\s*(?:- +)*)[a-z0-9_]+:(?=[^\s:])", line)
        if glued and failure.message == UNEXPECTED_COLON:
            right = f"{glued[0]} {line[glued.end() :]}"
            where = source.where(start + glued.end(1), start + glued.end())
            return Mistake(where, "VG129", f"a space follows ':'; write {brief(right.strip(' -'))}", {number: right})
        if right := coloned(line):
            where = source.where(start + len(line) - len(line.lstrip(" -")), start + len(line))
            code = "VG102" if line.lstrip().startswith("-") else "VG100"
            return Mistake(where, code, f"the ':' is missing; write '{brief(right.strip(' -'))}'", {number: right})
    return None


def coloned(line: str) -> str:
    """Return `line` with the colon that is missing after its key; '' if it isn't a key and a value that fits."""
    found = _COLONLESS.fullmatch(line)
    if not found:
        return ""
    before, dashes, word, value = found.groups()
    models: Collection[type]
    if dashes:
        models = [VERBS[word.lower()].step] if word.lower() in VERBS else []
    else:
        models = [*_STEPS, Setting] if before else [Routine]
    looks_like_key = word.islower() or value[0] in "0123456789<"  # "Hold still" is a sentence
    if not looks_like_key or ": " in value or (word in _FILES and " " in value):
        return ""
    if not any(fits(model, word.lower(), value) for model in models):
        return ""
    return f"{before}{dashes}{word.lower()}: {value}"


def crowded(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain `hold: 8 s, count: up`, two keys in one line, and `hold: default: 8 s`, keys without braces."""
    row, line, _ = source.locate(failure.at)
    found = _KEYED.fullmatch(line)
    if not found or not failure.message.startswith((UNEXPECTED_COLON, AFTER_BLOCK)):
        return None
    before, dashes, key, written = found.groups()
    value = _balanced(written)
    start = source.start(row) + found.start(4)
    if _braceless(key, value, step=bool(dashes)):
        right = f"{{{_named(_commas(value, keys(Setting)), 'default')}}}"
        message = f"keys in one line stand in braces; write {brief(f'{key}: {right}')}"
        return Mistake(
            source.where(start, start + len(written)), "VG100", message, {row: f"{before}{dashes}{key}: {right}"}
        )
    known = (VERBS[key].step,) if dashes and key in VERBS else (*_STEPS, Setting)
    for model in [model for model in known if before and key in keys(model) and key != "help"]:
        first, *others = _apart(value, set(keys(model)) - {key})
        inside_braces = first[1].count("{") > first[1].count("}")
        if others and not inside_braces and all(fits(model, word, rest) for word, rest in others):
            lines = [f"{word}: {rest}" for word, rest in others]
            does = "go on lines of their own" if len(lines) > 1 else "goes on its own line"
            message = f"{listed(lines, 'and')} {does}, under '{key}'"
            column = " " * (len(before) + len(dashes))
            corrected = "\n".join((f"{before}{dashes}{key}: {first[1]}", *(f"{column}{each}" for each in lines)))
            at = start + value.index(f"{others[0][0]}:", len(first[1]))
            return Mistake(source.where(at, start + len(value)), "VG129", message, {row: corrected})
    return None


def _balanced(value: str) -> str:
    """Return `value` without commas and unopened closing brackets at its end."""
    while value and (value[-1] == "," or value.count(value[-1]) > value.count(_OPENERS.get(value[-1], value[-1]))):
        value = value[:-1].rstrip()
    return value


def _braceless(key: str, value: str, *, step: bool) -> bool:
    word = re.match(r"(\w+):\s", value)
    if step or (key in _TABLES and key not in VERBS):
        return word is not None and key in _TABLES
    if key in (*TEXTS, *keys(Setting)):
        return False
    first, *others = _apart(value, keys(Setting))
    return bool(others) and (not first[1] or first[1][:1].isdigit())


def _named(text: str, key: str) -> str:
    """Return `text`, with `key` before its first value if that has no key."""
    return text if re.match(r"\w+:\s", text) else f"{key}: {text}"


def _apart(value: str, known: Collection[str]) -> list[tuple[str, str]]:
    """Split `value` before each of the `known` keys: return pairs of a key, '' for the first, and its value."""
    pieces = re.split(rf"(?:^|[\s,;]+)({'|'.join(sorted(known))}):\s+", value)
    return list(zip(["", *pieces[1::2]], pieces[::2], strict=True))


def comma(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain `{in: 4 s out: 6 s}`."""
    if failure.began is None or not failure.message.startswith(INSIDE_BRACKETS):
        return None
    row, line, _ = source.locate(failure.at)
    start, end = failure.began - source.start(row), line.rfind("}") + 1
    first = re.match(r"\{\s*(\w+):", line[max(start, 0) : end])
    if start < 0 or not first:
        return None
    tables = (*map(keys, MODELS), BREATH, ("left", "right"))
    known = {key for table in tables if first[1] in table for key in table}
    right = _commas(line[start:end], known)
    if right == line[start:end]:
        return None
    where = source.where(source.start(row) + start, source.start(row) + end)
    return Mistake(where, "VG100", f"a comma is missing: {brief(right)}", {row: line[:start] + right + line[end:]})


def _commas(text: str, known: Collection[str]) -> str:
    """Add the commas that are missing before each of the `known` keys, and between a duration and a key."""
    words = "|".join(sorted(known)) or r"(?!)"
    text = re.sub(rf"(?<=[^\s,{{\[])\s+(?=(?:{words}):\s)", ", ", text)
    return re.sub(r"(:\s+\d[\d.]*\s*(?:h|min|s|ms)?)\s+(?=[^\W\d][^:,]*:\s)", r"\1, ", text)


def nameless(failure: YamlFailure, source: SourceText) -> Mistake | None:
    """Explain a line that is neither a key with its value nor an entry of a list."""
    if failure.message != NO_COLON or failure.began is None:
        return None
    end = source.end(failure.began)
    word = source.text[failure.began : end].strip()
    message = f"'{brief(word)}' has no ': ' and no value"
    return Mistake(source.where(failure.began, end), "VG100", message, {source.row(failure.began): ""})
