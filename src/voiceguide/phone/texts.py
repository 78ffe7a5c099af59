"""A routine's language -> the page's own words in it, or in English."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voiceguide.speech.locale import narrowed

FILE = Path(__file__).with_name("texts.toml")


@dataclass(frozen=True, slots=True)
class Texts:
    """Words by key, and the `language` that they are in."""

    language: str
    words: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.words[key]

    def get(self, key: str) -> str | None:
        """Return the words at `key`, or None where there are none."""
        return self.words.get(key)


def texts(language: str) -> Texts:
    """Return the page's own words in `language`, a BCP 47 tag, or those in English where there are none in it."""
    tables = read()
    tag = next((tag for tag in narrowed(language) if tag in tables), "en")
    return Texts(tag, tables[tag])


@cache
def read() -> dict[str, dict[str, str]]:
    """Return all words, by language and key."""
    return tomllib.loads(FILE.read_text("utf-8"))


def direction(language: str) -> str:
    """Return how `language`, a BCP 47 tag, is written: 'rtl' or 'ltr'.

    >>> direction("ar-EG"), direction("pa-Arab"), direction("de"), direction("x-klingon")
    ('rtl', 'rtl', 'ltr', 'ltr')
    """
    from babel import Locale, UnknownLocaleError

    try:
        found = Locale.parse(language, sep="_" if "_" in language else "-")
    except (UnknownLocaleError, ValueError):
        return "ltr"
    return "rtl" if found.character_order == "right-to-left" else "ltr"
