"""Turns written text into the text that a voice speaks: numbers, units and names as a person reads them aloud.

Captions keep the written text. A whole number alone stays in figures, because every engine reads it in its language.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING

from voiceguide.errors import UsageError
from voiceguide.speech import locales

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from re import Match

    from unicode_rbnf import RbnfEngine

_NUMBER = r"\d+(?:[.,]\d+)?"
_UNSPACED = frozenset({"ja", "km", "lo", "my", "th", "zh"})
"""Languages without spaces between words, where the letters of the next word follow directly."""
_BEGINS = r"(?<![\w.,])"
_FREE = r"(?<![\w.,:/\u2013-])"
"""What may not precede a number: it would be part of a date, of a time of day or of a name."""
_VERTEBRAE = r"\b([CTLS]\d{1,2})\s?[/\u2013-]\s?([CTLS]?\d{1,2})\b"
_COUNTDOWN = rf"{_FREE}\d{{1,2}}(?:\s?[\u2013-]\s?\d{{1,2}}){{2,}}(?![\w\u2013-])"
_MIXED = rf"{_FREE}(\d+) (\d+/\d+)(?![\w/])"
_RANGE = rf"{_FREE}({_NUMBER})\s?[\u2013-]\s?({_NUMBER})(?!\d|[\u2013/:-]\d|[.,]\d)"
_OF = rf"{_FREE}(\d+)/(\d+)(?![\w/])"
_TIMES = rf"{_BEGINS}(\d+)\s?[x\xd7](?:\s?(?=\d)|(?!\w))"
_MOST_DIGITS = 6
"""The most digits of a number that is spelt out."""
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
_WORTH_A_LOOK = re.compile(rf"\d\s?(?:[-\u2013/x\xd7]|{_SYMBOLS})|[CTLS]\d")
"""A number that isn't read as it is written. The patterns above are compiled only for texts that have one, because that
takes 10 ms, the longest wait of a session whose clips are all cached."""
# "in your 50s" and "the 1980s" aren't seconds.
_MEASURE = rf"{_BEGINS}(?<!the )(?<!your )(?<!their )({_NUMBER})\s?({_SYMBOLS})(?!\w|°)"

# A lone surrogate is a byte that isn't text; other programs replace such a byte by U+FFFD.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffd]+")
# Joiners belong to words in the scripts from Arabic to Khmer. Elsewhere they are left over from emoji and copied pages,
# like soft hyphens, direction marks and zero-width spaces: in a word they make a voice stumble.
_UNSEEN = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]|(?<![\u0600-\u17ff])[\u200c\u200d]"
)
# Without figures in circles and figures with a comma.
_PICTURE = (
    "\u20e3\u2600-\u2775\u2794-\u27bf\u2b00-\u2bff\U0001f000-\U0001f0ff\U0001f10d-\U0001faff\U000e0020-\U000e007f"
)
_PICTURES = re.compile(rf"\s*[{_PICTURE}][{_PICTURE}\s]*([.,;:!?]?)")


class Reader:
    """Reads texts in `language`. `lexicon` says how to pronounce written words; it goes before the language's own.

    >>> read = Reader("en", {"psoas": "so-as"}).read
    >>> read("Hold 8 s, 3x, at L4/L5.")
    'Hold 8 seconds, 3 times, at L4 L5.'
    >>> read("Press the psoas for 5-10 s, 1/2 as hard.")
    'Press the so-as for 5 to 10 seconds, one half as hard.'
    """

    def __init__(self, language: str, lexicon: Mapping[str, str]) -> None:
        self._language = language
        family = language.lower().partition("-")[0]
        self._flags = re.ASCII if family in _UNSPACED else re.NOFLAG
        own = self._locale.lexicon if self._locale else {}
        self._lexicon = {written.casefold(): spoken for written, spoken in {**own, **lexicon}.items()}

    def read(self, text: str) -> str:
        """Return the text that a voice speaks for `text`."""
        text = cleaned(text)
        if self._locale and self._locale.reading:
            return without_pictures(self._figures(text, self._locale, self._locale.reading))
        return without_pictures(self._replaced(text))

    def _figures(self, text: str, words: locales.Locale, reading: Mapping[str, str]) -> str:
        if not (_WORTH_A_LOOK.search(text) or _WORTH_A_LOOK.search(self._replaced(text))):
            return self._agreed(self._replaced(text), words)
        text = self._sub(_MIXED, lambda m: self._mixed(m, reading), text)
        text = self._replaced(text)
        text = self._sub(_VERTEBRAE, r"\1 \2", text)
        text = self._sub(_COUNTDOWN, lambda m: ", ".join(re.findall(r"\d+", m[0])), text)
        text = self._sub(_RANGE, lambda m: reading["to"].format(low=m[1], high=m[2]), text)
        text = self._sub(_OF, lambda m: reading["of"].format(part=m[1], whole=m[2]), text)
        text = self._sub(_TIMES, lambda m: self._times(m, words), text)
        text = self._sub(_MEASURE, lambda m: self._measure(m, words), text)
        return self._agreed(text, words)

    def _mixed(self, found: Match[str], reading: Mapping[str, str]) -> str:
        entry = re.compile(self._written, self._flags).match(found.string, found.start()) if self._lexicon else None
        if entry and entry.end() >= found.end():  # such as "1 1/2 minuty", which the lexicon replaces as a whole
            return found[0]
        if found[2] == "1/2" and "half" in reading:
            return reading["half"].format(whole=found[1])
        part = self._lexicon.get(found[2])
        return reading["mixed"].format(whole=found[1], part=part) if part else found[0]

    def _replaced(self, text: str) -> str:
        return self._sub(self._written, self._pronounced, text) if self._lexicon else text

    def _pronounced(self, found: Match[str]) -> str:
        # In a date, 1/2 isn't a fraction.
        before, after = found.string[: found.start()], found.string[found.end() :]
        dated = (found[0][0].isdigit() and before.endswith("/")) or (found[0][-1].isdigit() and after.startswith("/"))
        return found[0] if dated else self._lexicon.get(found[0].casefold(), found[0])

    @cached_property
    def _written(self) -> str:
        longest_first = sorted(self._lexicon, key=len, reverse=True)
        return rf"(?<!\w)(?i:{'|'.join(map(re.escape, longest_first))})(?!\w)"

    def _sub(self, pattern: str, replacement: str | Callable[[Match[str]], str], text: str) -> str:
        return re.sub(pattern, replacement, text, flags=self._flags)

    def _times(self, found: Match[str], words: locales.Locale) -> str:
        times = words.counted(words.reading["times"], Decimal(found[1]))
        return f"{times} " if found.string[found.end() : found.end() + 1].isdigit() else times

    def _measure(self, found: Match[str], words: locales.Locale) -> str:
        number, symbol = Decimal(found[1].replace(",", ".")), found[2]
        if symbol in _OWN_UNITS:
            return words.counted(words.units[_OWN_UNITS[symbol]], number)
        from babel import Locale, UnknownLocaleError  # its tables take 50 ms
        from babel.units import format_unit

        try:
            spoken = Locale.parse(self._language.replace("-", "_"))
            return str(format_unit(number, _CLDR_UNITS[symbol], "long", locale=spoken))
        except (UnknownLocaleError, ValueError):
            return found[0]

    def _agreed(self, text: str, words: locales.Locale) -> str:
        """Spell out the numbers that agree with the gender of their unit: 'une minute', 'dwie minuty'.

        The lexicon may replace both, for Italian to say "an hour" with an apostrophe.
        """
        for unit, gender in words.reading.get("agree", {}).items():
            for form in {form.removeprefix("{number}") for form in words.units[unit].values()}:
                text = self._sub(rf"{_BEGINS}(\d+)({re.escape(form)})(?!\w)", partial(self._spelt, gender), text)
        return text

    def _spelt(self, gender: str, found: Match[str]) -> str:
        number, unit = found.groups()
        if len(number) > _MOST_DIGITS:
            return found[0]
        rules = [f"spellout-cardinal-{gender}"]
        spelt = f"{self._speller.format_number(int(number), ruleset_names=rules).text}{unit}"
        return self._lexicon.get(spelt.casefold(), spelt)

    @cached_property
    def _speller(self) -> RbnfEngine:
        from unicode_rbnf import RbnfEngine

        return RbnfEngine.for_language(self._language.lower().partition("-")[0])

    @cached_property
    def _locale(self) -> locales.Locale | None:
        try:
            return locales.find(self._language)
        except UsageError:  # the author wrote all words of the routine
            return None


def cleaned(text: str) -> str:
    r"""Return `text` in composed form, without control and invisible characters, its digits as 0 to 9.

    >>> cleaned("Pre\u00adss\x07it for \u0663 s")
    'Press it for 3 s'
    """
    if text.isascii() and text.isprintable():
        return text
    text = _UNSEEN.sub("", _CONTROLS.sub(" ", text))
    return "".join(str(unicodedata.decimal(each, each)) for each in unicodedata.normalize("NFC", text))


def without_pictures(text: str) -> str:
    r"""Return `text` without emoji: voices would read out their names.

    >>> without_pictures("Press \U0001f600 on it \U0001f44d\U0001f3fd.")
    'Press on it.'
    """
    return text if text.isascii() else _PICTURES.sub(lambda found: found[1] or " ", text).strip()
