"""ROUTINE and options -> the routine, read, and what was given for its settings.

The routine is read before the options are parsed: its settings are options too, and stand in the command's help.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from voiceguide import pipeline
from voiceguide.cli.frame import Command
from voiceguide.cli.routinename import RoutineName, choices
from voiceguide.cli.translation import translation
from voiceguide.errors import VoiceguideError
from voiceguide.messages import printable
from voiceguide.units import write_duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from voiceguide.routine.model import Routine, Setting
    from voiceguide.routine.values import Value

_READ = "voiceguide.routine"
_OPTIONS = "voiceguide.settings"
_PREFIX = "setting_"


class RoutineCommand(Command):
    """A command that begins with ROUTINE, and takes each of that routine's settings as an option.

    Its function is called with `source`, what names it, in the language that was asked for; `routine`, what stands
    there; and `given`, the settings' names and values as they were written. One that takes `several` routines is
    called with `more`, too: what stands at the others' names.
    """

    def __init__(self, *args: Any, several: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = click.Argument(["more"], metavar="[ROUTINE]...", nargs=-1, type=RoutineName())
        self.params[:0] = [
            click.Argument(["source"], metavar="ROUTINE", type=RoutineName()),
            *([others] if several else []),
            click.Option(
                ["pairs", "--set"],
                metavar="NAME=VALUE",
                type=_Pair(),
                multiple=True,
                help="Change a setting; repeat for more. Each is an option too: ROUTINE --help lists them.",
            ),
            click.Option(
                ["--language"],
                metavar="TAG",
                help="Take its translation into this language, such as 'de'; 'voiceguide list' shows which there are."
                " Left out, it is your config's language, or your system's where a voice here speaks it.",
            ),
        ]

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the command's own parameters, then the settings of the routine that was read."""
        return [*super().get_params(ctx), *ctx.meta.get(_OPTIONS, ())]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the routine, then parse `args` with its settings; raise what reading or parsing raises."""
        source = next(self.sources(args), None)
        language = _value(args, "--language")
        if ctx.resilient_parsing:  # Tab: nothing of the line is wrong yet
            if source not in (None, "-"):
                self._read(ctx, source, language, leniently=True)
            return super().parse_args(ctx, args)
        asks_for_help = any(word in ctx.help_option_names for word in args)
        taken = None
        if source is None:
            return self._parse_without_routine(ctx, args)
        if language is None and not asks_for_help:
            taken = translation(source, _value(args, "--voice") or "")
        source = taken.name if taken else source
        self._read(ctx, source, language, leniently=asks_for_help)
        rest = super().parse_args(ctx, args)
        pairs = [*ctx.params.pop("pairs", ()), *_taken(ctx.params)]
        if taken:
            ctx.params["source"] = source
            if taken.told and not ctx.params.get("quiet"):
                click.echo(printable(taken.told), err=True)
        twice = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
        if twice:
            raise click.UsageError(f"The setting '{twice[0]}' is given twice.", ctx)
        ctx.params |= {"routine": ctx.meta.get(_READ), "given": dict(pairs)}
        if "more" in ctx.params:
            ctx.params["more"] = [load_wanted(name, language, ctx.params["voice"]) for name in ctx.params["more"]]
        if language := ctx.params.pop("language", None):
            ctx.params["source"] = _translated(source, language)
        return rest

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's options, then the routine's settings in a section of their own."""
        with formatter.section("Options"):
            formatter.write_dl(_records(super().get_params(ctx), ctx))
        if settings := ctx.meta.get(_OPTIONS):
            with formatter.section(f"Settings of {ctx.meta[_READ].name}"):
                formatter.write_dl(_records(settings, ctx))

    def sources(self, args: Sequence[str]) -> Iterator[str]:
        """Yield the words of `args` that are no options and no values of options."""
        flags = {name for option in self.params for name in option.opts if getattr(option, "is_flag", False)}
        flags |= {"-h", "--help"}
        words = iter(args)
        for word in words:
            if word == "--":
                yield from words
                return
            if word == "-" or not word.startswith("-"):
                yield word
                continue
            alone = "=" in word or word.startswith("--no-") or (len(word) > 2 and word[1] != "-")
            if word not in flags and not alone:
                next(words, None)  # its value: what the command itself doesn't know is a setting, and those take one

    def _parse_without_routine(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse `args`, which name no routine: print the help asked for, or raise `UsageError` with the routines."""
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter:
            raise  # it lists them
        except click.UsageError as error:
            message = f"{error.format_message()}\nName the routine first. {choices(ctx)}"
            raise click.UsageError(message, ctx) from error

    def _read(self, ctx: click.Context, source: str, language: str | None, *, leniently: bool) -> None:
        """Keep the routine and its settings in `ctx.meta`; `leniently`, keep nothing where it can't be read."""
        try:
            routine = pipeline.load(source, language)
        except (VoiceguideError, OSError):
            if leniently:
                return
            raise
        taken = {name for option in self.params for name in option.opts} | {"--help"}
        options = [_option(name, setting) for name, setting in routine.settings.items()]
        ctx.meta[_READ] = routine
        ctx.meta[_OPTIONS] = [option for option in options if taken.isdisjoint(option.opts)]


def load_wanted(source: str, language: str | None, voice: str) -> Routine:
    """Return the routine that `source` names, in `language`, or else as its listener wants it: a line says so."""
    taken = translation(source, voice) if language is None else None
    if taken and taken.told:
        click.echo(printable(taken.told), err=True)
    return pipeline.load(taken.name if taken else source, language)


def _value(args: Sequence[str], option: str) -> str | None:
    """Return what is given for `option`, which decides the routine that is read, before anything is parsed."""
    asked = None
    for word, following in zip(args, [*args[1:], None], strict=False):  # no words have no last one
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if name == option:
            asked = value if equals else following
    return asked


def _translated(source: str, language: str) -> str:
    from voiceguide.routine import library

    return library.translated(source, language)


class _Pair(click.ParamType[tuple[str, str]]):
    name = "NAME=VALUE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        name, equals, text = value.partition("=")
        if not (name and equals):
            self.fail(f"'{value}' has no value; write it like 'hold=10s'.", param, ctx)
        return name.strip(), text.strip()


def _records(parameters: Iterable[click.Parameter], ctx: click.Context) -> list[tuple[str, str]]:
    options = (parameter for parameter in parameters if isinstance(parameter, click.Option))
    return [record for option in options if (record := option.get_help_record(ctx))]


def _option(name: str, setting: Setting) -> click.Option:
    flag = f"--{name.replace('_', '-')}"
    notes = [f"{_written(setting.default)} if left out", *_limits(setting)]
    explained = f"{printable(setting.help)}  [{'; '.join(notes)}]".strip()
    if setting.kind == "switch":
        return click.Option([_PREFIX + name, f"{flag}/--no-{flag[2:]}"], default=None, help=explained)
    metavar = "|".join(setting.choices) if setting.kind == "choice" else setting.kind.upper()
    return click.Option([_PREFIX + name, flag], metavar=metavar, help=explained)


def _limits(setting: Setting) -> Iterator[str]:
    match setting.min, setting.max:
        case None, None:
            return
        case least, None:
            yield f"{_written(least)} or more"
        case None, most:
            yield f"{_written(most)} or less"
        case least, most:
            yield f"{_written(least)} to {_written(most)}"


def _written(value: Value | None) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case Fraction():
            return write_duration(value)
        case _:
            return str(value)


def _taken(params: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key in [key for key in params if key.startswith(_PREFIX)]:
        value = params.pop(key)
        if value is not None:
            yield key.removeprefix(_PREFIX), value if isinstance(value, str) else str(value).lower()
