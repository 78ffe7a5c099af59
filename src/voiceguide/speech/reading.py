"""A text as it is written -> the text that a voice is given: numbers, units and names as a person reads them.

Captions keep what is written. A lone whole number stays a figure: every engine reads those in its own language.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING

from voiceguide.errors import UsageError
from voiceguide.speech import locale

if TYPE_CHECKING:
    from collections.abc import Mapping
    from re import Match

    from unicode_rbnf import RbnfEngine

_NUMBER = r"\d+(?:[.,]\d+)?"
_LETTER = r"[^\W\u2e80-\U0010ffff]"
"""A letter or a digit of a script that parts words by spaces."""
_BEGINS = rf"(?<!{_LETTER})(?<![.,])"
_FREE = rf"{_BEGINS}(?<![:/\u2013-])"
"""What may not stand before a number: it would be a part of a date, of a time of day or of a name."""
_VERTEBRAE = re.compile(r"\b([CTLS]\d{1,2})\s?[/\u2013-]\s?([CTLS]?\d{1,2})\b")
_COUNTDOWN = re.compile(rf"{_FREE}\d{{1,2}}(?:\s?[\u2013-]\s?\d{{1,2}}){{2,}}(?![\w\u2013-])")
_MIXED = re.compile(rf"{_FREE}(\d+) (\d+/\d+)(?![\w/])")
_RANGE = re.compile(rf"{_FREE}({_NUMBER})\s?[\u2013-]\s?({_NUMBER})(?!\d|[\u2013/:-]\d|[.,]\d)")
_OF = re.compile(rf"{_FREE}(\d+)/(\d+)(?![\w/])")
_TIMES = re.compile(rf"{_BEGINS}(\d+)\s?[x\xd7](?:\s?(?=\d)|(?!{_LETTER}))")
_OWN_UNITS = {"h": "hour", "min": "minute", "s": "second"}
_CLDR_UNITS = {
    "ms": "duration-millisecond",
    "mm": "length-millimeter",
    "cm": "length-centimeter",
    "m": "length-meter",
    "km": "length-kilometer",
    "g": "mass-gram",
    "kg": "mass-kilogram",
    "lb": "mass-pound",
    "%": "concentr-percent",
    "°": "angle-degree",
    "°C": "temperature-celsius",
}
_SYMBOLS = "|".join(sorted((*_OWN_UNITS, *_CLDR_UNITS), key=len, reverse=True))
# "in your 50s" and "the 1980s" are no seconds.
_MEASURE = re.compile(rf"{_BEGINS}(?<!the )(?<!your )(?<!their )({_NUMBER})\s?({_SYMBOLS})(?!{_LETTER}|°)")


class Reader:
    """Reads texts in `language`; `lexicon` is what to say in place of what is written, over the language's own.

    >>> read = Reader("en", {"psoas": "so-as"}).read
    >>> read("Hold 8 s, 3x, at L4/L5.")
    'Hold 8 seconds, 3 times, at L4 L5.'
    >>> read("Press the psoas for 5-10 s, 1/2 as hard.")
    'Press the so-as for 5 to 10 seconds, one half as hard.'
    """

    def __init__(self, language: str, lexicon: Mapping[str, str]) -> None:
        self._language = language
        own = self._locale.lexicon if self._locale else {}
        self._lexicon = {written.casefold(): spoken for written, spoken in {**own, **lexicon}.items()}

    def read(self, text: str) -> str:
        """Return what a voice is given for `text`."""
        if self._locale and self._locale.reading:
            return self._figures(text, self._locale, self._locale.reading)
        return self._replaced(text)

    def _figures(self, text: str, words: locale.Locale, reading: Mapping[str, str]) -> str:
        text = _MIXED.sub(lambda m: self._mixed(m, reading), text)
        text = self._replaced(text)
        text = _VERTEBRAE.sub(r"\1 \2", text)
        text = _COUNTDOWN.sub(lambda m: ", ".join(re.findall(r"\d+", m[0])), text)
        text = _RANGE.sub(lambda m: reading["to"].format(low=m[1], high=m[2]), text)
        text = _OF.sub(lambda m: reading["of"].format(part=m[1], whole=m[2]), text)
        text = _TIMES.sub(lambda m: self._times(m, words), text)
        text = _MEASURE.sub(lambda m: self._measure(m, words), text)
        return self._agreed(text, words)

    def _mixed(self, found: Match[str], reading: Mapping[str, str]) -> str:
        part = self._lexicon.get(found[2])
        return reading["mixed"].format(whole=found[1], part=part) if part else found[0]

    def _replaced(self, text: str) -> str:
        if self._written is None:
            return text
        return self._written.sub(lambda m: self._lexicon.get(m[0].casefold(), m[0]), text)

    @cached_property
    def _written(self) -> re.Pattern[str] | None:
        longest_first = sorted(self._lexicon, key=len, reverse=True)
        whole = [
            f"{_edge(written[0], before=True)}{re.escape(written)}{_edge(written[-1])}" for written in longest_first
        ]
        return re.compile("|".join(whole), re.IGNORECASE) if whole else None

    def _times(self, found: Match[str], words: locale.Locale) -> str:
        said = words.counted(words.reading["times"], Decimal(found[1]))
        return f"{said} " if found.string[found.end() : found.end() + 1].isdigit() else said

    def _measure(self, found: Match[str], words: locale.Locale) -> str:
        number, symbol = Decimal(found[1].replace(",", ".")), found[2]
        if symbol in _OWN_UNITS:
            return words.counted(words.units[_OWN_UNITS[symbol]], number)
        from babel import Locale, UnknownLocaleError  # here, because its tables take 50 ms
        from babel.units import format_unit

        try:
            spoken = Locale.parse(self._language.replace("-", "_"))
            return str(format_unit(number, _CLDR_UNITS[symbol], "long", locale=spoken))
        except (UnknownLocaleError, ValueError):
            return found[0]

    def _agreed(self, text: str, words: locale.Locale) -> str:
        """Write out the numbers that a unit's gender changes: 'une minute', 'dwie minuty'."""
        for unit, gender in words.reading.get("agree", {}).items():
            for form in {form.removeprefix("{number}") for form in words.units[unit].values()}:
                numbered = rf"{_BEGINS}(\d+)(?={re.escape(form)}{_edge(form[-1])})"
                text = re.sub(numbered, partial(self._spelt, gender), text)
        return text

    def _spelt(self, gender: str, number: Match[str]) -> str:
        return str(self._speller.format_number(int(number[0]), ruleset_names=[f"spellout-cardinal-{gender}"]).text)

    @cached_property
    def _speller(self) -> RbnfEngine:
        from unicode_rbnf import RbnfEngine

        return RbnfEngine.for_language(next(reversed(list(locale.narrowed(self._language)))))

    @cached_property
    def _locale(self) -> locale.Locale | None:
        try:
            return locale.find(self._language)
        except UsageError:  # all its words are the author's
            return None


def _edge(character: str, *, before: bool = False) -> str:
    """Return what keeps a word from being found inside another one, where words are parted by spaces."""
    if not character.isalnum() or ord(character) >= _IDEOGRAPHS:
        return ""
    if character.isdigit():
        return r"(?<![\w/.,])" if before else r"(?![\w/])"
    return rf"(?<!{_LETTER})" if before else rf"(?!{_LETTER})"


_IDEOGRAPHS = 0x2E80
"""From here on, scripts write words without spaces."""
