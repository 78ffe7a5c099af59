"""Count the words that differ between a text and what a recogniser heard, ignoring spelling and punctuation."""

import re
from collections.abc import Sequence
from functools import cache

from unicode_rbnf import RbnfEngine

from voiceguide.speech.reading import Reader

_CONTRACTED = {
    r"\bcan't\b": "can not",
    r"\bcannot\b": "can not",
    r"\bwon't\b": "will not",
    r"n't\b": " not",
    r"'re\b": " are",
    r"'ll\b": " will",
    r"'ve\b": " have",
    r"'m\b": " am",
    r"\blet's\b": "let us",
    r"\b(it|that|there|here|what)'s\b": r"\1 is",
}
_SPELT_ELSEWHERE = {"okay": "ok", "alright": "all right"}
_NUMBER = r"\d+"


def words(text: str) -> list[str]:
    """Return the words of `text` as they sound: numbers in words, contractions written out, and only letters.

    >>> words("Round 2 of 12: you're half-way.")
    ['round', 'two', 'of', 'twelve', 'you', 'are', 'half', 'way']
    """
    read = _reader().read(text).lower().replace("\u2019", "'")
    for written, apart in _CONTRACTED.items():
        read = re.sub(written, apart, read)
    read = re.sub(_NUMBER, lambda number: f" {_speller().format_number(int(number[0])).text} ", read)
    found = re.findall(r"[a-z']+", read)
    return [part for word in found for part in _SPELT_ELSEWHERE.get(word, word).strip("'").split() if part]


def errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Return how many words must be added, removed or replaced to make `heard` from `said`.

    >>> errors("let go of the knot".split(), "let's go of knot".split())
    2
    """
    row = list(range(len(heard) + 1))
    for done, word in enumerate(said, start=1):
        before, row[0] = row[0], done
        for at, other in enumerate(heard, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (word != other))
    return row[-1]


def is_count(said: Sequence[str]) -> bool:
    """Return whether a cue is only a number, as holds count it.

    >>> is_count(words("5")), is_count(words("Round 5"))
    (True, False)
    """
    return bool(said) and all(word in _number_words() for word in said)


def is_release(said: Sequence[str]) -> bool:
    """Return whether a cue ends a press."""
    return list(said) in (["let", "go"], ["release"])


@cache
def _number_words() -> frozenset[str]:
    return frozenset(word for number in range(100) for word in re.findall(r"[a-z]+", _spelt(number)))


def _spelt(number: int) -> str:
    return str(_speller().format_number(number).text)


@cache
def _speller() -> RbnfEngine:
    return RbnfEngine.for_language("en")


@cache
def _reader() -> Reader:
    return Reader("en", {})
