"""`voiceguide explain`: print what the code of a problem means, and how to correct it."""

from __future__ import annotations

import click

from voiceguide.cli.frame import Command
from voiceguide.errors import UsageError
from voiceguide.routine.codes import CODES, explained


@click.command("explain", cls=Command, examples=("voiceguide explain VG104",))
@click.argument("code")
def command(code: str) -> None:
    """Explain a problem by its code.

    CODE is in brackets after the problem, such as VG104.
    """
    wanted = code.strip("[]").upper()
    if wanted not in CODES:
        raise UsageError(f"no problem has the code '{code}'", hint=f"Codes go from {min(CODES)} to {max(CODES)}.")
    width = click.get_current_context().make_formatter().width
    paragraphs = explained(wanted).split("\n\n")
    click.echo("\n\n".join(text if text.startswith(" ") else click.wrap_text(text, width) for text in paragraphs))
