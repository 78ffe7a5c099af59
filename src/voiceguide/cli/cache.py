"""`voiceguide cache`: print the size of the cache of spoken clips, or clear it."""

from __future__ import annotations

import click

from voiceguide.cli.frame import CommandGroup
from voiceguide.cli.options import json_output
from voiceguide.cli.output import print_json, readable_size


@click.group("cache", cls=CommandGroup, examples=("voiceguide cache size", "voiceguide cache clear"))
def command() -> None:
    """Measure or clear the store of spoken clips.

    voiceguide keeps each spoken clip, so that a routine starts at once the next time. If the store is full, it deletes
    the clips first that were used least recently.
    """


@command.command("size", examples=("voiceguide cache size", "voiceguide cache size --json"))
@json_output
def size(*, as_json: bool) -> None:
    """Tell how much space the clips take, and where they are."""
    from voiceguide.speech.cache import LARGEST_BYTES, Cache

    cache = Cache()
    if as_json:
        print_json({"folder": str(cache.folder), "bytes": cache.size(), "largest_bytes": LARGEST_BYTES})
    else:
        click.echo(f"{readable_size(cache.size())} of at most {readable_size(LARGEST_BYTES)}, in {cache.folder}")


@command.command("clear", examples=("voiceguide cache clear",))
def clear() -> None:
    """Delete every clip. A routine that needs one speaks it again."""
    from voiceguide.speech.cache import Cache

    click.echo(f"Freed {readable_size(Cache().clear())}.")
