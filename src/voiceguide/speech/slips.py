"""The content of a locale file -> everything that is wrong with it, each in a line."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

from voiceguide.messages import listed, near

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_UNITS = ("hour", "minute", "second")
_READING = {"to": {"low", "high"}, "mixed": {"whole", "part"}, "of": {"part", "whole"}}
_FORMS = ("zero", "one", "two", "few", "many")
_GENDERS = ("masculine", "feminine", "neuter", "alternate2")
_NUMBER = {"number"}


def slips(content: Mapping[str, Any], english: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with `content`, in the author's words; `english` has every key there is."""
    found = list(_keys("the file", content, tuple(english), needed=set(english) - {"reading", "lexicon"}))
    tables = {name: value for name in english if isinstance(value := content.get(name, {}), dict) and name != "point"}
    found += [f"'{name}' takes keys and values" for name in english if name not in {"point", *tables}]
    if not isinstance(content.get("point", "."), str):
        found.append("'point' takes a text, such as \",\"")
    if {"plurals", "units", "sides", "phrases", "reading", "lexicon"} <= set(tables):
        forms = ("other", *tables["plurals"])
        found += _plurals(tables["plurals"])
        found += _units(tables["units"], forms)
        found += _texts("sides", tables["sides"], {key: set() for key in ("left", "right")})
        found += _texts("phrases", tables["phrases"], {key: _placed(text) for key, text in english["phrases"].items()})
        found += _reading(tables["reading"], forms)
        found += [f"[lexicon] '{key}' takes a text" for key, text in tables["lexicon"].items() if not _is_text(text)]
    return found


def _plurals(rules: Mapping[str, Any]) -> Iterator[str]:
    from babel.plural import PluralRule, RuleError

    for form, rule in rules.items():
        if form not in _FORMS:
            yield f"[plurals] has no '{form}'; CLDR's forms are {listed(_FORMS, 'and')}, and 'other' for the rest"
            continue
        try:
            PluralRule({form: rule})
        except (RuleError, ValueError, TypeError, AttributeError, IndexError):
            yield f"[plurals] '{form}' is '{rule}': that is no rule of CLDR's, such as 'i = 1 and v = 0'"


def _units(units: Mapping[str, Any], forms: Collection[str]) -> Iterator[str]:
    yield from _keys("[units]", units, _UNITS)
    for unit in _UNITS:
        if unit in units:
            yield from _formed(f"[units] '{unit}'", units[unit], forms)


def _reading(reading: Mapping[str, Any], forms: Collection[str]) -> Iterator[str]:
    if not reading:
        return
    yield from _keys("[reading]", reading, (*_READING, "times", "agree"), needed={*_READING, "times"})
    yield from _texts("reading", {key: reading[key] for key in _READING if key in reading}, _READING, whole=False)
    if "times" in reading:
        yield from _formed("[reading] 'times'", reading["times"], forms)
    agree = reading.get("agree", {})
    if not isinstance(agree, dict) or not (set(agree) <= set(_UNITS) and set(agree.values()) <= set(_GENDERS)):
        yield f"[reading] 'agree' takes units and genders: {{ minute = {listed(_GENDERS[:3])} }}"


def _formed(where: str, forms: object, needed: Collection[str]) -> Iterator[str]:
    if not isinstance(forms, dict):
        yield f"{where} takes its plural forms, {listed(needed, 'and')}"
        return
    yield from _keys(where, forms, needed)
    for form in needed:
        if form in forms:
            yield from _text(f"{where} {form}", forms[form], _NUMBER)


def _texts(
    table: str, texts: Mapping[str, Any], placed: Mapping[str, set[str]], *, whole: bool = True
) -> Iterator[str]:
    if whole:
        yield from _keys(f"[{table}]", texts, tuple(placed))
    for key, needed in placed.items():
        if key in texts:
            yield from _text(f"[{table}] '{key}'", texts[key], needed)


def _text(where: str, text: object, needed: set[str]) -> Iterator[str]:
    if not _is_text(text):
        yield f"{where} takes a text"
        return
    try:
        placed = _placed(str(text))
    except ValueError:
        yield f"{where} is '{text}': a brace is missing; what is filled in stands in {{ }}"
        return
    if placed != needed:
        wants = listed([f"{{{name}}}" for name in sorted(needed)], "and") if needed else "nothing in braces"
        yield f"{where} is '{text}': it takes {wants}"


def _keys(
    where: str, given: Collection[str], known: Collection[str], *, needed: Collection[str] | None = None
) -> Iterator[str]:
    for key in known if needed is None else needed:
        if key not in given:
            yield f"{where} lacks '{key}'"
    for key in given:
        if key not in known:
            yield f"{where} has a key '{key}' that means nothing{near(key, known)}"


def _placed(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _is_text(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip())
