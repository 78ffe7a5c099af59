"""Commands that begin with ROUTINE: they take its settings as options, and list them in their help.

click parses the command line twice: once to find the routine, and again when its settings are known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from voiceguide import pipeline
from voiceguide.cli.frame import Command
from voiceguide.errors import VoiceguideError
from voiceguide.messages import printable
from voiceguide.routine.settings import limits, shown
from voiceguide.voices.translation import translation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from click.shell_completion import CompletionItem

    from voiceguide.routine.model import Routine, Setting
    from voiceguide.routine.values import Value

_READ = "voiceguide.routine"
_OPTIONS = "voiceguide.settings"
_PREFIX = "setting_"


class RoutineName(click.ParamType[str]):
    """The name of a routine, a file, or '-' for standard input."""

    name = "routine"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002 - click's signature
        """Return `value`. Loading the routine shows whether there is one of that name."""
        return str(value)

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str:  # noqa: ARG002 - as above
        """Return the routines to choose from, and an example. click prints it after 'Missing argument'."""
        return choices(ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - as above
        """Return the suggestions for Tab: the known names, and files."""
        from click.shell_completion import CompletionItem

        from voiceguide.routine import library

        # Shells read one offer a line, so a name with a line break would become two.
        fits = [name for name in library.names() if name.startswith(incomplete) and printable(name) == name]
        # Files come first: click's script for bash drops all offers before them.
        return [CompletionItem(incomplete, type="file"), *map(CompletionItem, fits)]


def choices(ctx: click.Context | None) -> str:
    """Return a line with the routines to choose from, and one with an example of the command."""
    from voiceguide.routine import library

    lines = [f"Choose one: {library.known()}. A file is fine, too."]
    if ctx and isinstance(ctx.command, Command):
        lines += [f"For example: {example}" for example in ctx.command.examples[:1]]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a command begins with: the name or file of a routine, the routine, and the settings given, as written."""

    source: str
    routine: Routine
    given: Mapping[str, str]


class RoutineCommand(Command):
    """A command that begins with ROUTINE, and takes each of that routine's settings as an option.

    Its function gets the routine as `chosen`, in the language that the listener wants. With `several` it also gets
    `more`: the other routines, loaded.
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
        """Return the command's own parameters, then the settings of the routine."""
        return [*super().get_params(ctx), *ctx.meta.get(_OPTIONS, ())]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Load the routine, add its settings to the options, and parse `args`; raise what either raises."""
        names, options = self.look_ahead(ctx, args)
        source, language = names[0] if names else None, options.get("language")
        if ctx.resilient_parsing:  # Tab asks: an unfinished line isn't wrong yet
            if source not in (None, "-"):
                self._read(ctx, source, language, leniently=True)
            return super().parse_args(ctx, args)
        if source is None:
            return self._parse_without_routine(ctx, args)
        help_option = self.get_help_option(ctx)
        asks_for_help = help_option is not None and help_option.name in options
        chosen = None if asks_for_help or language is not None else translation(source, options.get("voice", ""))
        self._read(ctx, chosen.name if chosen else source, language, leniently=asks_for_help)
        rest = super().parse_args(ctx, args)
        if chosen:
            ctx.params["source"] = chosen.name
            if chosen.note and not ctx.params.get("quiet"):
                click.echo(printable(chosen.note), err=True)
        self._choose(ctx)
        if "more" in ctx.params:
            ctx.params["more"] = [load_wanted(name, language, options.get("voice", "")) for name in ctx.params["more"]]
        return rest

    def look_ahead(self, ctx: click.Context, args: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
        """Return the routines that `args` name, and the command's own options in them, as click parses them.

        The routine must be read before its settings can be parsed. An unknown option may be one of them.
        """
        end = list(args).index("--") if "--" in args else len(args)
        own: list[click.Parameter] = [each for each in super().get_params(ctx) if isinstance(each, click.Option)]
        lenient = click.Context(self, ctx.parent, ctx.info_name, ignore_unknown_options=True)
        lenient.resilient_parsing = True  # the second parsing refuses an option without its value
        parser = click.Command(self.name, params=own, add_help_option=False).make_parser(lenient)
        options, rest, _ = parser.parse_args(list(args[:end]))
        return [*_without_options(rest, args[:end]), *args[end + 1 :]], options

    def _choose(self, ctx: click.Context) -> None:
        """Put the routine and the settings given for it into the parameters of `ctx`, as `chosen`."""
        pairs = [*ctx.params.pop("pairs", ()), *_taken(ctx.params)]
        twice = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
        if twice:
            raise click.UsageError(f"The setting '{twice[0]}' is given twice.", ctx)
        source = ctx.params.pop("source")
        if language := ctx.params.pop("language", None):
            from voiceguide.routine import library

            source = library.translated(source, language)
        ctx.params["chosen"] = Chosen(source, ctx.meta[_READ], dict(pairs))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's options, then the routine's settings in a section of their own."""
        with formatter.section("Options"):
            formatter.write_dl(_records(super().get_params(ctx), ctx))
        if settings := ctx.meta.get(_OPTIONS):
            with formatter.section(f"Settings of {ctx.meta[_READ].name}"):
                formatter.write_dl(_records(settings, ctx))

    def _parse_without_routine(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse `args`, which name no routine: print the help, or raise `UsageError` with all routines."""
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter:
            raise  # its message lists them
        except click.UsageError as error:
            message = f"{error.format_message()}\nName the routine first. {choices(ctx)}"
            raise click.UsageError(message, ctx) from error

    def _read(self, ctx: click.Context, source: str, language: str | None, *, leniently: bool) -> None:
        """Keep the routine and its settings in `ctx.meta`; `leniently`, keep nothing if it can't be loaded."""
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
    """Return the routine `source` in `language`, or if that is None in the listener's, with a note that says so."""
    chosen = translation(source, voice) if language is None else None
    if chosen and chosen.note:
        click.echo(printable(chosen.note), err=True)
    return pipeline.load(chosen.name if chosen else source, language)


def _without_options(rest: Iterable[str], args: Sequence[str]) -> Iterator[str]:
    """Yield the words of `rest`, which click's parser left over of `args`, without unknown options and their values.

    An unknown option takes the next word of `args` as its value, unless that is an option that click knows.
    """
    at, value_at = -1, -1
    for word in rest:
        at = next((place for place in range(at + 1, len(args)) if args[place] == word), at + 1)
        if at == value_at:
            continue
        if word == "-" or not word.startswith("-"):
            yield word
        elif not ("=" in word or word.startswith("--no-") or (len(word) > 2 and word[1] != "-")):
            value_at = at + 1


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
    notes = [f"{_written(setting.default)} if left out"]
    if setting.min is not None or setting.max is not None:
        notes.append(limits(setting))
    explained = f"{printable(setting.help)}  [{'; '.join(notes)}]".strip()
    if setting.kind == "switch":
        return click.Option([_PREFIX + name, f"{flag}/--no-{flag[2:]}"], default=None, help=explained)
    metavar = "|".join(setting.choices) if setting.kind == "choice" else setting.kind.upper()
    return click.Option([_PREFIX + name, flag], metavar=metavar, help=explained)


def _written(default: Value) -> str:
    if isinstance(default, bool):
        return "on" if default else "off"
    return shown(default)


def _taken(params: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key in [key for key in params if key.startswith(_PREFIX)]:
        value = params.pop(key)
        if value is not None:
            yield key.removeprefix(_PREFIX), value if isinstance(value, str) else str(value).lower()
