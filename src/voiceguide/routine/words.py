"""Nodes of a routine file -> single values: durations, counts, levels, switches, words of a list, references."""

from __future__ import annotations

import difflib
import re
from fractions import Fraction
from typing import TYPE_CHECKING

from voiceguide.routine.tree import Items, Node, Scalar, fault
from voiceguide.routine.values import Reference
from voiceguide.units import NotADuration, parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST_COUNT = 999_999
NAME = re.compile(r"<(\w+)>")

_LASTING = {"hold", "rest", "pause", "then", "at_most"}


def near(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean 'hold'?", or '' when nothing known is near."""
    found = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean '{found[0]}'?" if found else ""


def listed(words: Iterable[str]) -> str:
    """Return the words as people list them: "'a', 'b' or 'c'"."""
    *most, last = [f"'{word}'" for word in words]
    return f"{', '.join(most)} or {last}" if most else last


def scalar(node: Node, wants: str) -> Scalar:
    """Return `node` as a single value; `wants` says what belongs there."""
    if not isinstance(node, Scalar):
        kind = "a list" if isinstance(node, Items) else "a mapping"
        raise fault(node.where, "VG109", f"'{node.key}' takes {wants}, not {kind}")
    if node.empty:
        raise fault(node.where, "VG109", f"'{node.key}' has no value; it takes {wants}")
    return node


def reference(node: Scalar) -> Reference | None:
    """Return the reference that `node` is, or None."""
    found = NAME.fullmatch(node)
    return Reference(found[1], node.where) if found else None


def duration(node: Node) -> Fraction:
    """Return seconds, more than 0."""
    written = scalar(node, "a duration such as '8 s'")
    seconds = duration_or_zero(written)
    if not seconds:
        raise fault(written.where, "VG104", f"{_lasts(written)}: a duration is more than zero; leave it out, or write '1 s'")
    return seconds


def duration_or_zero(node: Node) -> Fraction:
    """Return seconds, 0 or more."""
    written = scalar(node, "a duration such as '8 s'")
    try:
        return parse_duration(written)
    except NotADuration as error:
        raise fault(written.where, "VG104", f"{_lasts(written)}: {error}") from None


def _lasts(node: Scalar) -> str:
    return f"{node.key} {'lasts' if node.key in _LASTING else 'is'} '{node}'"


def count(node: Node) -> int:
    """Return a whole number, 1 or more."""
    written = scalar(node, "a whole number such as '3'")
    if re.fullmatch(r"0*[1-9]\d{0,5}", written, re.ASCII):
        return int(written)
    whole = re.match(r"\s*(\d{1,6})\s*(?:\.0+|x|X|×|times?\b)?", written, re.ASCII)
    mend = f"write '{int(whole[1])}'" if whole and int(whole[1]) else f"write one from 1 to {LARGEST_COUNT:,}"
    raise fault(written.where, "VG105", f"{written.key} is '{written}': a count is a whole number; {mend}")


def level(node: Node) -> Fraction:
    """Return decibels relative to speech, -60 to 0."""
    written = scalar(node, "a level such as '-20 dB'")
    found = re.fullmatch(r"([-\u2212]?\d{1,3}(?:\.\d+)?)\s*(dB)?", written, re.ASCII | re.IGNORECASE)
    if not found:
        raise fault(written.where, "VG106", f"{written.key} is '{written}': a level is written like '-20 dB'")
    decibels = Fraction(found[1].replace("\u2212", "-"))
    if not -60 <= decibels <= 0:
        raise fault(written.where, "VG106", f"{written.key} is '{written}': a level lies between '-60 dB' and '0 dB'")
    if found[2] != "dB":
        raise fault(written.where, "VG106", f"{written.key} is '{written}': a level has a unit; write '{found[1]} dB'")
    return decibels


def switch(node: Node) -> bool:
    """Return true or false."""
    written = scalar(node, "'true' or 'false'")
    if written in ("true", "false"):
        return written == "true"
    meant = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
    word = meant.get(written.lower(), written.lower() if written.lower() in ("true", "false") else "")
    mend = f"write '{word}'" if word else "write 'true' or 'false'"
    raise fault(written.where, "VG107", f"{written.key} is '{written}': {mend}")


def one_of(node: Node, known: Iterable[str]) -> str:
    """Return the one of `known` that `node` is."""
    known = list(known)
    written = scalar(node, listed(known))
    if written in known:
        return str(written)
    raise fault(written.where, "VG108", f"{written.key} is '{written}': it takes {listed(known)}{near(written, known)}")


def version(node: Node) -> int:
    """Return the format's version, 1."""
    written = scalar(node, "the format's version, '1'")
    if written != "1":
        raise fault(written.where, "VG120", f"routine is '{written}': this voiceguide reads format 1; write 'routine: 1'")
    return 1


TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
"""A BCP 47 tag, near enough: languages have two or three letters, what follows up to eight."""


def language(node: Node) -> str:
    """Return a language tag."""
    written = scalar(node, "a language tag such as 'en'")
    if TAG.fullmatch(written):
        return str(written)
    mend = f"; write '{written.replace('_', '-')}'" if TAG.fullmatch(written.replace("_", "-")) else ""
    raise fault(written.where, "VG121", f"language is '{written}': it takes a tag such as 'en' or 'pt-BR'{mend}")
