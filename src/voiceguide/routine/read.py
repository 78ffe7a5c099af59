"""The text of a routine file -> a Routine, or everything that is wrong with it, in the order of the file."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast, get_args

from voiceguide.errors import Problem, RoutineError, Where
from voiceguide.routine.compose import compose
from voiceguide.routine.fields import ABSENT, Filled
from voiceguide.routine.model import VERBS, IncludeStep, Music, PlayStep, Routine, Setting, Step
from voiceguide.routine.rules import check
from voiceguide.routine.settings import typed
from voiceguide.routine.tree import Fault, Items, Node, Scalar, Table, fault
from voiceguide.routine.words import near

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import TypeAdapter

T = TypeVar("T")


class Beside(Protocol):
    """What lies beside a routine file."""

    def sound(self, written: Scalar) -> str:
        """Return the whole path of a file; raise `Fault` when it isn't there or lies outside."""

    def routine(self, written: Scalar, language: str) -> Routine:
        """Return the routine to include; raise `Fault` with its problems too."""


def read(text: str, file: str, beside: Beside, *, name: str = "") -> Routine:
    """Return the routine that `text` is, its warnings in `warnings`; raise `RoutineError` with every problem."""
    composed = compose(text, file)
    reading = _Reading(beside)
    routine = None
    if composed.node is not None:
        try:
            routine = reading.table(Routine, composed.node)
        except Fault as error:
            reading.report(error.problems)
    elif not composed.problems:
        start = Where(file, 1, 1, 1, text.partition("\n")[0])
        reading.report([Problem(start, "VG117", "the file is empty; a routine begins with 'routine: 1'")])
    if routine is not None:
        reading.report(check(routine))
    problems = sorted(
        dict.fromkeys((*composed.problems, *(p for p in reading.problems if p.where.line not in composed.mended))),
        key=lambda problem: (problem.where.file != file, problem.where.file, problem.where.line, problem.where.column),
    )
    if routine is None or any(problem.severity == "error" for problem in problems):
        raise RoutineError(problems)
    return dataclasses.replace(routine, file=file, name=name, warnings=tuple(problems))


class _Reading:
    """One file being read: its problems, and what lies beside it."""

    def __init__(self, beside: Beside) -> None:
        self.problems: list[Problem] = []
        self._beside = beside
        self._language = "en"

    def report(self, problems: Iterable[Problem]) -> None:
        self.problems += problems

    def table(self, model: type[T], node: Node, *, short: str = "") -> T:
        if short and isinstance(node, Scalar):
            node = Table(node.where, node.key, False, {Scalar(short, node.where): node})
        if not isinstance(node, Table):
            raise fault(node.where, "VG109", f"'{node.key}' takes keys and values")
        if model is Routine:
            self._language = str(node.get("language") or "en")
        return self._build(model, node, f"a {model.__name__.lower()}")

    def steps(self, node: Node) -> tuple[Step, ...]:
        if not isinstance(node, Items):
            raise fault(node.where, "VG109", f"'{node.key}' takes a list of steps, each beginning with '- '")
        if not node.entries:
            raise fault(node.where, "VG109", f"'{node.key}' is empty; write at least one step")
        read = (self._step(entry) for entry in node.entries)
        return tuple(step for step in read if step is not None)

    def settings(self, node: Node) -> Mapping[str, Setting]:
        if not isinstance(node, Table):
            raise fault(node.where, "VG109", "'settings' takes names: {hold: {default: 8 s}}")
        settings = {}
        for name, entry in node.entries.items():
            try:
                settings[str(name)] = typed(name, self.table(Setting, entry))
            except Fault as error:
                self.report(error.problems)
        return settings

    def _step(self, node: Node) -> Step | None:
        if not isinstance(node, Table):
            self.report([Problem(node.where, "VG102", "a step is a verb, a colon and a value: '- say: Breathe'")])
            return None
        verbs = [key for key in node if key in VERBS]
        if not verbs:
            key = next(iter(node), None)
            self.report([Problem(key.where if key else node.where, "VG102", f"unknown step '{key}'{near(key or '', VERBS)}")])
            return None
        verb = next((key for key in verbs if key != "say"), verbs[0])
        return self._filled(self._build(VERBS[verb], node, f"a '{verb}' step"))

    def _build(self, model: type[T], node: Table, what: str) -> T:
        """Return `node` as a `model`: unknown and missing keys reported, every value read."""
        keys = _keys(model)
        known = {key: entry for key, entry in node.entries.items() if key in keys}
        for key in node:
            if key not in keys:
                self.report([Problem(key.where, "VG101", f"{what} has no '{key}'{near(key, keys)}")])
        for key, needed in keys.items():
            if needed and key not in node:
                self.report([Problem(node.where, "VG103", f"{what} needs '{key}'")])
                known[key] = ABSENT
        return cast("T", _adapter(model).validate_python({**known, "where": node.where}, context=self))

    def _filled(self, step: Any) -> Step:
        try:
            if isinstance(step, PlayStep) and step.play:
                return dataclasses.replace(step, path=self._beside.sound(cast("Scalar", step.play)))
            if isinstance(step, IncludeStep) and step.include:
                return dataclasses.replace(step, routine=self._beside.routine(cast("Scalar", step.include), self._language))
        except Fault as error:
            self.report(error.problems)
        return cast("Step", step)


@cache
def _keys(model: type) -> Mapping[str, bool]:
    """Return the keys that a `model` is written with, and whether each is needed."""
    return {
        field.name: field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        for field in dataclasses.fields(model)
        if not any(isinstance(mark, Filled) for mark in get_args(field.type))
    }


@cache
def _adapter(model: type) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(model)
