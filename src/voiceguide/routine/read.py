"""The text of a routine file -> a Routine, or all of its problems in the order of the file."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar, cast

from voiceguide.errors import Problem, RoutineError, Where, shortened
from voiceguide.messages import listed, near, nearest
from voiceguide.routine.compose import compose
from voiceguide.routine.fields import STEPS, FieldSpec, keys
from voiceguide.routine.model import VERBS, IncludeStep, Music, PauseStep, PlayStep, Routine, SectionStep, Setting, Step
from voiceguide.routine.rules import check
from voiceguide.routine.settings import given, in_braces, typed
from voiceguide.routine.source import SourceText
from voiceguide.routine.tree import MOST_PROBLEMS, Items, Node, ProblemError, Scalar, Table, brief
from voiceguide.routine.values import cut_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from voiceguide.routine.library import Resolver

T = TypeVar("T")

_LONGEST_TAG = 40
"""The most characters of a language tag that a message shows."""
_RESERVED = ("sounds", "area", "reps")
"""Keys that a later format 1 may have."""


def read(text: str, file: str, resolver: Resolver, *, name: str = "") -> Routine:
    """Return the routine that `text` holds, with its `warnings`. Raise `RoutineError` with all problems of it.

    Messages call the file `file`. Reading stops after `MOST_PROBLEMS`.
    """
    composed = compose(text, file)
    reader = FileReader(resolver)
    routine = None
    if composed.node is not None:
        with contextlib.suppress(_TooManyError):
            routine = reader.whole(composed.node)
    elif not composed.problems:
        message = "there is nothing in this file; a routine begins with 'routine: 1'"
        reader.report([Problem(SourceText(text, file).where(0), "VG117", message)])
    found = reader.problems
    if not composed.whole:  # a missing key may stand in the part that wasn't read
        found = [problem for problem in found if problem.code != "VG103"]
    elif routine is not None:
        found += islice(check(routine, reader.names), MOST_PROBLEMS)
    # A problem in a corrected line may come from the correction.
    found = [problem for problem in found if problem.where.line not in composed.corrected]
    problems = sorted(dict.fromkeys((*composed.problems, *found)), key=lambda problem: _order(problem.where, file))
    failed = routine is None or any(problem.severity == "error" for problem in problems)
    if len(problems) >= MOST_PROBLEMS:
        message = f"{MOST_PROBLEMS:,} problems were found; the rest of the file wasn't checked: fix these first"
        problems.insert(0, Problem(SourceText(text, file).where(0), "VG119", message, "error" if failed else "warning"))
    if routine is None or failed:
        raise RoutineError(problems)
    return dataclasses.replace(routine, file=file, name=name, warnings=tuple(problems))


def _order(where: Where, file: str) -> tuple[bool, str, int, int]:
    return where.file != file, where.file, where.line, where.column


class _TooManyError(Exception):
    """So many problems were found that reading stops."""


class FileReader:
    """Builds the models of one file from its tables; collects its `problems` and the `names` of its settings."""

    def __init__(self, resolver: Resolver) -> None:
        self.problems: list[Problem] = []
        self.names: set[str] = set()
        self._resolver = resolver
        self._language = "en"

    def report(self, problems: Iterable[Problem]) -> None:
        """Add to the file's problems."""
        self.problems += problems
        if len(self.problems) >= MOST_PROBLEMS:
            raise _TooManyError

    def whole(self, node: Node) -> Routine | None:
        """Return the file as a routine, as far as it can be read."""
        if not isinstance(node, Table):
            message = "a routine is keys and values: 'routine: 1', 'title: ...', 'steps:' and its steps under it"
            self.report([node.problem("VG117", message)])
            return None
        self._language = str(node.get("language") or "en")
        routine = self._build(Routine, node, "a routine")
        picture = self._file(routine.picture) if routine.picture else None
        return dataclasses.replace(routine, picture=picture)

    def table(self, model: type[T], node: Node, *, short: str = "") -> T:
        """Return `node` as a `model`; a single value is the table that has it at the key `short`."""
        if short and isinstance(node, Scalar) and not node.empty:
            node = Table(node.where, node.key, flow=False, entries={Scalar(short, node.where): node})
        if not isinstance(node, Table):
            needed = listed([key for key, spec in keys(model).items() if spec.needed], "and")
            raise node.error("VG109", f"'{node.key}' takes keys and values; it needs {needed}")
        built = self._build(model, node, f"'{node.key}'")
        if isinstance(built, Music) and built.play:
            built = dataclasses.replace(built, path=self._file(built.play))
        return built

    def settings(self, node: Node) -> Mapping[str, Setting]:
        """Return `node` as the routine's settings, without those that have a problem."""
        if not isinstance(node, Table):
            raise node.error("VG109", "'settings' takes names and what they allow: 'hold: {default: 8 s}'")
        settings = {}
        self.names.update(node)
        for name, entry in node.entries.items():
            if isinstance(entry, Scalar) and not entry.empty:
                right = brief(in_braces(entry, keys(Setting)))
                message = f"'{name}' takes keys and values; write '{name}: {right}'"
                self.report([entry.problem("VG112", message)])
                continue
            try:
                before = len(self.problems)
                written = self.table(Setting, entry)
                if len(self.problems) == before:
                    settings[str(name)] = typed(name, written)
            except ProblemError as error:
                self.report(error.problems)
        return settings

    def steps(self, node: Node) -> tuple[Step, ...]:
        """Return `node` as a list of steps, without those that have no known verb."""
        if isinstance(node, Table):
            raise node.error("VG109", f"each step under '{node.key}' begins with '- ': '- {next(iter(node), '')}:'")
        if not isinstance(node, Items) or not node.entries:
            raise node.error("VG109", f"'{node.key}' has no steps; each begins with '- ', as in '- say: Breathe'")
        steps = (self._step(entry) for entry in node.entries)
        return tuple(step for step in steps if step is not None)

    def _step(self, node: Node) -> Step | None:
        if not isinstance(node, Table):
            self.report([_not_a_step(node)])
            return None
        verb = next((key for key in node if key in VERBS and key != "say"), "say" if "say" in node else "")
        if not verb:
            self.report([_unknown_step(node)])
            return None
        if verb == "wait" and (problem := _pause(node)):
            self.report([problem])
            return None
        step = self._build(VERBS[verb].step, node, f"'{verb}'")
        if isinstance(step, PlayStep) and step.play:
            return dataclasses.replace(step, path=self._file(step.play))
        if isinstance(step, IncludeStep) and step.include:
            return self._included(step)
        return step

    def _included(self, step: IncludeStep) -> IncludeStep:
        written = cast("Scalar", step.include)
        try:
            routine = self._resolver.routine(written)
            if routine.language != self._language:
                theirs, ours = (shortened(brief(tag), _LONGEST_TAG) for tag in (routine.language, self._language))
                message = f"{written} is in '{theirs}' and this routine in '{ours}'"
                raise written.error("VG123", f"{message}; include one of the same language")
            step = dataclasses.replace(step, routine=routine)
            return dataclasses.replace(step, set=given(routine, cast("Mapping[Scalar, Scalar]", step.set)))
        except ProblemError as error:
            self.report(error.problems)
        return step

    def _file(self, written: str) -> str:
        try:
            return self._resolver.file(cast("Scalar", written))
        except ProblemError as error:
            self.report(error.problems)
            return ""

    def _build(self, model: type[T], table: Table, what: str) -> T:
        """Return `table` as a `model`: check its keys and read each value, or take the field's `instead`."""
        fields = keys(model)
        meant: set[str] = set()
        if unknown := [key for key in table if key not in fields]:
            cut = cut_values(table, fields)
            for key in unknown:
                self.report((cut.get(key) or key.error(*_unknown_key(model, key, what))).problems)
                meant |= {nearest(key, fields), key.partition(" ")[0]}
        values: dict[str, Any] = {}
        for name, spec in fields.items():
            node = table.get(name)
            if node is None:
                if spec.needed:
                    values[name] = spec.instead
                    if name not in meant:
                        self.report([table.problem("VG103", f"{what} needs '{name}'; write {_example(name, spec)}")])
                continue
            try:
                values[name] = spec.read(node, self)
            except ProblemError as error:
                self.report(error.problems)
                values[name] = spec.instead
        return cast("T", cast("Any", model)(**values, where=table.where))


def _example(key: str, spec: FieldSpec) -> str:
    if spec.schema is STEPS:
        return f"'{key}:' and its steps under it, '{spec.example}'"
    return f"'{key}: {spec.example}'"


def _not_a_step(node: Scalar | Items) -> Problem:
    if isinstance(node, Items):
        return node.problem("VG102", "a step is one verb and its value, not a list in a list; write '- say: ...'")
    if node.empty:
        return node.problem("VG102", "a step is missing after '-'; write one, or take the '-' away")
    if node in VERBS:
        return node.problem("VG102", f"'{node}' has no value; write '{node}: ...'")
    from voiceguide.routine.yaml_errors.keys import coloned  # only broken YAML needs it

    if right := coloned(f"- {node}"):
        return node.problem("VG102", f"the ':' is missing; write '{brief(right.removeprefix('- '))}'")
    if (glued := re.match(r"(\w+):(?=\S)", node)) and glued[1] in VERBS:
        return node.problem("VG129", f"a space follows ':'; write {glued[0]} {brief(node[glued.end() :])}")
    message = "a step is a verb, a colon and a value; to speak this, write 'say: ' before it"
    return node.problem("VG102", message)


def _pause(node: Table) -> Problem | None:
    """Return the problem of a `wait` that only gives a duration: its author means a pause."""
    value = node.get("wait")
    if not isinstance(value, Scalar) or value == "ready" or "at_most" in node:
        return None
    from voiceguide.routine.yaml_errors.keys import fits  # only broken YAML needs it

    if not fits(PauseStep, "pause", value):
        return None
    seconds = f"{value} s" if value.isdecimal() else value
    message = f"wait is '{value}': it takes 'ready'; did you mean 'pause: {seconds}'?"
    return value.problem("VG108", message)


def _unknown_step(node: Table) -> Problem:
    modifiers = {key for verb in VERBS.values() for key in keys(verb.step)} - set(VERBS)
    key = next((key for key in node if key not in modifiers), None)
    if key is None:
        first = next(iter(node), None)
        message = f"a step needs a verb beside '{first}'" if first else "this step is empty"
        first_verbs = ", ".join(f"'{verb}'" for verb in islice(VERBS, 3))
        return node.problem("VG102", f"{message}: {first_verbs} or another")
    hint = near(key, VERBS) or f"; a step begins with {listed(VERBS)}"
    return key.problem("VG102", f"unknown step '{key}'{hint}")


def _unknown_key(model: type, key: Scalar, what: str) -> tuple[str, str]:
    """Return the code and the message of a key that `model` doesn't have."""
    own = keys(model)
    others = {name for verb in VERBS.values() for name in keys(verb.step)}
    if model is SectionStep and key == "steps":
        return "VG101", "steps follow the section, at its own level"
    if key in _RESERVED and not (key == "reps" and "times" in own):
        return "VG101", f"'{key}' is kept for later; this voiceguide doesn't read it yet"
    if model is Routine and key in others:
        return "VG129", f"'{key}' belongs to a step; indent it as far as the step's verb"
    if not issubclass(model, Step):
        return "VG101", f"{what} has no '{key}'{near(key, own)}"
    if key in VERBS:
        return "VG115", f"a step has one verb, and {what} is this one's; begin a new step with '- {key}:'"
    if owners := [verb for verb, other in VERBS.items() if key in keys(other.step)]:
        return "VG101", f"'{key}' doesn't go with {what}; it goes with {listed(owners, 'and')}"
    takes = listed([name for name in own if name != what.strip("'")], "and")
    return "VG101", f"{what} has no '{key}'{near(key, own) or near(key, others) or f'; it takes {takes}'}"
