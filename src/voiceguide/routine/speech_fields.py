"""Reads the keys that say how a routine is spoken: its `voice`, `phrases` of its own, and how to `pronounce` values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

from voiceguide.messages import near
from voiceguide.routine import values
from voiceguide.routine.fields import FieldSpec
from voiceguide.routine.tree import MOST_PROBLEMS, Node, ProblemError, Table, read_each

if TYPE_CHECKING:
    from voiceguide.routine.fields import Reader

PHRASES = (
    "halfway",
    "breathe-in",
    "breathe-hold",
    "breathe-out",
    "breathe-rest",
    "before-you-start",
    "how-to-answer",
    "how-to-answer-aloud",
    "are-you-ready",
    "paused",
    "paused-let-go",
    "longer",
    "longest",
    "shorter",
    "shortest",
    "more-time",
    "one-more",
    "one-less",
    "louder",
    "loudest",
    "softer",
    "softest",
    "slower",
    "slowest",
    "faster",
    "fastest",
    "not-here",
    "how-is-the-pain",
)
"""The phrases of voiceguide that a routine may replace: all but numbers, sides and durations."""

_TEXT = {"type": ["string", "number", "boolean"]}


def _phrases(node: Node, _: Reader) -> Mapping[str, str]:
    table = _table(node, "phrases takes phrases and their texts: {halfway: Half of it.}")
    unknown = [key for key in table if key not in PHRASES]
    if unknown:
        marks = values.marks(table, PHRASES)
        faults = [
            marks.get(key) or key.error("VG130", f"there is no phrase '{key}'{near(key, PHRASES)}")
            for key in unknown[:MOST_PROBLEMS]
        ]
        raise ProblemError([problem for one in faults for problem in one.problems])
    return _read(table)


def _pronounced(node: Node, _: Reader) -> Mapping[str, str]:
    table = _table(node, "pronounce takes words and how they are said: {psoas: so-as}")
    if cut := values.marks(table, ()):
        raise ProblemError([problem for slip in cut.values() for problem in slip.problems][:MOST_PROBLEMS])
    return _read(table)


def _table(node: Node, message: str) -> Table:
    if not isinstance(node, Table) or not node.entries:
        raise node.error("VG109", message)
    return node


def _read(table: Table) -> Mapping[str, str]:
    return dict(read_each(table.entries.items(), lambda entry: (str(entry[0]), values.without_inserts(entry[1]))))


_NONE: Mapping[str, str] = MappingProxyType({})
Phrases = Annotated[
    Mapping[str, str],
    FieldSpec(
        _phrases,
        {
            "type": "object",
            "properties": dict.fromkeys(PHRASES, _TEXT),
            "additionalProperties": False,
            "minProperties": 1,
        },
        _NONE,
    ),
]
Pronounced = Annotated[
    Mapping[str, str],
    FieldSpec(_pronounced, {"type": "object", "additionalProperties": _TEXT, "minProperties": 1}, _NONE),
]
Pinned = Annotated[
    str,
    FieldSpec(
        lambda node, _: values.voice(node),
        {"type": "string", "pattern": f"^{values.VOICE.pattern}$", "examples": ["espeak", "espeak:de"]},
        "",
    ),
]
