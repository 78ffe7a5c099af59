"""The words of the page itself, in the language of the routine or else in English."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voiceguide.speech.locales import narrowed

FILE = Path(__file__).with_name("texts.toml")


@dataclass(frozen=True, slots=True)
class Texts:
    """The `words` of the page by key, and their `language`."""

    language: str
    words: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.words[key]

    def get(self, key: str) -> str | None:
        """Return the words at `key`, or None where there are none."""
        return self.words.get(key)


def texts(language: str) -> Texts:
    """Return the words of the page in `language`, a BCP 47 tag; in English if there are none."""
    tables = read()
    tag = next((tag for tag in narrowed(language) if tag in tables), "en")
    return Texts(tag, tables[tag])


@cache
def read() -> dict[str, dict[str, str]]:
    """Return all words, by language and key."""
    return tomllib.loads(FILE.read_text("utf-8"))


def direction(language: str) -> str:
    """Return the direction in which `language`, a BCP 47 tag, is written: 'rtl' or 'ltr'.

    >>> direction("ar-EG"), direction("pa-Arab"), direction("de"), direction("x-klingon")
    ('rtl', 'rtl', 'ltr', 'ltr')
    """
    from babel import Locale, UnknownLocaleError

    try:
        found = Locale.parse(language, sep="_" if "_" in language else "-")
    except (UnknownLocaleError, ValueError):
        return "ltr"
    return "rtl" if found.character_order == "right-to-left" else "ltr"
