"""The types of fields: how each is read from a file, which settings it takes, and its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from voiceguide.errors import Problem, Where
from voiceguide.messages import listed, near
from voiceguide.routine import values
from voiceguide.routine.tree import MOST_PROBLEMS, Items, Node, ProblemError, Scalar, Table, brief, read_each
from voiceguide.routine.values import Kind, Only, Reference, SidedText, Text, Value

if TYPE_CHECKING:
    from voiceguide.routine.read import FileReader

Schema = Mapping[str, Any]
Form = Literal["value", "text", "list", "table", "file"]
"""The forms of a value in YAML: a text may go on in the next line, `table` is keys and values, `file` names a file."""
NOWHERE = Where("", 0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class FieldSpec:
    """How a model's field is read. It stands in the field's type: `Annotated[int, FieldSpec(...)]`.

    `read` raises `ProblemError`. The reader reports the problem and takes `instead` as the value, so that it can check
    the rest of the file. `schema` describes the value to editors. `form` is how YAML writes it.

    `takes` are the kinds of setting that a reference in the field may name. If it names a choice, that may offer only
    `choices`. `binds` are the names that texts in the field may use. A key is `needed` if its field has no default;
    `example` is the value that a message shows if it is missing.
    """

    read: Callable[[Node, FileReader], Any]
    schema: Schema
    instead: Any = None
    form: Form = "value"
    takes: tuple[Kind, ...] = ()
    choices: tuple[str, ...] = ()
    binds: tuple[str, ...] = ()
    example: str = "..."
    needed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """What one key adds to its type: `at_most: Annotated[Duration, Key(example="40 s")]`."""

    example: str


def keys(model: Any) -> Mapping[str, FieldSpec]:
    """Return how each key of a `model` is read from a file."""
    return _keys(model)  # to mypy, a dataclass isn't what `cache` takes


@cache
def _keys(model: Any) -> Mapping[str, FieldSpec]:
    found = {}
    for field in fields(model):
        marks = get_args(field.type)
        spec = next((mark for mark in marks if isinstance(mark, FieldSpec)), None)
        key = next((mark for mark in marks if isinstance(mark, Key)), None)
        if spec:
            needed = field.default is field.default_factory is MISSING
            found[field.name] = replace(spec, needed=needed, example=key.example if key else spec.example)
    return found


def _single(read: Callable[[Node], Any], schema: Schema, instead: Any = None, form: Form = "value") -> FieldSpec:
    """Return the spec of a value that `read` reads from its node alone."""
    return FieldSpec(lambda node, _: read(node), schema, instead, form)


def _list(read: Callable[[Node], Any], schema: Schema) -> FieldSpec:
    """Return the spec of a list of words."""
    return FieldSpec(lambda node, _: values.each(node, read), _one_or_list(schema), (), "list")


def _sentences(read: Callable[[Node], Any], schema: Schema) -> FieldSpec:
    """Return the spec of a list of sentences, in which a comma can be a mistake."""
    return FieldSpec(lambda node, _: values.sentences(node, read), _one_or_list(schema), (), "list")


def _or_reference(read: Callable[[Node], Any]) -> Callable[[Node, FileReader], Any]:
    def either(node: Node, reader: FileReader) -> Any:
        try:
            return values.reference(node) or read(node)
        except ProblemError:
            name = re.fullmatch(r"\W*(\w+)\W*", node) if isinstance(node, Scalar) else None
            if name is None or name[1] not in reader.names:
                raise
            message = f"{node.key} is '{node}': a name stands in angle brackets; write '<{brief(name[1])}>'"
            raise node.error("VG128", message) from None

    return either


def _or_setting(read: Callable[[Node], Any], takes: tuple[Kind, ...], *schemas: Schema, **more: Any) -> FieldSpec:
    """Return the spec of a value that one of `schemas` describes, or of a reference to a setting."""
    return FieldSpec(_or_reference(read), _any_of(*schemas, _REFERENCE), takes=takes, **more)


def _any_of(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def _one_or_list(schema: Schema) -> Schema:
    return _any_of(schema, {"type": "array", "items": schema, "minItems": 1})


def _table_of(properties: Schema, *needed: str) -> Schema:
    return {"type": "object", "properties": properties, "required": list(needed), "additionalProperties": False}


_REFERENCE = {"type": "string", "pattern": r"^<\w+>$"}
_DURATION = {
    "type": "string",
    "pattern": r"^\s*(\d+:[0-5]\d|(?=\d)((\d+\s*h\s*)?(\d+\s*min\s*)?(\d+\s*s\s*)?(\d+\s*ms)?"
    r"|(\d+\s*h\s*)?(\d+\s*min\s*)?(\d+\s*s\s*)?\d+\.\d+\s*(h|min|s|ms)))\s*$",
    "examples": ["8 s", "1.5 s", "1 min 30 s", "1:30"],
}
_TIME = _any_of(_DURATION, _REFERENCE)
_COUNT = {"type": "integer", "minimum": 1, "maximum": values.LARGEST_COUNT}
_TEXT = {"type": ["string", "number", "boolean"]}
_SPOKEN = _any_of(_TEXT, _table_of({"left": _TEXT, "right": _TEXT}, "left", "right"))
_VALUE = {"type": ["string", "integer", "boolean"]}
_NAMES = {"pattern": "^[a-z0-9_]+$"}
STEPS: Schema = {"type": "array", "items": {"$ref": "#/$defs/Step"}, "minItems": 1}
SETTINGS: Schema = {"type": "object", "propertyNames": _NAMES, "additionalProperties": {"$ref": "#/$defs/Setting"}}

_COUNTING = ("down", "up", "none")
_SIDES = ("left", "right", "both")
BREATH = ("in", "hold", "out", "rest")
_PLACES = ("first", "later", "last", "not last")
_CONDITION = re.compile(r"(?:(first|later|last|not last)(?: (side|round))?|(left|right)|(<\w+>))")

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
    "get-ready",
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


def _counting(node: Node) -> str | int:
    """Read `count`: a way to count, or the number to count down from."""
    written = values.scalar(node, "'down', 'up', 'none' or a number to count down from")
    return values.count(written) if written[:1].isdigit() else values.one_of(written, _COUNTING)


def _times(node: Node) -> int | Fraction:
    """Read `times`: a count, or a duration that whole cycles fit in."""
    written = values.scalar(node, "a count such as '6', or a duration such as '2 min'")
    counted = re.fullmatch(r"\d+(\.\d+)?|\d+ *(x|times?)", written, re.ASCII)
    return values.count(written) if counted else values.duration(written)


def _sides(node: Node) -> tuple[str, ...]:
    for entry in node.entries if isinstance(node, Items) else [node]:
        parts = re.split(r"[;,/&+]|\band\b", entry) if isinstance(entry, Scalar) else []
        found = [part.strip() for part in parts]
        if len(found) > 1 and set(found) <= {*_SIDES}:
            hint = f"several sides stand in brackets; write [{', '.join(found)}]"
            raise entry.error("VG108", f"sides is '{entry}': {hint}")
    given = values.each(node, lambda entry: values.one_of(entry, _SIDES))
    return tuple(side for one in given for side in (("left", "right") if one == "both" else (one,)))


def _condition(node: Node) -> Only:
    takes = f"{listed((*_PLACES, 'left', 'right'))}, or a switch such as '<explain>'"
    written = values.scalar(node, takes)
    found = _CONDITION.fullmatch(" ".join(written.split()))
    if not found:
        known = [*_PLACES, "left", "right", *(f"{place} {loop}" for place in _PLACES for loop in ("side", "round"))]
        raise written.error("VG114", f"only is '{written}': it takes {takes}{near(written, known)}")
    place, loop, side, switch = found.groups()
    return Only(place or side or switch, written.where, loop)  # type: ignore[arg-type]  # the pattern's own words


def _phases(node: Node, reader: FileReader) -> tuple[tuple[Text, Fraction | Reference], ...]:
    """Read `pace`: the text and the length of each phase."""
    if not isinstance(node, Table) or not node.entries:
        raise node.error("VG109", "pace takes its phases: {Lower: 3 s, Up: 1 s}")
    read = _or_reference(values.duration)
    return tuple(read_each(node.entries.items(), lambda entry: (values.text(entry[0]), read(entry[1], reader))))


def _breath(node: Node, reader: FileReader) -> tuple[tuple[str, Fraction | Reference], ...]:
    """Read `breathe`; a phase of no length is left out."""
    if not isinstance(node, Table) or not node.entries:
        raise node.error("VG109", "breathe takes its phases: {in: 4 s, hold: 2 s, out: 6 s, rest: 1 s}")
    problems = _no_phases(node)
    missing = [phase for phase in ("in", "out") if phase not in node]
    if missing and not problems:
        problems = [Problem(node.where, "VG103", f"breathe needs '{missing[0]}', as in {{in: 4 s, out: 6 s}}")]
    phases = []
    for phase in BREATH:
        if (entry := node.get(phase)) is not None:
            read = values.duration if phase in ("in", "out") else values.duration_or_zero
            try:
                length = _or_reference(read)(entry, reader)
            except ProblemError as error:
                problems += error.problems
                continue
            if length:
                phases.append((phase, length))
    if problems:
        raise ProblemError(problems)
    reader.report(_another_order(node))
    return tuple(phases)


def _another_order(node: Table) -> list[Problem]:
    """Return a warning if the keys of a breath stand in another order than its phases are spoken."""
    keys = [phase for phase in BREATH if phase in node]
    moved = next((key for key, phase in zip(node, keys, strict=True) if key != phase), None)
    if moved is None:
        return []
    right = ", ".join(f"{key}: {node.get(key)}" for key in keys)
    message = f"a breath always goes in this order: {{{brief(right)}}}"
    if "hold" in node and "rest" not in node:
        message += "; the pause after the breath out is 'rest'"
    return [Problem(moved.where, "VG132", message, "warning")]


def _no_phases(node: Table) -> list[Problem]:
    """Return the problems of keys that are no phases."""
    cut = values.cut_values(node, BREATH)
    problems: list[Problem] = []
    for key in [key for key in node if key not in BREATH][:MOST_PROBLEMS]:
        message = f"breathe has no '{key}'; it takes {listed(BREATH, 'and')}{near(key, BREATH)}"
        problems += (cut.get(key) or key.error("VG101", message)).problems
    return problems


def _phrases(node: Node) -> Mapping[str, str]:
    table = _table(node, "phrases takes phrases and their texts: {halfway: Half of it.}")
    unknown = [key for key in table if key not in PHRASES]
    if unknown:
        cut = values.cut_values(table, PHRASES)
        errors = [
            cut.get(key) or key.error("VG130", f"there is no phrase '{key}'{near(key, PHRASES)}")
            for key in unknown[:MOST_PROBLEMS]
        ]
        raise ProblemError([problem for error in errors for problem in error.problems])
    return _read(table)


def _pronounced(node: Node) -> Mapping[str, str]:
    table = _table(node, "pronounce takes words and how they are said: {psoas: so-as}")
    if cut := values.cut_values(table, ()):
        raise ProblemError([problem for error in cut.values() for problem in error.problems][:MOST_PROBLEMS])
    return _read(table)


def _table(node: Node, message: str) -> Table:
    if not isinstance(node, Table) or not node.entries:
        raise node.error("VG109", message)
    return node


def _read(table: Table) -> Mapping[str, str]:
    return dict(read_each(table.entries.items(), lambda entry: (str(entry[0]), values.without_inserts(entry[1]))))


def _given(node: Node) -> Mapping[str, Any]:
    """Read the values of `set` as scalars: only the included routine knows their types."""
    if not isinstance(node, Table):
        raise node.error("VG109", "set takes settings and their values: {hold: 6 s}")
    return {key: values.scalar(entry, "a value") for key, entry in node.entries.items()}


def _anything(node: Node) -> Scalar:
    return values.scalar(node, "a value")


def word(*known: str) -> FieldSpec:
    """Return the spec of a field that takes one of `known`."""
    return _single(lambda node: values.one_of(node, known), {"enum": list(known)}, known[0])


def named(wants: str) -> FieldSpec:
    """Return the spec of a field that names a file; `wants` says which."""
    return _single(lambda node: values.scalar(node, wants), {"type": "string"}, form="file")


def holds(model: type, *, short: str = "") -> FieldSpec:
    """Return the spec of a field that holds another model; `short` is the key that a single value stands for."""
    one = {"$ref": f"#/$defs/{model.__name__}"}
    schema = _any_of(one, {"type": "string"}) if short else one
    return FieldSpec(lambda node, reader: reader.table(model, node, short=short), schema, form="table")


Duration = Annotated[
    Fraction | Reference, _or_setting(values.duration, ("duration",), _DURATION, instead=Fraction(1), example="8 s")
]
DurationOrZero = Annotated[
    Fraction | Reference, _or_setting(values.duration_or_zero, ("duration",), _DURATION, instead=Fraction(1))
]
Count = Annotated[int | Reference, _or_setting(values.count, ("count",), _COUNT, instead=1, example="3")]
Times = Annotated[
    int | Fraction | Reference,
    _or_setting(_times, ("count", "duration"), _COUNT, _DURATION, instead=1, example="3"),
]
Counting = Annotated[
    Literal["down", "up", "none"] | int | Reference,
    _or_setting(_counting, ("count", "choice"), {"enum": list(_COUNTING)}, _COUNT, instead="none", choices=_COUNTING),
]
Switch = Annotated[bool | Reference, _or_setting(values.switch, ("switch",), {"type": "boolean"}, instead=False)]
Level = Annotated[
    Fraction,
    _single(
        values.level,
        {"type": "string", "pattern": r"^-?\d+(\.\d+)?\s*dB$", "examples": ["-20 dB"]},
        Fraction(0),
    ),
]
Spoken = Annotated[Text | SidedText, _single(values.spoken, _SPOKEN, Text((), NOWHERE), "text")]
MaybeSpoken = Annotated[Text | SidedText | None, _single(values.spoken, _SPOKEN, form="text")]
Title = Annotated[str, _single(values.without_inserts, _TEXT, "", "text")]
PlainText = Annotated[str, _single(values.plain, _TEXT, "", "text")]
Texts = Annotated[tuple[Text, ...], _sentences(values.text, _TEXT)]
Reminders = Annotated[tuple[Text | SidedText, ...], _sentences(values.spoken, _SPOKEN)]
Sources = Annotated[tuple[str, ...], _sentences(values.plain, _TEXT)]
Tags = Annotated[tuple[str, ...], _list(values.plain, _TEXT)]
Conditions = Annotated[tuple[Only, ...], _list(_condition, {"type": "string"})]
Sides = Annotated[
    tuple[Literal["left", "right"], ...] | Reference,
    _or_setting(
        _sides,
        ("choice",),
        _one_or_list({"enum": list(_SIDES)}),
        instead=("left", "right"),
        form="list",
        choices=_SIDES,
    ),
]
Phases = Annotated[
    tuple[tuple[Text, Fraction | Reference], ...],
    FieldSpec(
        _phases,
        {"type": "object", "additionalProperties": _TIME, "minProperties": 1},
        (),
        "table",
        takes=("duration",),
        binds=("round", "rounds"),
    ),
]
Breath = Annotated[
    tuple[tuple[Literal["in", "hold", "out", "rest"], Fraction | Reference], ...],
    FieldSpec(_breath, _table_of(dict.fromkeys(BREATH, _TIME), "in", "out"), (), "table", takes=("duration",)),
]
Version = Annotated[Literal[1], _single(values.version, {"const": 1}, 1)]
Language = Annotated[str, _single(values.language, {"type": "string", "pattern": f"^{values.TAG.pattern}$"}, "en")]
_NONE: Mapping[str, Any] = MappingProxyType({})
Given = Annotated[
    Mapping[str, Value | Reference],
    _single(_given, {"type": "object", "propertyNames": _NAMES, "additionalProperties": _VALUE}, _NONE, "table"),
]
AnyValue = Annotated[Value, _single(_anything, _VALUE, Scalar("1", NOWHERE))]
MaybeValue = Annotated[Value | None, _single(_anything, _VALUE)]
OwnPhrases = Annotated[
    Mapping[str, str],
    _single(
        _phrases,
        {
            "type": "object",
            "properties": dict.fromkeys(PHRASES, _TEXT),
            "additionalProperties": False,
            "minProperties": 1,
        },
        _NONE,
        "table",
    ),
]
Pronounced = Annotated[
    Mapping[str, str],
    _single(_pronounced, {"type": "object", "additionalProperties": _TEXT, "minProperties": 1}, _NONE, "table"),
]
PinnedVoice = Annotated[
    str,
    _single(
        values.voice,
        {"type": "string", "pattern": f"^{values.VOICE.pattern}$", "examples": ["espeak", "espeak:de"]},
        "",
    ),
]
