"""Values in a routine file: their types, and a function that reads each from its node."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeVar

from voiceguide.errors import Problem, Where
from voiceguide.messages import listed, near, quoted
from voiceguide.routine.tree import Items, Node, ProblemError, Scalar, Table, brief, read_each
from voiceguide.units import NotADuration, parse_duration

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

T = TypeVar("T")

Kind = Literal["duration", "count", "choice", "switch"]
"""The kinds of settings."""
Value = str | int | Fraction | bool
"""The value of a setting: a choice, a count, a duration in seconds, or a switch."""


@dataclass(frozen=True, slots=True)
class Insert:
    """`<name>` inside a text."""

    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text to speak or show, in `parts` of plain text and inserts. Line breaks are folded to spaces."""

    parts: tuple[str | Insert, ...]
    where: Where

    def __str__(self) -> str:
        return "".join(part if isinstance(part, str) else f"<{part.name}>" for part in self.parts)


@dataclass(frozen=True, slots=True)
class SidedText:
    """A text for each side, for languages whose words change with the side."""

    left: Text
    right: Text
    where: Where


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that is exactly `<name>`: it is replaced by the value of that setting."""

    name: str
    where: Where


@dataclass(frozen=True, slots=True)
class Only:
    """One condition of `only`.

    `test` is a place in a loop, a side, or a switch in angle brackets, such as '<explain>'. `loop` is the kind of loop
    that it refers to, or None for the nearest one.
    """

    test: str
    where: Where
    loop: Literal["side", "round"] | None = None


LONGEST_TEXT = 2_000
WORD_LISTS = ("choices", "only", "sides", "tags")
"""Keys that take several words, separated by commas."""
LARGEST_COUNT = 999_999
NAME = re.compile(r"<(\w+)>")
"""A name in angle brackets: an insert in a text, or a whole value."""
IN_BRACES = re.compile(r"\{\s*(\w+)\s*\}")
"""A word in braces: a mistake in a text if it is a name there, and characters if it isn't."""
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
"""A BCP 47 tag, roughly: a language of two or three letters, then parts of up to eight characters."""

VOICE = re.compile(r"[A-Za-z0-9_.-]+(:\S(.*\S)?)?")
"""A voice, `ENGINE` or `ENGINE:NAME`. Only the computer that plays the routine knows if it exists."""

BULLET = re.compile(r"(-(?=[^\W\d])|[\u2010-\u2015\u2212\u2022\u2023\u2043\xb7](?=\s*\w)|\*(?=\s+\w))\s*")
"""Marks that authors write before a step, or an entry of a list, instead of a hyphen and a space."""

_LASTING = {"hold", "rest", "pause", "then", "at_most"}
"""Keys whose messages read "hold lasts '8'". A message about any other key reads "every is '8'"."""
_CURLY = re.compile("[\u201c-\u201f\u2018-\u201b\xab](.+)[\u201c-\u201f\u2018-\u201b\xbb]", re.DOTALL)
"""A text in curly quotes, single or double, or in guillemets."""
_MINUS = "\u2212"


def bulleted(text: str) -> str:
    """Return what is wrong with the dash at the beginning of `text`, and a hint; or else ''."""
    found = BULLET.match(text)
    if not found:
        return ""
    mark = found[0].strip()
    because = "a space follows '-'" if mark == "-" else f"'{mark}' isn't a hyphen"
    return f"{because}; write '- {brief(text[found.end() :])}'"


def braced(node: Node) -> str:
    """Return the name if `node` is one in braces instead of angle brackets, such as `{hold}`; or else ''."""
    if isinstance(node, Table) and node.flow and len(node.entries) == 1:
        name, value = next(iter(node.entries.items()))
        if isinstance(value, Scalar) and value.empty and re.fullmatch(r"\w+", name):
            return str(name)
    return ""


def scalar(node: Node, wants: str) -> Scalar:
    """Return `node`, which must be a single value. Messages say that its key takes `wants`."""
    if name := brief(braced(node)):
        raise node.error("VG128", f"{node.key} is '{{{name}}}': a name stands in angle brackets; write '<{name}>'")
    if not isinstance(node, Scalar):
        kind = "a list" if isinstance(node, Items) else "keys and values"
        raise node.error("VG109", f"'{node.key}' takes {wants}, not {kind}")
    if node.empty:
        raise node.error("VG109", f"'{node.key}' has no value; it takes {wants}")
    if node.plain and (curly := _CURLY.fullmatch(node)):
        raise node.error("VG127", f"curly quotes don't quote; write {quoted(brief(curly[1]))}")
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
        raise node.error("VG104", f"{_lasts(node)} '{node}': a duration is more than zero; {hint}")
    return seconds


def duration_or_zero(node: Node) -> Fraction:
    """Read a duration in seconds, 0 or more."""
    written = scalar(node, "a duration such as '8 s'")
    try:
        return parse_duration(written)
    except NotADuration as error:
        raise written.error("VG104", f"{_lasts(written)} '{written}': {error}") from None


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
    raise written.wrong_value("VG105", f"a count is a whole number; {hint}")


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
    raise written.wrong_value("VG106", problem)


SWITCHES = {
    **dict.fromkeys(("true", "yes", "on", "y"), "true"),
    **dict.fromkeys(("false", "no", "off", "n"), "false"),
}
"""The words that authors write for a switch, in lower case, and the right word."""


def switch(node: Node) -> bool:
    """Read a switch."""
    written = scalar(node, "'true' or 'false'")
    if written in ("true", "false"):
        return written == "true"
    meant = SWITCHES.get(written.lower())
    hint = f"; write '{meant}'" if meant else ""
    raise written.wrong_value("VG107", f"a switch is 'true' or 'false'{hint}")


def one_of(node: Node, known: Iterable[str]) -> str:
    """Read one of the `known` words."""
    known = list(known)
    written = scalar(node, listed(known))
    if written in known:
        return str(written)
    raise written.wrong_value("VG108", f"it takes {listed(known)}{near(written, known)}")


def version(node: Node) -> int:
    """Read the version of the format, which must be 1."""
    written = scalar(node, "the format's version, '1'")
    if written != "1":
        hint = "this voiceguide reads format 1; write 'routine: 1'"
        raise written.error("VG120", f"routine is '{written}': {hint}")
    return 1


def language(node: Node) -> str:
    """Read a language tag."""
    written = scalar(node, "a language tag such as 'en'")
    if TAG.fullmatch(written):
        return str(written)
    dashed = written.replace("_", "-")
    hint = f"; write '{brief(dashed)}'" if TAG.fullmatch(dashed) else ""
    raise written.error("VG121", f"language is '{written}': it takes a tag such as 'en' or 'pt-BR'{hint}")


def voice(node: Node) -> str:
    """Read a voice, 'ENGINE' or 'ENGINE:NAME'."""
    written = scalar(node, "a voice such as 'espeak' or 'espeak:de'")
    if VOICE.fullmatch(written):
        return str(written)
    meant = ":".join(part for part in re.split(r"\s*[:/\s]\s*", written, maxsplit=1) if part)
    hint = f"; write '{brief(meant)}'" if VOICE.fullmatch(meant) else ""
    raise written.error("VG131", f"voice is '{written}': it takes ENGINE, or ENGINE:NAME{hint}")


def plain(node: Node) -> str:
    """Read a text; its line breaks become spaces, its inserts stay."""
    written = scalar(_whole(node), "a text")
    folded = " ".join(filter(None, (line.strip() for line in re.split("[\r\n]", written))))
    if not folded:
        raise written.error("VG109", f"{written.key} has no text")
    if written.comment:
        whole = f"{folded} {written.comment.excerpt[written.comment.column - 1 :]}"
        hint = f"quote it, {quoted(brief(whole))}"
        message = f"what follows ' #' isn't spoken; {hint}, or give the comment its own line"
        raise ProblemError([Problem(written.comment, "VG125", message)])
    if len(folded) > LONGEST_TEXT:
        raise written.error("VG119", f"{written.key} is {len(folded):,} characters long; the most is {LONGEST_TEXT:,}")
    return folded


def without_inserts(node: Node) -> str:
    """Read a text that takes no inserts."""
    folded = plain(node)
    if found := NAME.search(folded):
        raise node.error("VG110", f"{node.key} takes no inserts; write it without '{brief(found[0])}'")
    return folded


def text(node: Node) -> Text:
    """Read a text with its inserts."""
    folded = plain(node)
    pieces = NAME.split(folded)
    parts = [Insert(piece) if index % 2 else piece for index, piece in enumerate(pieces)]
    return Text(tuple(part for part in parts if part), node.where)


def spoken(node: Node) -> Text | SidedText:
    """Read a text, or a pair of texts for the two sides."""
    if not isinstance(node, Table) or not ("left" in node or "right" in node):
        return text(node)
    for key, value in node.entries.items():
        if key not in ("left", "right"):
            if cut := cut_values(node, ("left", "right")).get(key):
                raise cut
            raise key.error("VG101", f"a text for each side has 'left' and 'right', not '{key}'")
        if isinstance(value, Table):
            raise value.error("VG109", f"'{key}' takes a text")
    left, right = node.get("left"), node.get("right")
    if left is None or right is None:
        raise node.error("VG103", "a text for each side needs both 'left' and 'right'")
    return SidedText(text(left), text(right), node.where)


def each(node: Node, read: Callable[[Node], T]) -> tuple[T, ...]:
    """Read every value of a list with `read`; a single value is a list of one. Raise all problems at once."""
    entries = node.entries if isinstance(node, Items) else [node]
    if not entries:
        raise node.error("VG109", f"'{node.key}' is an empty list")
    return tuple(read_each(entries, read))


def sentences(node: Node, read: Callable[[Node], T]) -> tuple[T, ...]:
    """Read a list of sentences with `read`. A comma cut a sentence in two if the next one begins in lower case."""
    if isinstance(node, Items) and node.flow:
        for before, after in zip(node.entries, node.entries[1:], strict=False):
            if isinstance(before, Scalar) and isinstance(after, Scalar) and after.plain and after[:1].islower():
                raise _cut(after, f"[{quoted(f'{before}, {after}')}]")
    return each(node, read)


def cut_values(table: Table, known: Collection[str]) -> Mapping[str, ProblemError]:
    """Return the problems of values that a comma cut in two, and of missing colons, by the key that YAML made of it.

    If commas cut a value into several pieces, the first one has the problem, the others have an empty `ProblemError`.
    """
    found: dict[str, ProblemError] = {}
    cut: Node | None = None
    pieces: list[Scalar] = []
    for key, value in table.entries.items() if table.flow else ():
        if not isinstance(value, Scalar) or not value.empty:
            _add_cut(cut, pieces, found)
            cut, pieces = value, []
            continue
        pieces.append(key)
        word, _, rest = key.partition(" ")
        if rest and word in known and word not in table:
            found[key] = key.error("VG101", f"the ':' is missing; write '{brief(f'{word}: {rest}')}'")
    _add_cut(cut, pieces, found)
    return found


def _add_cut(cut: Node | None, pieces: list[Scalar], found: dict[str, ProblemError]) -> None:
    """Add to `found` the problems of the `pieces` that were cut from the value `cut`."""
    if pieces and isinstance(cut, Scalar):
        found.setdefault(pieces[0], _cut_by_comma(cut, pieces))
        for piece in pieces[1:]:
            found.setdefault(piece, ProblemError(()))


def _cut_by_comma(value: Scalar, others: list[Scalar]) -> ProblemError:
    key = others[0]
    if re.fullmatch(r"\d+", value) and re.match(r"\d", key):
        hint = f"decimals have a point; write '{value}.{key}'"
        return value.error("VG104", f"{value.key} is '{value},{key}': {hint}")
    whole = brief(", ".join((value, *others)))
    if value.key in WORD_LISTS:
        return key.error("VG126", f"several values stand in brackets; write {value.key}: [{whole}]")
    return _cut(key, f"{value.key}: {quoted(whole)}")


def _cut(after: Scalar, hint: str) -> ProblemError:
    return after.error("VG126", f"a comma cut this text in two; quote it: {hint}")


def _whole(node: Node) -> Node:
    """Return `node`. Raise `ProblemError` if YAML doesn't read it as a text, or if there is none."""
    if isinstance(node, Table) and not node.flow and node.entries:
        key, value = next(iter(node.entries.items()))
        hint = quoted(f"{key}: {value}") if isinstance(value, Scalar) else f'"{key}: ..."'
        raise node.error("VG127", f"a text with ': ' in it needs quotes: {hint}")
    if isinstance(node, Scalar) and node.empty:
        comment = "; '#' begins a comment, so quote the text" if node.comment else ""
        raise node.error("VG109", f"{node.key} has no text{comment}")
    return node
