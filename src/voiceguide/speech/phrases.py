"""Words of a plan -> the text an engine reads aloud and a person reads in captions."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path

from voiceguide.errors import UsageError
from voiceguide.plan.model import Phrase, Words

_LOCALES = Path(__file__).with_name("locales")


def languages() -> list[str]:
    """Return the languages that have phrases, as BCP 47 tags, sorted."""
    return sorted(path.stem for path in _LOCALES.glob("*.toml"))


class Book:
    """The phrases of one language.

    `language` is a BCP 47 tag; a regional one without phrases of its own takes those of its language (`en-GB`
    those of `en`). A language without any can still be spoken, as long as the words are all the author's.

    >>> book = Book("en-GB")
    >>> book.text(Words(("Press for ", Phrase("duration", (("seconds", Fraction(90)),)), ".")))
    'Press for 1 minute 30 seconds.'
    """

    def __init__(self, language: str = "en") -> None:
        self.language = language

    def text(self, words: Words) -> str:
        """Return `words` as plain text; raise `UsageError` for a phrase the language doesn't have."""
        return "".join(part if isinstance(part, str) else self._phrase(part) for part in words.parts)

    def _phrase(self, phrase: Phrase) -> str:
        values = dict(phrase.values)
        match phrase.key:
            case "duration":
                return self._locale.duration(Fraction(values["seconds"]))
            case "side":
                return self._locale.sides[str(values["side"])]
            case key:
                return self._locale.phrases[key].format_map(values)

    @cached_property
    def _locale(self) -> "_Locale":
        tag = self.language.lower().replace("_", "-")
        known = {name.lower(): name for name in languages()}
        while tag:
            if tag in known:
                return _read(known[tag])
            tag = tag.rpartition("-")[0]
        raise UsageError(
            f"voiceguide has no words of its own in '{self.language}'",
            hint=f"It has them in: {', '.join(known.values())}. Without counts, halfway, breathe, safety and inserted "
            "durations a routine needs none.",
        )


@dataclass(frozen=True)
class _Locale:
    point: str
    plurals: dict[str, str]
    units: dict[str, dict[str, str]]
    sides: dict[str, str]
    phrases: dict[str, str]

    def duration(self, seconds: Fraction) -> str:
        hours, rest = divmod(seconds, 3600)
        minutes, left = divmod(rest, 60)
        numbers = {"hour": Decimal(hours), "minute": Decimal(minutes), "second": _thousandths(left)}
        said = [self._count_of(unit, number) for unit, number in numbers.items() if number]
        return " ".join(said) or self._count_of("second", Decimal(0))

    def _count_of(self, unit: str, number: Decimal) -> str:
        return self.units[unit][self._form(number)].format(number=str(number).replace(".", self.point))

    @cached_property
    def _form(self) -> Callable[[Decimal], str]:
        # CLDR's rule stands in the file, so that Babel's 50 ms of locale tables are never read.
        from babel.plural import PluralRule

        form: Callable[[Decimal], str] = PluralRule(self.plurals)
        return form


@cache
def _read(language: str) -> _Locale:
    with (_LOCALES / f"{language}.toml").open("rb") as file:
        return _Locale(**tomllib.load(file))


def _thousandths(seconds: Fraction) -> Decimal:
    whole, thousandths = divmod(int(seconds * 1000), 1000)
    return Decimal(f"{whole}.{thousandths:03d}".rstrip("0").rstrip("."))
