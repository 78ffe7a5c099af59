"""Locale files -> a Locale: what the program says itself in one language, the listener's own files over those here."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceguide import paths
from voiceguide.errors import FileError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from fractions import Fraction

BUILTIN = Path(__file__).with_name("locales")


@dataclass(frozen=True)
class Locale:
    """What one language brings: its decimal `point`, CLDR's plural rules, and texts by key.

    `reading` is how what is written in figures is read, and `lexicon` what is read in place of what is written; a
    listener's own language may go without them.
    """

    point: str
    plurals: Mapping[str, str]
    units: Mapping[str, Mapping[str, str]]
    sides: Mapping[str, str]
    phrases: Mapping[str, str]
    reading: Mapping[str, Any] = field(default_factory=dict)
    lexicon: Mapping[str, str] = field(default_factory=dict)

    def duration(self, seconds: Fraction) -> str:
        """Return `seconds` as people say them: '1 minute 30 seconds'."""
        hours, rest = divmod(seconds, 3600)
        minutes, left = divmod(rest, 60)
        numbers = {"hour": Decimal(hours), "minute": Decimal(minutes), "second": _thousandths(left)}
        said = [self.counted(self.units[unit], number) for unit, number in numbers.items() if number]
        return " ".join(said) or self.counted(self.units["second"], Decimal(0))

    def counted(self, forms: Mapping[str, str], number: Decimal) -> str:
        """Return the one of `forms` that goes with `number`, with it filled in."""
        return forms[self._form(number)].format(number=str(number).replace(".", self.point))

    @cached_property
    def _form(self) -> Callable[[Decimal], str]:
        # CLDR's rule stands in the file, so that Babel's 50 ms of locale tables are never read.
        from babel.plural import PluralRule

        form: Callable[[Decimal], str] = PluralRule(dict(self.plurals))
        return form


def own_folder() -> Path:
    """Return the folder of the listener's own locale files; it may not exist."""
    return paths.config_folder() / "locales"


def languages() -> list[str]:
    """Return the languages that have phrases, as BCP 47 tags, sorted."""
    return sorted({path.stem for path in (*_files(BUILTIN).values(), *_files(own_folder()).values())})


def find(language: str) -> Locale:
    """Return the locale of `language`, a BCP 47 tag; a regional one is that of its language, but for its own file.

    Raise `UsageError` when the language has none, and `FileError` for what is wrong in a file of the listener's own.
    """
    content: dict[str, Any] = {}
    own = _files(own_folder())
    used: list[Path] = []
    for tag in reversed(list(narrowed(language))):
        if tag in _files(BUILTIN):
            content = _over(content, _builtin(tag))
        if tag in own:
            content = _over(content, _toml(own[tag]))
            used.append(own[tag])
    if not content:
        raise UsageError(
            f"voiceguide has no words of its own in '{language}'",
            hint=f"It has them in: {', '.join(languages())}. Without counts, halfway, breathe, safety and inserted "
            "durations a routine needs none; its 'phrases' may bring them, or a file of yours: see docs/languages.md.",
        )
    if used:
        from voiceguide.speech.slips import slips  # here, because the program's own files were checked by its tests

        if found := slips(content, _builtin("en")):
            raise FileError("\n".join(f"{used[-1]}: {slip}" for slip in found), hint="docs/languages.md has its form.")
    return Locale(**content)


def narrowed(language: str) -> Iterator[str]:
    """Yield the tags that `language` may be found under, the narrowest first: 'de-at', 'de'."""
    tag = language.lower().replace("_", "-")
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


def _files(folder: Path) -> dict[str, Path]:
    return {path.stem.lower(): path for path in folder.glob("*.toml")}


@cache
def _builtin(tag: str) -> dict[str, Any]:
    return _toml(BUILTIN / f"{tag}.toml")


def _toml(path: Path) -> dict[str, Any]:
    return paths.read_toml(path, "A text stands in straight quotes, one in a line.")


def _over(base: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with `own` over it: a file needs only what it changes; plural forms go with what they form."""
    merged = dict(base)
    for key, value in own.items():
        before = base.get(key)
        merged[key] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    return merged


def _thousandths(seconds: Fraction) -> Decimal:
    whole, thousandths = divmod(int(seconds * 1000), 1000)
    return Decimal(f"{whole}.{thousandths:03d}".rstrip("0").rstrip("."))
