"""Settings: what a listener can change in a routine, and the values that the listener chose."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from voiceguide.errors import Problem, UsageError
from voiceguide.messages import listed, near
from voiceguide.routine.tree import ProblemError, Scalar, brief, read_each
from voiceguide.routine.values import SWITCHES, count, duration, one_of, reference, switch
from voiceguide.units import NotADuration, parse_duration, write_duration

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from voiceguide.routine.model import Routine, Setting
    from voiceguide.routine.values import Kind, Reference, Value


def typed(name: Scalar, written: Setting) -> Setting:
    """Return `written` with its values in the type of its default. Raise `ProblemError`."""
    if not re.fullmatch(r"[a-z0-9_]+", name, re.ASCII):
        raise name.error("VG112", f"a setting's name is lower-case letters, digits and '_', not '{name}'")
    default = cast("Scalar", written.default)
    kind = _kind(default, choice=bool(written.choices))
    if kind == "count" and (unit := _unit(written)):
        message = f"default is '{default}', a count, and a limit is a duration; write 'default: {default} {unit}'"
        raise default.error("VG112", message)
    limits = {key: limit for key in ("min", "max") if (limit := getattr(written, key)) is not None}

    def read(entry: tuple[str, Scalar]) -> tuple[str, Value]:
        key, limit = entry
        if kind not in ("duration", "count"):
            raise limit.error("VG112", f"'{key}' fits a duration or a count; the setting '{name}' is a {kind}")
        return key, parse(kind, limit)

    values: dict[str, Any] = {
        "min": None,
        "max": None,
        "default": parse(kind, default, written.choices),
        **dict(read_each(limits.items(), read)),
    }
    setting = replace(written, kind=kind, where=name.where, **values)
    problems: list[Problem] = []
    low, high = (cast("Fraction | None", limit) for limit in (setting.min, setting.max))
    if trouble := outside(setting, setting.default):
        problems.append(default.problem("VG112", f"the default of '{name}' is {default}, {trouble}"))
    if low is not None and high is not None and low > high:
        message = f"the min of '{name}' is {shown(low)}, more than its max, {shown(high)}"
        problems.append(limits["min"].problem("VG112", message))
    if problems:
        raise ProblemError(problems)
    return setting


def _kind(default: Scalar, *, choice: bool) -> Kind:
    if choice:
        return "choice"
    if default in ("true", "false"):
        return "switch"
    if re.fullmatch(r"\d+", default, re.ASCII):
        return "count"
    try:
        parse_duration(default)
    except NotADuration as error:
        if meant := SWITCHES.get(default.lower()):
            hint = f"a switch is 'true' or 'false'; write 'default: {meant}'"
            raise default.error("VG107", f"default is '{default}': {hint}") from None
        if default[:1].isdigit():
            raise default.error("VG104", f"default is '{default}': {error}") from None
        hint = f"a choice lists its 'choices'; write 'choices: [{default}, ...]'"
        raise default.error("VG112", f"default is '{default}': {hint}") from None
    return "duration"


def _unit(written: Setting) -> str:
    """Return the unit of a limit that is a duration, or else ''."""
    for limit in (written.min, written.max):
        if limit is not None and (found := re.search(r"\d\s*(h|min|s|ms)$", str(limit))):
            return found[1]
    return ""


def in_braces(written: str, keys: Collection[str]) -> str:
    """Return a setting such as `8 s, min 5 s` in the braces that it needs. `keys` are the keys of a setting."""
    first, *others = re.split(r",\s+", written)
    named = [re.sub(r"^(\w+)\s+", r"\1: ", other) for other in others]
    default = SWITCHES.get(first.lower(), first)
    if any(name.partition(":")[0] not in keys for name in named):
        named = [f"choices: [{', '.join((first, *others))}]"]
    elif default == first and not re.match(r"\d", first):
        named.insert(0, f"choices: [{first}, ...]")
    return f"{{{', '.join((f'default: {default}', *named))}}}"


def parse(kind: Kind, written: Scalar, choices: tuple[str, ...] = ()) -> Value:
    """Return `written` as the value of a setting of `kind`; raise `ProblemError`."""
    if kind == "duration":
        return duration(written)
    if kind == "count":
        return count(written)
    if kind == "switch":
        return switch(written)
    return one_of(written, choices)


def outside(setting: Setting, value: Value) -> str:
    """Return how `value` breaks a limit of `setting`: "more than its max, 10 s"; '' if it doesn't."""
    if isinstance(value, str | bool):
        return ""
    if setting.min is not None and value < cast("Fraction", setting.min):
        return f"less than its min, {shown(setting.min)}"
    if setting.max is not None and value > cast("Fraction", setting.max):
        return f"more than its max, {shown(setting.max)}"
    return ""


def shown(value: Value) -> str:
    """Return `value` as a routine file writes it."""
    if isinstance(value, Fraction):
        return write_duration(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def chosen(routine: Routine, given: Mapping[str, str]) -> Mapping[str, Value]:
    """Return the value of every setting: the `given` one, as text ('10 s'), or its default.

    Raise `UsageError` for an unknown setting, a value of another kind, or a value outside the limits.
    """
    values: dict[str, Value] = {name: setting.default for name, setting in routine.settings.items()}
    for name, text in given.items():
        setting = routine.settings.get(name)
        if setting is None:
            known = f"Its settings: {', '.join(routine.settings)}." if routine.settings else "It has no settings."
            message = f"this routine has no setting '{brief(name)}'{near(name, routine.settings)}"
            raise UsageError(message, hint=known)
        try:
            value = parse(setting.kind, Scalar(text, setting.where, name), setting.choices)
        except ProblemError as error:
            raise UsageError(error.problems[0].message) from None
        if trouble := outside(setting, value):
            raise UsageError(f"{name} is '{brief(text)}': {trouble}", hint=f"It takes {limits(setting)}.")
        values[name] = value
    return values


def limits(setting: Setting) -> str:
    """Return the values that `setting` takes, in words: "5 s to 10 s"."""
    if setting.kind == "choice":
        return listed(setting.choices)
    if setting.kind == "switch":
        return "'true' or 'false'"
    low, high = (shown(limit) if limit is not None else "" for limit in (setting.min, setting.max))
    if low and high:
        return f"{low} to {high}"
    return f"{low} or more" if low else f"{high} or less" if high else f"any {setting.kind}"


def given(routine: Routine, values: Mapping[Scalar, Scalar]) -> Mapping[str, Value | Reference]:
    """Return the `values` that an `include` sets, each as its setting takes it. Raise `ProblemError`."""

    def read(entry: tuple[Scalar, Scalar]) -> tuple[str, Value | Reference]:
        name, written = entry
        setting = routine.settings.get(name)
        if setting is None:
            message = f"{routine.name} has no setting '{name}'{near(name, routine.settings)}"
            raise name.error("VG124", message)
        if (named := reference(written)) is not None:
            return name, named
        value = parse(setting.kind, written, setting.choices)
        if trouble := outside(setting, value):
            raise written.error("VG124", f"{name} is '{written}': {trouble}")
        return name, value

    return dict(read_each(values.items(), read))
