"""`voiceguide schema`: print the JSON Schema of routine files."""

from __future__ import annotations

import click

from voiceguide.cli.frame import Command


@click.command("schema", cls=Command, examples=("voiceguide schema > voiceguide.schema.json",))
def command() -> None:
    """Print the JSON Schema of routine files, for editors.

    With it, an editor completes keys and marks mistakes while you type. Files that 'voiceguide new' makes name it.
    """
    from voiceguide.routine.schema import written

    click.echo(written(), nl=False)
