"""Turns the words of a plan into text: what captions show, and what an engine reads aloud."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from voiceguide.speech import locales

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voiceguide.plan.model import Phrase, Words


class Book:
    """The phrases of one language.

    `language` is a BCP 47 tag. A region without phrases of its own has those of its language: `en-GB` has those of
    `en`. A language without any phrases can still be spoken, if all the words are the author's. `own` has the phrases
    that a routine replaces, by key.

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

    def saying(self, own: Mapping[str, str]) -> Book:
        """Return a book of the same language with a routine's `own` phrases."""
        return Book(self.language, own)

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
                return self._locale.phrases[key].format_map(values)

    @cached_property
    def _locale(self) -> locales.Locale:
        return locales.find(self.language)
