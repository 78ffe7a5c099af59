"""Reads single values of a routine file: durations, counts, levels, switches, words of a list, references."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from voiceguide.messages import listed, near, quoted
from voiceguide.routine.tree import Items, Node, Scalar, Table, brief, problem_error
from voiceguide.routine.values import Reference
from voiceguide.units import NotADuration, parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST_COUNT = 999_999
NAME = re.compile(r"<(\w+)>")
"""A name in angle brackets: an insert in a text, or a whole value."""
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
"""A BCP 47 tag, roughly: a language of two or three letters, then parts of up to eight characters."""

VOICE = re.compile(r"[A-Za-z0-9_.-]+(:\S(.*\S)?)?")
"""A voice, `ENGINE` or `ENGINE:NAME`. Whether it exists shows only on the computer that plays the routine."""

BULLET = re.compile(r"(-(?=[^\W\d])|[\u2010-\u2015\u2212\u2022\u2023\u2043\xb7](?=\s*\w)|\*(?=\s+\w))\s*")
"""What authors write before a step, or an entry of a list, instead of a hyphen and a space."""

_LASTING = {"hold", "rest", "pause", "then", "at_most"}
"""Keys whose messages read "hold lasts '8'". A message about any other key reads "every is '8'"."""
_CURLY = re.compile("[\u201c-\u201f\u2018-\u201b\xab](.+)[\u201c-\u201f\u2018-\u201b\xbb]", re.DOTALL)
"""A text in curly quotes, single or double, or in guillemets."""
_MINUS = "\u2212"


def bulleted(text: str) -> str:
    """Return what is wrong with the dash that `text` begins with, and a hint; '' if nothing is."""
    found = BULLET.match(text)
    if not found:
        return ""
    mark = found[0].strip()
    because = "a space follows '-'" if mark == "-" else f"'{mark}' isn't a hyphen"
    return f"{because}; write '- {brief(text[found.end() :])}'"


def braced(node: Node) -> str:
    """Return the name if `node` is a name in braces instead of angle brackets, such as `{hold}`; or else ''."""
    if isinstance(node, Table) and node.flow and len(node.entries) == 1:
        name, value = next(iter(node.entries.items()))
        if isinstance(value, Scalar) and value.empty and re.fullmatch(r"\w+", name):
            return str(name)
    return ""


def scalar(node: Node, wants: str) -> Scalar:
    """Return `node`, which must be a single value; messages say that it takes `wants`."""
    if name := brief(braced(node)):
        raise problem_error(
            node.where, "VG128", f"{node.key} is '{{{name}}}': a name stands in angle brackets; write '<{name}>'"
        )
    if not isinstance(node, Scalar):
        kind = "a list" if isinstance(node, Items) else "keys and values"
        raise problem_error(node.where, "VG109", f"'{node.key}' takes {wants}, not {kind}")
    if node.empty:
        raise problem_error(node.where, "VG109", f"'{node.key}' has no value; it takes {wants}")
    if node.plain and (curly := _CURLY.fullmatch(node)):
        raise problem_error(node.where, "VG127", f"curly quotes don't quote; write {quoted(brief(curly[1]))}")
    return node


def reference(node: Node) -> Reference | None:
    """Return `node` as a reference, or None if it isn't one."""
    found = NAME.fullmatch(node) if isinstance(node, Scalar) else None
    return Reference(found[1], node.where) if found else None


def duration(node: Node) -> Fraction:
    """Read a duration in seconds, more than 0."""
    seconds = duration_or_zero(node)
    if not seconds:
        hint = "leave it out, or write '1 s'"
        raise problem_error(node.where, "VG104", f"{_lasts(node)} '{node}': a duration is more than zero; {hint}")
    return seconds


def duration_or_zero(node: Node) -> Fraction:
    """Read a duration in seconds, 0 or more."""
    written = scalar(node, "a duration such as '8 s'")
    try:
        return parse_duration(written)
    except NotADuration as error:
        raise problem_error(written.where, "VG104", f"{_lasts(written)} '{written}': {error}") from None


def _lasts(node: Node) -> str:
    return f"{node.key} {'lasts' if node.key in _LASTING else 'is'}"


def count(node: Node) -> int:
    """Read a whole number, 1 or more."""
    written = scalar(node, "a whole number such as '3'")
    if re.fullmatch(r"0*[1-9]\d{0,5}", written, re.ASCII):
        return int(written)
    meant = re.fullmatch(
        r"\+?\s*(\d{1,6})\s*(?:\.0*|x|\xd7|times?|rounds?|reps?)?\.?", written, re.ASCII | re.IGNORECASE
    )
    hint = f"write '{int(meant[1])}'" if meant and int(meant[1]) else f"write one from 1 to {LARGEST_COUNT}"
    raise problem_error(written.where, "VG105", f"{written.key} is '{written}': a count is a whole number; {hint}")


def level(node: Node) -> Fraction:
    """Read a level in decibels relative to speech, -60 to 0."""
    written = scalar(node, "a level such as '-20 dB'")
    found = re.fullmatch(r"(-?\d{1,3}(?:\.\d{1,3})?)\s*(dB)?", written.replace(_MINUS, "-"), re.ASCII | re.IGNORECASE)
    number = found[1] if found else ""
    if not found:
        problem = "a level is written like '-20 dB'"
    elif not -60 <= Fraction(number) <= 0:
        problem = "a level lies between '-60 dB' and '0 dB'"
    elif found[2] != "dB":
        problem = f"a level needs its unit; write '{number} dB'"
    else:
        return Fraction(number)
    raise problem_error(written.where, "VG106", f"{written.key} is '{written}': {problem}")


SWITCHES = {
    **dict.fromkeys(("true", "yes", "on", "y"), "true"),
    **dict.fromkeys(("false", "no", "off", "n"), "false"),
}
"""What authors write for a switch, in lower case, and the word that they mean."""


def switch(node: Node) -> bool:
    """Read a switch."""
    written = scalar(node, "'true' or 'false'")
    if written in ("true", "false"):
        return written == "true"
    meant = SWITCHES.get(written.lower())
    hint = f"; write '{meant}'" if meant else ""
    raise problem_error(written.where, "VG107", f"{written.key} is '{written}': a switch is 'true' or 'false'{hint}")


def one_of(node: Node, known: Iterable[str]) -> str:
    """Read one of the `known` words."""
    known = list(known)
    written = scalar(node, listed(known))
    if written in known:
        return str(written)
    raise problem_error(
        written.where, "VG108", f"{written.key} is '{written}': it takes {listed(known)}{near(written, known)}"
    )


def version(node: Node) -> int:
    """Read the version of the format, which must be 1."""
    written = scalar(node, "the format's version, '1'")
    if written != "1":
        hint = "this voiceguide reads format 1; write 'routine: 1'"
        raise problem_error(written.where, "VG120", f"routine is '{written}': {hint}")
    return 1


def language(node: Node) -> str:
    """Read a language tag."""
    written = scalar(node, "a language tag such as 'en'")
    if TAG.fullmatch(written):
        return str(written)
    dashed = written.replace("_", "-")
    hint = f"; write '{brief(dashed)}'" if TAG.fullmatch(dashed) else ""
    raise problem_error(
        written.where, "VG121", f"language is '{written}': it takes a tag such as 'en' or 'pt-BR'{hint}"
    )


def voice(node: Node) -> str:
    """Read a voice, 'ENGINE' or 'ENGINE:NAME'."""
    written = scalar(node, "a voice such as 'espeak' or 'espeak:de'")
    if VOICE.fullmatch(written):
        return str(written)
    meant = ":".join(part for part in re.split(r"\s*[:/\s]\s*", written, maxsplit=1) if part)
    hint = f"; write '{brief(meant)}'" if VOICE.fullmatch(meant) else ""
    raise problem_error(written.where, "VG131", f"voice is '{written}': it takes ENGINE, or ENGINE:NAME{hint}")
