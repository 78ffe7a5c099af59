"""The command line as a whole: load a command, run it, and turn its errors into messages and exit codes."""

from __future__ import annotations

import errno
import os
import sys
import threading
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COMMANDS = {
    "Listen": {
        "play": "Play a routine aloud, now.",
        "resume": "Go on with a session that was cut short.",
        "export": "Write a routine to a sound file, or to a page for a phone.",
        "share": "Hand routines to a phone, over your own network.",
    },
    "Keep at it": {
        "history": "Look back on your sessions.",
        "remind": "Write reminders for your phone's calendar.",
    },
    "Look": {
        "list": "List the routines that are here.",
        "show": "Print what is heard, and when.",
    },
    "Write": {
        "new": "Start a routine of your own.",
        "check": "Find what is wrong in routine files.",
        "explain": "Explain a problem by its code.",
        "schema": "Print the JSON Schema of routine files, for editors.",
        "say": "Speak a text, to hear how it is read.",
    },
    "This machine": {
        "enrol": "Let the ears learn your voice.",
        "voices": "List, hear, fetch and remove voices.",
        "doctor": "Tell what would speak, play and write here, and why.",
        "cache": "Measure or clear the store of spoken clips.",
        "completion": "Print what makes Tab complete commands in your shell.",
    },
}
"""Every command and its line in --help, by purpose. --help prints these without loading a command."""

COMPLETE = "_VOICEGUIDE_COMPLETE"
"""The variable that a shell's completion script sets; click makes its name from the program's."""
_DEBUG = "voiceguide.debug"


class Command(click.Command):
    """A command with tables and examples under its help, and the option `--debug`."""

    def __init__(
        self,
        *args: Any,
        examples: Sequence[str] = (),
        tables: Mapping[str, Sequence[tuple[str, str]]] = MappingProxyType({}),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)
        self.tables = tables
        self.params.append(
            click.Option(
                ["--debug"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_remember_debug,
                help="Show where an error arose.",
            )
        )

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the tables, and the examples, unwrapped so that they can be copied."""
        for title, rows in self.tables.items():
            with formatter.section(title):
                formatter.write_dl(rows)
        with formatter.section("Examples" if len(self.examples) > 1 else "Example"):
            for example in self.examples:
                formatter.write(f"{'':{formatter.current_indent}}{example}\n")


class CommandGroup(Command, click.Group):
    """A command made of commands."""

    command_class = Command


class Frame(CommandGroup):
    """The group of all commands, where errors become messages and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all commands, in the order of the help."""
        return [name for section in COMMANDS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command called `cmd_name`, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"voiceguide.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that `args` begin with; raise `NoSuchCommand` with the nearest name if there is none."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            # click looks among the commands already loaded, and here there are none.
            known = self.list_commands(ctx)
            raise click.exceptions.NoSuchCommand(error.command_name, possibilities=known, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Write the table of commands."""
        widest = max(len(name) for section in COMMANDS.values() for name in section)
        for title, section in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(widest), line) for name, line in section.items()])

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Run the command line and exit with its code: 130 after Ctrl-C, where click would exit with 1.

        If a shell asks what Tab offers, an error offers nothing: its message would stand in the listener's prompt.
        """
        before, threading.excepthook = threading.excepthook, _log_failed_thread
        try:
            code = super().main(*args, **(kwargs | {"standalone_mode": False}))
        except click.Abort:
            code = 130
        except click.ClickException as error:
            from voiceguide.errors import bounded  # here, so that --help does without
            from voiceguide.messages import printable_lines

            # click declares the message to be final, and quotes whatever was typed.
            error.__dict__["message"] = printable_lines(bounded(error.message))
            error.show()
            code = error.exit_code
        except Exception as error:
            if COMPLETE not in os.environ:
                if not isinstance(error, OSError):
                    raise
                from voiceguide.cli.output import Failure

                Failure(error).show()  # --help and --version are printed before `invoke`
            code = 1
        finally:
            threading.excepthook = before
        sys.exit(code or 0)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; turn its errors into a `Failure`, which prints what the user reads."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            from voiceguide.errors import interrupted  # here, so that --help does without

            if interrupted(error):
                raise KeyboardInterrupt from error
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise  # the reader of a pipe is gone: click exits without a message
            from voiceguide.cli.output import Failure

            raise Failure(error, debug=ctx.meta.get(_DEBUG, False)) from error


def _log_failed_thread(failed: threading.ExceptHookArgs) -> None:
    """Log in one line what a thread didn't catch: its traceback would stand in the middle of a session."""
    if failed.exc_value is None or isinstance(failed.exc_value, SystemExit):
        return
    from logging import getLogger

    from voiceguide.messages import in_a_line

    what = failed.thread.name if failed.thread else "a thread"
    getLogger("voiceguide").warning("%s ended, the rest goes on: %s", what, in_a_line(failed.exc_value))


def _remember_debug(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    if wanted:
        ctx.meta[_DEBUG] = True


@click.group(
    cls=Frame,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    examples=("voiceguide play lower-back", "voiceguide play --help"),
)
@click.version_option(package_name="voiceguide", message="%(prog)s %(version)s")
@click.pass_context
def voiceguide(ctx: click.Context) -> None:
    """Turn a written routine into spoken cues, counts and tones, so that hands and eyes stay free."""
    if os.environ.get("NO_COLOR"):
        ctx.color = False
