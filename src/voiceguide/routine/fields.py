"""What stands at a key -> the value a model holds there: one reader for each kind of field, and its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

from voiceguide.errors import Where
from voiceguide.routine import texts, words
from voiceguide.routine.tree import Fault, Node, Scalar, Table, fault
from voiceguide.routine.values import Only, Reference, SidedText, Text, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

    from voiceguide.errors import Problem


class Reading(Protocol):
    """One file being read: takes problems, and reads what holds other things."""

    def report(self, problems: tuple[Problem, ...]) -> None:
        """Add to what is wrong with the file."""

    def table(self, model: type, node: Node, *, short: str = "") -> Any:
        """Return `node` read as a `model`; a single value is the table that has it at key `short`."""

    def settings(self, node: Node) -> Mapping[str, Any]:
        """Return `node` read as settings."""

    def steps(self, node: Node) -> tuple[Any, ...]:
        """Return `node` read as a list of steps."""


ABSENT = object()
"""Stands at a key that is needed and missing, which is reported where it is noticed."""


@dataclass(frozen=True, slots=True, eq=False)
class Reads:
    """Tells pydantic how a field is read, and what it looks like in the JSON Schema.

    A fault is reported, and `instead` stands for the value, so that the rest can be checked all the same.
    """

    read: Callable[[Node, Reading], Any]
    schema: Mapping[str, Any]
    instead: Any = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.with_info_plain_validator_function(self._value)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self.schema)

    def _value(self, node: Any, info: Any) -> Any:
        if node is ABSENT:
            return self.instead
        try:
            return self.read(node, info.context)
        except Fault as error:
            info.context.report(error.problems)
            return self.instead


class Filled:
    """Marks a field that the reader fills in: it is no key of the file, and not in the JSON Schema."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.any_schema()

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        from pydantic_core import PydanticOmit

        raise PydanticOmit


def _or_reference(read: Callable[[Node], Any]) -> Callable[[Node, Reading], Any]:
    return lambda node, _: (words.reference(node) if isinstance(node, Scalar) else None) or read(node)


def _alone(read: Callable[[Node], Any]) -> Callable[[Node, Reading], Any]:
    return lambda node, _: read(node)


def _all(read: Callable[[Node], Any]) -> Callable[[Node, Reading], Any]:
    return lambda node, _: texts.each(node, read)


def _any_of(*schemas: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [dict(schema) for schema in schemas]}


def _one_or_list(schema: Mapping[str, Any]) -> dict[str, Any]:
    return _any_of(schema, {"type": "array", "items": dict(schema), "minItems": 1})


REFERENCE = {"type": "string", "pattern": r"^<\w+>$"}
DURATION = {
    "type": "string",
    "pattern": r"^(\d+:[0-5]\d|(?=.)(\d+\s*h\s*)?(\d+\s*min\s*)?(\d+\s*s\s*)?(\d+\s*ms)?|(\d+\s*h\s*)?(\d+\s*min\s*)?\d+\.\d+\s*(h|min|s|ms))$",
    "examples": ["8 s", "1.5 s", "1 min 30 s", "1:30"],
}
COUNT = {"type": "integer", "minimum": 1, "maximum": words.LARGEST_COUNT}
LEVEL = {"type": "string", "pattern": r"^-?\d+(\.\d+)?\s*dB$", "examples": ["-20 dB"]}
SWITCH = {"type": "boolean"}
TEXT = {"type": ["string", "number", "boolean"]}
SPOKEN = _any_of(
    TEXT,
    {
        "type": "object",
        "properties": {"left": TEXT, "right": TEXT},
        "required": ["left", "right"],
        "additionalProperties": False,
    },
)
STEPS = {"type": "array", "items": {"$ref": "#/$defs/Step"}, "minItems": 1}
SETTINGS = {"type": "object", "propertyNames": {"pattern": r"^[a-z0-9_]+$"}, "additionalProperties": {"$ref": "#/$defs/Setting"}}
VALUE = {"type": ["string", "integer", "boolean"]}
SIDE = {"enum": ["left", "right", "both"]}


def _word_count(node: Node) -> Literal["down", "up", "none"] | int:
    """Read what a hold counts: a way to count, or the number to count down from."""
    written = words.scalar(node, "'down', 'up', 'none' or a number")
    if re.fullmatch(r"\s*\d.*", written):
        return words.count(written)
    return words.one_of(written, ("down", "up", "none"))  # type: ignore[return-value]  # one of the three


def _times(node: Node) -> int | Fraction:
    """Read how often: a count, or a duration that whole cycles fit in."""
    written = words.scalar(node, "a count such as '6', or a duration such as '2 min'")
    return words.count(written) if re.fullmatch(r"\d+", written) else words.duration(written)


def _side_list(node: Node) -> tuple[str, ...]:
    sides = texts.each(node, lambda entry: words.one_of(entry, ("left", "right", "both")))
    return tuple(side for given in sides for side in (("left", "right") if given == "both" else (given,)))


_CONDITION = re.compile(r"(?:(first|later|last|not last)(?: (side|round))?|(left|right)|(<\w+>))")


def _condition(node: Node) -> Only:
    written = words.scalar(node, "'first', 'later', 'last', 'not last', a side, or a switch such as '<explain>'")
    found = _CONDITION.fullmatch(" ".join(written.split()))
    if not found:
        known = ("first", "later", "last", "not last", "left", "right", "first side", "first round", "last side", "last round")
        raise fault(
            written.where,
            "VG114",
            f"only is '{written}': it takes {words.listed(known[:6])}, or a switch such as '<explain>'{words.near(written, known)}",
        )
    place, loop, side, switch = found.groups()
    return Only(place or side or switch, written.where, loop)  # type: ignore[arg-type]  # the pattern's own words


def _phases(node: Node, reading: Reading) -> tuple[tuple[Text, Fraction | Reference], ...]:
    """Read `pace`: what is said, and for how long."""
    if not isinstance(node, Table) or not node.entries:
        raise fault(node.where, "VG109", "pace takes its phases: {Lower: 3 s, Up: 1 s}")
    read = _or_reference(words.duration)
    return tuple((texts.text(key), read(entry, reading)) for key, entry in node.entries.items())


def _given(node: Node) -> dict[str, Scalar]:
    """Read what `set` gives, as written: only the included routine knows the types."""
    if not isinstance(node, Table):
        raise fault(node.where, "VG109", "set takes settings: {hold: 6 s}")
    return {str(key): words.scalar(entry, "a value") for key, entry in node.entries.items()}


_BREATH = ("in", "hold", "out", "rest")


def _breath(node: Node, reading: Reading) -> tuple[tuple[str, Fraction | Reference], ...]:
    """Read `breathe`; a phase of no length is left out."""
    if not isinstance(node, Table):
        raise fault(node.where, "VG109", "breathe takes its phases: {in: 4 s, hold: 2 s, out: 6 s, rest: 1 s}")
    for key in node:
        if key not in _BREATH:
            raise fault(key.where, "VG101", f"breathe has no '{key}'; it takes {words.listed(_BREATH)}{words.near(key, _BREATH)}")
    if missing := [phase for phase in ("in", "out") if phase not in node]:
        raise fault(node.where, "VG103", f"breathe needs '{missing[0]}': {{in: 4 s, out: 6 s}}")
    phases = []
    for phase in _BREATH:
        if phase in node:
            read = _or_reference(words.duration if phase in ("in", "out") else words.duration_or_zero)
            if length := read(node.get(phase), reading):
                phases.append((phase, length))
    return tuple(phases)


NOWHERE = Where("", 0, 0)

Duration = Annotated[
    Fraction | Reference, Reads(_or_reference(words.duration), _any_of(DURATION, REFERENCE), Fraction(1))
]
DurationOrZero = Annotated[
    Fraction | Reference, Reads(_or_reference(words.duration_or_zero), _any_of(DURATION, REFERENCE), Fraction(1))
]
Count = Annotated[int | Reference, Reads(_or_reference(words.count), _any_of(COUNT, REFERENCE), 1)]
Times = Annotated[int | Fraction | Reference, Reads(_or_reference(_times), _any_of(COUNT, DURATION, REFERENCE), 1)]
HoldCount = Annotated[
    Literal["down", "up", "none"] | int | Reference,
    Reads(_or_reference(_word_count), _any_of({"enum": ["down", "up", "none"]}, COUNT, REFERENCE), "none"),
]
Level = Annotated[Fraction, Reads(_alone(words.level), LEVEL, Fraction(0))]
Switch = Annotated[bool | Reference, Reads(_or_reference(words.switch), _any_of(SWITCH, REFERENCE), False)]  # noqa: FBT003 - a value

Spoken = Annotated[Text | SidedText, Reads(_alone(texts.spoken), SPOKEN, Text((), NOWHERE))]
MaybeSpoken = Annotated[Text | SidedText | None, Reads(_alone(texts.spoken), SPOKEN)]
Reminders = Annotated[tuple[Text | SidedText, ...], Reads(_all(texts.spoken), _one_or_list(SPOKEN), ())]
Texts = Annotated[tuple[Text, ...], Reads(_all(texts.text), _one_or_list(TEXT), ())]
PlainText = Annotated[str, Reads(_alone(texts.plain_text), TEXT, "")]
PlainTexts = Annotated[tuple[str, ...], Reads(_all(texts.plain_text), _one_or_list(TEXT), ())]
Conditions = Annotated[tuple[Only, ...], Reads(_all(_condition), _one_or_list({"type": "string"}), ())]
SideList = Annotated[
    tuple[Literal["left", "right"], ...] | Reference,
    Reads(_or_reference(_side_list), _any_of(_one_or_list(SIDE), REFERENCE), ("left", "right")),
]
Phases = Annotated[
    tuple[tuple[Text, Fraction | Reference], ...],
    Reads(_phases, {"type": "object", "additionalProperties": _any_of(DURATION, REFERENCE), "minProperties": 1}, ()),
]
Breath = Annotated[
    tuple[tuple[Literal["in", "hold", "out", "rest"], Fraction | Reference], ...],
    Reads(
        _breath,
        {
            "type": "object",
            "properties": {phase: _any_of(DURATION, REFERENCE) for phase in _BREATH},
            "required": ["in", "out"],
            "additionalProperties": False,
        },
        (),
    ),
]
Written = Annotated[str, Reads(_alone(lambda node: words.scalar(node, "a name or a path")), {"type": "string"}, "")]
AnyValue = Annotated[Value, Reads(_alone(lambda node: words.scalar(node, "a value")), VALUE, Scalar("1", NOWHERE))]
MaybeValue = Annotated[Value | None, Reads(_alone(lambda node: words.scalar(node, "a value")), VALUE)]
Picture = Annotated[str | None, Reads(_alone(lambda node: words.scalar(node, "the path of an image")), {"type": "string"})]
Version = Annotated[Literal[1], Reads(_alone(words.version), {"const": 1}, 1)]
Language = Annotated[str, Reads(_alone(words.language), {"type": "string", "pattern": words.TAG.pattern}, "en")]
Given = Annotated[
    Mapping[str, Any],
    Reads(_given, {"type": "object", "additionalProperties": VALUE}, MappingProxyType({})),
]


def word(*known: str) -> Reads:
    """Return the reader of a field that takes one of `known`."""
    return Reads(_alone(lambda node: words.one_of(node, known)), {"enum": list(known)}, known[0])


def holds(model: type, *, short: str = "") -> Reads:
    """Return the reader of a field that holds another model; `short` is the key that a single value stands for."""
    reference = {"$ref": f"#/$defs/{model.__name__}"}
    return Reads(
        lambda node, reading: reading.table(model, node, short=short),
        _any_of(reference, {"type": "string"}) if short else reference,
    )
