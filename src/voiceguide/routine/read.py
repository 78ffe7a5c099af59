"""The text of a routine file -> a Routine, or everything that is wrong with it, in the order of the file."""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast, get_args

from voiceguide.errors import Problem, RoutineError, Where
from voiceguide.routine.compose import compose
from voiceguide.routine.fields import Reads
from voiceguide.routine.model import VERBS, IncludeStep, Music, PlayStep, Routine, Setting, Step
from voiceguide.routine.rules import check
from voiceguide.routine.settings import given, typed
from voiceguide.routine.texts import comma
from voiceguide.routine.tree import Fault, Items, Node, Scalar, Table, fault
from voiceguide.routine.words import listed, near

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T")


class Beside(Protocol):
    """What lies beside a routine file."""

    def file(self, written: Scalar) -> str:
        """Return the whole path of a file in the routine's folder; raise `Fault` where it can't be used."""

    def routine(self, written: Scalar) -> Routine:
        """Return the routine to include; raise `Fault` with the problems of reaching it, and its own."""


def read(text: str, file: str, beside: Beside, *, name: str = "") -> Routine:
    """Return the routine that `text` is, with its `warnings`; raise `RoutineError` with every problem of it."""
    composed = compose(text, file)
    reading = _Reading(beside)
    routine = None
    if composed.node is not None:
        routine = reading.whole(composed.node)
    elif not composed.problems:
        start = Where(file, 1, 1, 1, text.partition("\n")[0].rstrip("\r"))
        reading.report([Problem(start, "VG117", "there is nothing in this file; a routine begins with 'routine: 1'")])
    found = reading.problems
    if not composed.whole:  # what seems to be missing may stand where nothing was read
        found = [problem for problem in found if problem.code != "VG103"]
    elif routine is not None:
        found += check(routine, reading.doubtful)
    # What is found in a line that was put right is not about what the author wrote.
    found = [problem for problem in found if problem.where.line not in composed.mended]
    problems = sorted(dict.fromkeys((*composed.problems, *found)), key=lambda problem: _order(problem.where, file))
    if routine is None or any(problem.severity == "error" for problem in problems):
        raise RoutineError(problems)
    return dataclasses.replace(routine, file=file, name=name, warnings=tuple(problems))


def _order(where: Where, file: str) -> tuple[bool, str, int, int]:
    return where.file != file, where.file, where.line, where.column


class _Reading:
    """One file being read: collects its problems, the names of all its settings, and builds models from its tables."""

    def __init__(self, beside: Beside) -> None:
        self.problems: list[Problem] = []
        self.doubtful: set[str] = set()
        self._beside = beside
        self._language = "en"

    def report(self, problems: Iterable[Problem]) -> None:
        self.problems += problems

    def whole(self, node: Node) -> Routine | None:
        """Return the whole file as a routine, as far as it can be read."""
        if not isinstance(node, Table):
            message = "a routine is keys and values: 'routine: 1', 'title: ...', 'steps:' and its steps under it"
            self.report([Problem(node.where, "VG117", message)])
            return None
        self._language = str(node.get("language") or "en")
        routine = self._build(Routine, node, "a routine")
        picture = self._file(routine.picture) if routine.picture else None
        return dataclasses.replace(routine, picture=picture)

    def table(self, model: type[T], node: Node, *, short: str = "") -> T:
        if short and isinstance(node, Scalar) and not node.empty:
            node = Table(node.where, node.key, flow=False, entries={Scalar(short, node.where): node})
        if not isinstance(node, Table):
            keys = listed([key for key, (_, needed) in _fields(model).items() if needed], "and")
            raise fault(node.where, "VG109", f"'{node.key}' takes keys and values: {keys} and more")
        built = self._build(model, node, f"'{node.key}'")
        if isinstance(built, Music) and built.play:
            built = dataclasses.replace(built, path=self._file(built.play))
        return built

    def settings(self, node: Node) -> Mapping[str, Setting]:
        if not isinstance(node, Table):
            raise fault(node.where, "VG109", "'settings' takes names and what they allow: 'hold: {default: 8 s}'")
        settings = {}
        self.doubtful.update(node)
        for name, entry in node.entries.items():
            if isinstance(entry, Scalar) and not entry.empty:
                message = f"'{name}' takes keys and values; write '{name}: {{default: {entry}}}'"
                self.report([Problem(entry.where, "VG112", message)])
                continue
            try:
                before = len(self.problems)
                written = self.table(Setting, entry)
                if len(self.problems) == before:
                    settings[str(name)] = typed(name, written)
            except Fault as error:
                self.report(error.problems)
        return settings

    def steps(self, node: Node) -> tuple[Step, ...]:
        if isinstance(node, Table):
            glued = next((key for key in node if key.startswith("-")), None)
            if glued is not None:
                raise fault(glued.where, "VG129", f"a space follows '-'; write '- {glued[1:]}:'")
            raise fault(
                node.where, "VG109", f"each step under '{node.key}' begins with '- ': '- {next(iter(node), '')}:'"
            )
        if not isinstance(node, Items) or not node.entries:
            raise fault(
                node.where, "VG109", f"'{node.key}' has no steps; each begins with '- ', as in '- say: Breathe'"
            )
        steps = (self._step(entry) for entry in node.entries)
        return tuple(step for step in steps if step is not None)

    def _step(self, node: Node) -> Step | None:
        if not isinstance(node, Table):
            self.report([Problem(node.where, "VG102", _not_a_step(node))])
            return None
        verb = next((key for key in node if key in VERBS and key != "say"), "say" if "say" in node else "")
        if not verb:
            self.report([_unknown_step(node)])
            return None
        step = self._build(VERBS[verb], node, f"'{verb}'")
        if isinstance(step, PlayStep) and step.play:
            return dataclasses.replace(step, path=self._file(step.play))
        if isinstance(step, IncludeStep) and step.include:
            return self._included(step)
        return step

    def _included(self, step: IncludeStep) -> IncludeStep:
        written = cast("Scalar", step.include)
        try:
            routine = self._beside.routine(written)
            if routine.language != self._language:
                message = f"{written} is in '{routine.language}' and this routine in '{self._language}'"
                raise fault(written.where, "VG123", f"{message}; include one of the same language")
            step = dataclasses.replace(step, routine=routine)
            return dataclasses.replace(step, set=given(routine, cast("Mapping[Scalar, Scalar]", step.set)))
        except Fault as error:
            self.report(error.problems)
        return step

    def _file(self, written: str) -> str:
        try:
            return self._beside.file(cast("Scalar", written))
        except Fault as error:
            self.report(error.problems)
            return ""

    def _build(self, model: type[T], table: Table, what: str) -> T:
        """Return `table` as a `model`: keys checked, each value read; what can't be read is stood in for."""
        fields = _fields(model)
        for key in table:
            if key not in fields:
                self.report((comma(table, key) or fault(key.where, *_unknown_key(model, table, key, what))).problems)
        values: dict[str, Any] = {}
        for key, (reads, needed) in fields.items():
            node = table.get(key)
            if node is None:
                if needed:
                    self.report([Problem(table.where, "VG103", f"{what} needs '{key}'")])
                    values[key] = reads.instead
                continue
            try:
                values[key] = reads.read(node, self)
            except Fault as error:
                self.report(error.problems)
                values[key] = reads.instead
        return model(**values, where=table.where)


@cache
def _fields(model: type) -> Mapping[str, tuple[Reads, bool]]:
    """Return the keys of a `model`: how each is read, and whether it is needed."""
    fields = {}
    for field in dataclasses.fields(cast("Any", model)):
        reads = next((mark for mark in get_args(field.type) if isinstance(mark, Reads)), None)
        if reads:
            needed = field.default is field.default_factory is dataclasses.MISSING
            fields[field.name] = reads, needed
    return fields


def _not_a_step(node: Node) -> str:
    if not isinstance(node, Scalar):
        return "a step is one verb and its value, not a list in a list; write '- say: ...'"
    if node.empty:
        return "a step is missing after '-'; write one, or take the '-' away"
    if node in VERBS:
        return f"'{node}' has no value; write '{node}: ...'"
    if (glued := re.match(r"(\w+):(?=\S)", node)) and glued[1] in VERBS:
        return f"a space follows ':'; write '{glued[0]} {node[glued.end() :].split(' ')[0]}'"
    return "a step is a verb, a colon and a value; to speak this, write 'say: ' before it"


def _unknown_step(node: Table) -> Problem:
    modifiers = {key for model in VERBS.values() for key in _fields(model)} - set(VERBS)
    key = next((key for key in node if key not in modifiers), None)
    if key is None:
        first = next(iter(node), None)
        message = f"a step needs a verb beside '{first}'" if first else "this step is empty"
        return Problem(node.where, "VG102", f"{message}: 'say', 'hold', 'rest' or another")
    return Problem(key.where, "VG102", f"unknown step '{key}'{near(key, VERBS) or '; see the verbs of a routine file'}")


def _unknown_key(model: type, table: Table, key: Scalar, what: str) -> tuple[str, str]:
    fields = _fields(model)
    if not issubclass(model, Step):
        if model is Routine and key in {name for verb in VERBS.values() for name in _fields(verb)}:
            return "VG129", f"'{key}' belongs to a step; indent it as far as the step's verb"
        return "VG101", f"{what} has no '{key}'{near(key, fields)}"
    if key in VERBS:
        return "VG115", f"a step has one verb, and {what} is this one's; begin a new step with '- {key}:'"
    owners = [verb for verb, other in VERBS.items() if key in _fields(other)]
    if owners:
        return "VG101", f"'{key}' doesn't go with {what}; it goes with {listed(owners, 'and')}"
    return "VG101", f"{what} has no '{key}'{near(key, fields)}"
