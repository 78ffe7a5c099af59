"""Checks a routine beyond single values: unknown names, missing loops, settings of the wrong kind."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, get_args

from voiceguide.errors import Problem
from voiceguide.messages import listed, near
from voiceguide.routine import model
from voiceguide.routine.fields import keys
from voiceguide.routine.settings import shown
from voiceguide.routine.tree import brief
from voiceguide.routine.values import IN_BRACES, Only, Reference, SidedText, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from voiceguide.routine.fields import FieldSpec
    from voiceguide.routine.model import AnyStep, HoldStep, RestStep, Routine, Setting
    from voiceguide.routine.values import Kind

_BINDS = {"round": "'repeat' or 'pace'", "rounds": "'repeat' or 'pace'", "side": "'sides'"}


@dataclass(frozen=True, slots=True)
class _Name:
    """The meaning of a name; `kind` is None if it is unknown because its setting has an error."""

    kind: Kind | None = None
    choices: tuple[str, ...] = ()


_BOUND = {"round": _Name("count"), "rounds": _Name("count"), "side": _Name("choice", ("left", "right"))}


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a step can refer to: names and the loops around it. `used` collects the names of used settings."""

    names: Mapping[str, _Name]
    loops: tuple[str, ...] = ()
    used: set[str] = field(default_factory=set)
    bound: frozenset[str] = frozenset()

    def binding(self, *names: str) -> _Scope:
        bound = {name: _BOUND[name] for name in names}
        return replace(self, names={**self.names, **bound}, bound=self.bound | set(names))

    def inside(self, loop: str) -> _Scope:
        return replace(self, loops=(*self.loops, loop))

    def find(self, name: str) -> _Name | None:
        """Return the meaning of `name` and mark it as used; return None if there is no such name."""
        if name not in self.bound:
            self.used.add(name)
        return self.names.get(name)


def check(routine: Routine, doubtful: Collection[str] = ()) -> Iterator[Problem]:
    """Yield the problems of `routine` beyond single values. `doubtful` names the settings that may have errors."""
    names = {name: _Name(setting.kind, setting.choices) for name, setting in routine.settings.items()}
    scope = _Scope({**dict.fromkeys(doubtful, _Name()), **names})
    for text in routine.safety:
        yield from _text(text, scope)
    yield from _steps(routine.steps, scope, routine.settings)
    for name, setting in routine.settings.items():
        if name not in scope.used:
            yield Problem(setting.where, "VG113", f"nothing uses the setting '{brief(name)}'", "warning")


def _steps(steps: Iterable[AnyStep], scope: _Scope, settings: Mapping[str, Setting]) -> Iterator[Problem]:
    for step in steps:
        for only in step.only:
            yield from _only(only, scope)
        yield from _fields(step, scope)
        match step:
            case model.RepeatStep():
                binding, loop = scope.binding("round", "rounds"), "round"
            case model.SidesStep():
                binding, loop = scope.binding("side"), "side"
            case model.HoldStep() | model.RestStep():
                yield from _inside_hold(step)
                yield from _steps(step.steps, scope, settings)
                continue
            case model.IncludeStep():
                yield from _set(step, scope, settings)
                continue
            case _:
                continue
        yield from _steps(step.steps, binding.inside(loop), settings)
        # In `between`, names have the values of the next pass, and `only` refers to the outer loop.
        yield from _steps(step.between, binding, settings)


def _fields(holder: AnyStep | model.Remind, scope: _Scope) -> Iterator[Problem]:
    """Check every text and every reference of `holder`, without the steps in it."""
    for key, spec in keys(type(holder)).items():
        yield from _value(getattr(holder, key), spec, key, scope.binding(*spec.binds))


def _value(value: object, spec: FieldSpec, key: str, scope: _Scope) -> Iterator[Problem]:
    match value:
        case Text() | SidedText():
            yield from _text(value, scope)
        case Reference():
            yield from _reference(value, spec, key, scope)
        case model.Remind():
            yield from _fields(value, scope)
        case (Text() | str() as phase, Reference() | Fraction() as length):
            yield from _value(phase, spec, key, scope)
            yield from _value(length, spec, str(phase), scope)
        case tuple():
            for each in value:
                yield from _value(each, spec, key, scope)


def _reference(value: Reference, spec: FieldSpec, key: str, scope: _Scope) -> Iterator[Problem]:
    name = scope.find(value.name)
    if name is None:
        yield Problem(value.where, "VG110", _unbound(value.name, scope))
    elif name.kind is None:
        return
    elif name.kind not in spec.takes:
        wanted = " or ".join("one of its own words" if kind == "choice" else f"a {kind}" for kind in spec.takes)
        yield Problem(value.where, "VG111", f"{key} takes {wanted}, and '{brief(value.name)}' is a {name.kind}")
    elif name.kind == "choice" and (others := [choice for choice in name.choices if choice not in spec.choices]):
        message = f"{key} takes {listed(spec.choices)}, and '{brief(value.name)}' may be {listed(others)}"
        yield Problem(value.where, "VG111", message)


def _text(text: Text | SidedText, scope: _Scope) -> Iterator[Problem]:
    if isinstance(text, SidedText):
        if "side" not in scope.bound:
            yield Problem(text.where, "VG114", "a text for each side stands inside 'sides'; here there is none")
        yield from (*_text(text.left, scope), *_text(text.right, scope))
        return
    for part in text.parts:
        if isinstance(part, str):
            named = (word for word in IN_BRACES.finditer(part) if word[1] in scope.names)
            for word in named:
                hint = f"write '<{brief(word[1])}>', not '{brief(word[0])}'"
                yield Problem(text.where, "VG128", f"a name stands in angle brackets; {hint}")
            continue
        found = scope.find(part.name)
        if found is None:
            yield Problem(text.where, "VG110", _unbound(part.name, scope))
        elif found.kind == "switch":
            hint = f"a switch can't be spoken; write 'only: <{brief(part.name)}>' beside the text"
            yield Problem(text.where, "VG111", f"'<{brief(part.name)}>' stands in a text: {hint}")


def _unbound(name: str, scope: _Scope) -> str:
    if name in _BINDS:
        return f"'<{name}>' has a value only inside {_BINDS[name]}, or as a setting"
    return f"nothing is called '<{brief(name)}>' here{near(name, scope.names) or '; name it under settings'}"


def _only(only: Only, scope: _Scope) -> Iterator[Problem]:
    if only.test.startswith("<"):
        name = scope.find(only.test[1:-1])
        if name is None:
            yield Problem(only.where, "VG110", _unbound(only.test[1:-1], scope))
        elif name.kind not in ("switch", None):
            message = f"only takes a switch, and '{brief(only.test[1:-1])}' is a {name.kind}"
            yield Problem(only.where, "VG111", message)
        return
    wanted = "side" if only.test in ("left", "right") else only.loop
    if wanted in scope.loops or (wanted is None and scope.loops):
        return
    loops = {"side": "'sides'", "round": "'repeat'", None: "'repeat' or 'sides'"}[wanted]
    condition = f"{only.test} {only.loop}" if only.loop else only.test
    yield Problem(only.where, "VG114", f"'only: {condition}' looks at a {loops} around this step, and there is none")


def _inside_hold(step: HoldStep | RestStep) -> Iterator[Problem]:
    fitting = get_args(model.InnerStep)
    for inner in step.steps:
        if type(inner) not in fitting:
            *most, last = [verb for verb, row in model.VERBS.items() if row.step in fitting]
            message = f"'{_verb(inner)}' can't run inside a {_verb(step)}; {', '.join(most)} and {last} can"
            yield Problem(inner.where, "VG115", message)


def _verb(step: AnyStep) -> str:
    return next(verb for verb, row in model.VERBS.items() if type(step) is row.step)


def _set(step: model.IncludeStep, scope: _Scope, settings: Mapping[str, Setting]) -> Iterator[Problem]:
    """Check the references in `set`: every value that the listener can choose must fit the included routine."""
    for name, value in step.set.items():
        inner = step.routine.settings.get(name) if step.routine else None
        if not isinstance(value, Reference) or inner is None:
            continue
        found = scope.find(value.name)
        if found is None:
            yield Problem(value.where, "VG110", _unbound(value.name, scope))
        elif found.kind not in (inner.kind, None):
            message = f"{name} takes a {inner.kind}, and '{brief(value.name)}' is a {found.kind}"
            yield Problem(value.where, "VG111", message)
        elif value.name in settings and value.name not in scope.bound:
            yield from _wider(value, settings[value.name], name, inner)


def _wider(value: Reference, outer: Setting, name: str, inner: Setting) -> Iterator[Problem]:
    if others := [choice for choice in outer.choices if choice not in inner.choices]:
        message = f"{name} takes {listed(inner.choices)}, and '{brief(value.name)}' may be {listed(others)}"
        yield Problem(value.where, "VG124", message)
    for key, beyond in (("min", operator.lt), ("max", operator.gt)):
        theirs, ours = getattr(inner, key), getattr(outer, key)
        if theirs is not None and (ours is None or beyond(ours, theirs)):
            message = f"{name} has the {key} {shown(theirs)}; give the setting '{brief(value.name)}' that {key} too"
            yield Problem(value.where, "VG124", message)
