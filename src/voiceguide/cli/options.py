"""The options that several commands share, and the kinds of values they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from voiceguide.units import NotADuration, parse_duration

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction


_Function = TypeVar("_Function", bound="Callable[..., object]")


class Duration(click.ParamType["Fraction"]):
    """A duration as routine files write it; exact seconds for the command.

    `unit` is the one that a bare number most likely means.
    """

    name = "duration"

    def __init__(self, unit: str = "") -> None:
        self._unit = unit

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """Return the seconds of `value`, or fail with the mend."""
        try:
            return parse_duration(value)
        except NotADuration as error:
            if self._unit and str(value).isdecimal():
                self.fail(f"'{value}' needs a unit; write '{value}{self._unit}'.", param, ctx)
            self.fail(f"'{value}': {error}.", param, ctx)


def json_output(function: _Function) -> _Function:
    """Add `--json`, as `as_json`."""
    return click.option("as_json", "--json", is_flag=True, help="Print JSON, for scripts.")(function)


def voice_option(function: _Function) -> _Function:
    """Add `--voice`."""
    return click.option(
        "--voice",
        default="",
        show_default="your config's, the routine's, else auto",
        metavar="ENGINE[:NAME]",
        help="Who speaks; 'auto' is the best voice here for the language, 'none' makes tones.",
    )(function)


def spoken(function: _Function) -> _Function:
    """Add what decides how a routine is spoken: `voice`, `safety` and `wake_up`."""
    wake_up = click.option(
        "wake_up",
        "--no-wake-up",
        flag_value=False,
        default=True,
        help="Leave out the faint sound that wakes Bluetooth headphones before the first word.",
    )
    safety = click.option(
        "safety", "--no-safety", flag_value=False, default=True, help="Don't speak the safety texts at the start."
    )
    return voice_option(safety(wake_up(function)))
