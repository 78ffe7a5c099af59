"""ROUTINE on a command line: what Tab offers for it, and the message when it is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceguide.cli.frame import Command
from voiceguide.messages import printable

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class RoutineName(click.ParamType[str]):
    """The name of a routine, a file, or '-' for standard input."""

    name = "routine"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002 - click's signature
        """Return `value` as it is: whether it names a routine shows when the routine is read."""
        return str(value)

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str:  # noqa: ARG002 - as above
        """Return the routines to choose from, and an example; click puts it after 'Missing argument'."""
        return choices(ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - as above
        """Return what Tab offers: the names that are known, and files."""
        from click.shell_completion import CompletionItem

        from voiceguide.routine import library

        # Shells read one offer a line: a name with a line break in it would be two.
        fits = [name for name in library.names() if name.startswith(incomplete) and printable(name) == name]
        # Files come first: at that line click's script for bash forgets the offers before it.
        return [CompletionItem(incomplete, type="file"), *map(CompletionItem, fits)]


def choices(ctx: click.Context | None) -> str:
    """Return a line with the routines to choose from, and one with an example of the command."""
    from voiceguide.routine import library

    lines = [f"Choose one: {library.known()}. A file is fine, too."]
    if ctx and isinstance(ctx.command, Command):
        lines += [f"For example: {example}" for example in ctx.command.examples[:1]]
    return "\n".join(lines)
