"""Voiceguide's own phrases in each language, and how the listener wants words pronounced.

A language is a file in `locales/`. The listener's locale files add languages or change single texts; the listener's
lexicon.toml says how to pronounce words.
"""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from voiceguide.errors import FileError, UsageError
from voiceguide.messages import listed, near
from voiceguide.paths import config_folder, read_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from voiceguide.plan.model import Phrase, Plan, Words

BUILTIN = Path(__file__).with_name("locales")

_HINT = "A text stands in straight quotes, one in a line."

_UNITS = ("hour", "minute", "second")
_FORMS = ("zero", "one", "two", "few", "many")
_LATER = frozenset({"get-ready"})
"""Phrases that are newer than a listener's own files may be: a tone sounds where such a file lacks one."""
_GENDERS = ("masculine", "feminine", "neuter", "alternate2", "feminine-accusative")


@dataclass(frozen=True)
class Locale:
    """One language: its decimal `point`, CLDR's plural rules, and texts by key.

    `shown` are the words of screens and pages, `reading` says how to read what is written in figures, and `lexicon`
    what to say for written words. A language of the listener's own may lack these three.
    """

    point: str
    plurals: Mapping[str, str]
    units: Mapping[str, Mapping[str, str]]
    sides: Mapping[str, str]
    phrases: Mapping[str, str]
    shown: Mapping[str, str] = field(default_factory=dict)
    reading: Mapping[str, Any] = field(default_factory=dict)
    lexicon: Mapping[str, str] = field(default_factory=dict)

    def duration(self, seconds: Fraction) -> str:
        """Return `seconds` as people say them: '1 minute 30 seconds'."""
        hours, rest = divmod(seconds, 3600)
        minutes, left = divmod(rest, 60)
        numbers = {"hour": Decimal(hours), "minute": Decimal(minutes), "second": _thousandths(left)}
        parts = [self.counted(self.units[unit], number) for unit, number in numbers.items() if number]
        return " ".join(parts) or self.counted(self.units["second"], Decimal(0))

    def counted(self, forms: Mapping[str, str], number: Decimal) -> str:
        """Return the plural form of `forms` that goes with `number`, with the number filled in."""
        return forms[self._form(number)].format(number=str(number).replace(".", self.point))

    @cached_property
    def _form(self) -> Callable[[Decimal], str]:
        # The file has CLDR's rules, so Babel's locale tables, which take 50 ms, are never read.
        from babel.plural import PluralRule

        form: Callable[[Decimal], str] = PluralRule(dict(self.plurals))
        return form


class Book:
    """The phrases of one language, to turn words into text: for captions, and for an engine to speak.

    `language` is a BCP 47 tag. A region without phrases of its own has those of its language: `en-GB` has those of
    `en`. If a language has no phrases, words of the author's alone still have their text. `own` has the phrases that a
    routine replaces, by key.

    >>> from voiceguide.plan.model import Phrase, Words
    >>> book = Book("en-GB", {"halfway": "Half of it."})
    >>> book.text(Words(("Press for ", Phrase("duration", (("seconds", Fraction(90)),)), ".")))
    'Press for 1 minute 30 seconds.'
    >>> book.text(Words((Phrase("halfway"),)))
    'Half of it.'
    """

    def __init__(self, language: str = "en", own: Mapping[str, str] = MappingProxyType({})) -> None:
        self.language = language
        self._own = own

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """Return the phrases of the language of `plan`, with those that its routine replaces."""
        return cls(plan.metadata.language, dict(plan.phrases))

    def text(self, words: Words) -> str:
        """Return `words` as plain text; raise `UsageError` for a phrase that the language doesn't have."""
        return "".join(part if isinstance(part, str) else self._phrase(part) for part in words.parts)

    def _phrase(self, phrase: Phrase) -> str:
        if phrase.key in self._own:
            return self._own[phrase.key]
        values = dict(phrase.values)
        match phrase.key:
            case "duration":
                return self._locale.duration(Fraction(values["seconds"]))
            case "side":
                return self._locale.sides[str(values["side"])]
            case key:
                if key not in self._locale.phrases:
                    raise UsageError(f"the words of '{self.language}' have no '{key}'")
                return self._locale.phrases[key].format_map(values)

    @cached_property
    def _locale(self) -> Locale:
        return find(self.language)


def own_folder() -> Path:
    """Return the folder of the listener's locale files; it may not exist."""
    return config_folder() / "locales"


def languages() -> list[str]:
    """Return the languages with phrases, as BCP 47 tags, sorted."""
    return sorted({path.stem for path in (*_files(BUILTIN).values(), *_files(own_folder()).values())})


def find(language: str) -> Locale:
    """Return the locale of `language`, a BCP 47 tag. The file of a region only changes texts of its language.

    Raise `UsageError` if the language has no locale, and `FileError` for mistakes in the listener's files.
    """
    content: dict[str, Any] = {}
    own = _files(own_folder())
    used: list[Path] = []
    for tag in reversed(list(narrowed(language))):
        if tag in _files(BUILTIN):
            content = _over(content, _builtin(tag))
        if tag in own:
            content = _over(content, read_toml(own[tag], _HINT))
            used.append(own[tag])
    if not content:
        raise UsageError(
            f"voiceguide has no words of its own in '{language}'",
            hint=f"It has them in: {', '.join(languages())}. Without counts, halfway, breathe, safety and inserted "
            "durations a routine needs none; its 'phrases' may bring them, or a file of yours: see docs/languages.md.",
        )
    if used and (found := mistakes(content, _builtin("en"))):  # tests check voiceguide's own files
        raise FileError("\n".join(f"{used[-1]}: {each}" for each in found), hint="docs/languages.md has its form.")
    return Locale(**content)


def narrowed(language: str) -> Iterator[str]:
    """Yield the tags to look for `language` under, the narrowest first: 'de-at', 'de'."""
    tag = language.lower().replace("_", "-")
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


def _files(folder: Path) -> dict[str, Path]:
    return {path.stem.lower(): path for path in folder.glob("*.toml")}


@cache
def _builtin(tag: str) -> dict[str, Any]:
    return read_toml(BUILTIN / f"{tag}.toml", _HINT)


def _over(base: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with the texts of `own` in place of its own. A table of plural forms is replaced form by form."""
    merged = dict(base)
    for key, value in own.items():
        before = base.get(key)
        merged[key] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    return merged


def _thousandths(seconds: Fraction) -> Decimal:
    whole, thousandths = divmod(int(seconds * 1000), 1000)
    return Decimal(f"{whole}.{thousandths:03d}".rstrip("0").rstrip("."))


def lexicon_file() -> Path:
    """Return the path of the listener's lexicon; it may not exist."""
    return config_folder() / "lexicon.toml"


def own_lexicon(language: str) -> dict[str, str]:
    """Return what to say for written words in `language`, from the listener's lexicon.

    Each of its tables is a language, such as `[en]`; the table of a region, `[en-GB]`, replaces entries of that. Raise
    `FileError` for a mistake in the file.
    """
    path = lexicon_file()
    tables = read_toml(path, 'A line of it: "psoas" = "so-as"')
    for tag, table in tables.items():
        if not isinstance(table, dict):
            raise FileError(f"{path}: '{tag}' stands under no language", hint="Begin with a line such as [en].")
        for written, spoken in table.items():
            if not (written.strip() and isinstance(spoken, str)):
                raise FileError(
                    f"{path}: '{written}' in [{tag}] takes a text, what is said for it", hint='"psoas" = "so-as"'
                )
    by_tag = {tag.lower(): table for tag, table in tables.items()}
    found: dict[str, str] = {}
    for tag in reversed(list(narrowed(language))):
        found |= by_tag.get(tag, {})
    return found


def mistakes(content: Mapping[str, Any], english: Mapping[str, Any]) -> list[str]:
    """Return a line for each mistake in `content`, a locale file; `english` has every key."""
    found = list(_keys("the file", content, tuple(english), needed=set(english) - {"shown", "reading", "lexicon"}))
    tables = {name: value for name in english if isinstance(value := content.get(name, {}), dict) and name != "point"}
    found += [f"'{name}' takes keys and values" for name in english if name not in {"point", *tables}]
    if not isinstance(content.get("point", "."), str):
        found.append("'point' takes a text, such as \",\"")
    if {"plurals", "units", "sides", "phrases", "shown", "reading", "lexicon"} <= set(tables):
        forms = ("other", *tables["plurals"])
        found += _plurals(tables["plurals"])
        for name in ("units", "sides", "phrases"):
            found += _texts(name, tables[name], english[name], forms)
        found += _texts("shown", tables["shown"], english["shown"], forms, needed=())
        if tables["reading"]:
            needed = set(english["reading"]) - {"half"}
            found += _texts("reading", tables["reading"], english["reading"], forms, more=("agree",), needed=needed)
            found += _agree(tables["reading"].get("agree", {}))
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


def _texts(  # noqa: PLR0913 - the first four are the same in each call
    name: str,
    table: Mapping[str, Any],
    english: Mapping[str, Any],
    forms: Collection[str],
    *,
    more: Collection[str] = (),
    needed: Collection[str] | None = None,
) -> Iterator[str]:
    """Yield the mistakes in `table`: it has the keys of `english`, or at least those `needed`, and may have `more`.

    A text fills in the same as the English one.
    """
    needed = [key for key in english if key not in _LATER] if needed is None else needed
    yield from _keys(f"[{name}]", table, (*english, *more), needed=needed)
    for key, text in english.items():
        if key not in table:
            continue
        where = f"[{name}] '{key}'"
        if isinstance(text, str):
            yield from _text(where, table[key], _placed(text))
        elif not isinstance(table[key], dict):
            yield f"{where} takes its plural forms, {listed(forms, 'and')}"
        else:
            yield from _keys(where, table[key], forms)
            for form in forms:
                if form in table[key]:
                    yield from _text(f"{where} {form}", table[key][form], {"number"})


def _agree(agree: Any) -> Iterator[str]:
    if not isinstance(agree, dict) or not (set(agree) <= set(_UNITS) and set(agree.values()) <= set(_GENDERS)):
        yield f"[reading] 'agree' takes units and genders: {{ minute = {listed(_GENDERS[:3])} }}"


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
