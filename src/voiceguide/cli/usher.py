"""What is offered, and what phones do with it -> the lines that somebody at the terminal, or a script, reads."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from voiceguide.cli.output import print_json_line
from voiceguide.phone import qr
from voiceguide.printable import printable
from voiceguide.screen.terminal import knows_blocks

if TYPE_CHECKING:
    from datetime import datetime

    from voiceguide.phone.server import Event
    from voiceguide.phone.stall import Stall

_UNREACHED = """\
Can't the phone open it? It must be in the same network as this computer, not in a Wi-Fi for guests and not on mobile
data. A firewall on this computer may stand between: let Python accept connections in private networks."""


class Usher:
    """Invites a phone and tells of it; with `as_json`, prints one line of JSON and no more.

    `code` is whether to draw a code to scan, where the terminal can show one.
    """

    def __init__(self, *, code: bool = True, as_json: bool = False) -> None:
        self._code = code
        self._as_json = as_json
        self._titles: dict[str, str] = {}
        self._opened: dict[str, str] = {}

    def invite(self, stall: Stall, base: str, until: datetime | None) -> None:
        """Say where `stall` is, at `base`, and `until` when."""
        if self._as_json:
            print_json_line(_fields(stall, base, until))
            return
        self._titles = dict(stall.titles)
        self._opened = {stall.page: "A phone opened the page.", stall.feed: "An app read the feed."}
        address = base + stall.page
        click.echo()
        if self._code and (lines := _drawable(address)):
            for line in lines:
                click.echo(click.style(line, fg="bright_white", bg="black"))
            click.echo("\nScan this with the phone's camera, or open the address there:")
        else:
            click.echo("Open this address on the phone:")
        click.echo(f"\n    {address}\n")
        if stall.feed:
            click.echo(f"The feed, for a podcast app:\n\n    {base}{stall.feed}\n")
        click.echo(_end(stall, until))
        click.echo(_UNREACHED)

    def tell(self, event: Event, path: str) -> None:
        """Say what a phone did with the `path` of the stall."""
        if self._as_json:
            return
        if event == "downloaded":
            click.echo(f"Downloaded: {printable(self._titles[path])}.")
        elif path in self._opened:
            click.echo(self._opened[path])

    def close(self, *, done: bool) -> None:
        """Say that it is over; `done` is whether everything was downloaded."""
        if not self._as_json:
            click.echo("Done." if done else "The time is up: nothing is offered any more.")


def _end(stall: Stall, until: datetime | None) -> str:
    if stall.feed:
        return f"It ends at {until:%H:%M}; Ctrl-C ends it now." if until else "Ctrl-C ends it."
    files = "the file is" if len(stall.titles) == 1 else "all files are"
    at = f" or at {until:%H:%M}, whichever comes first" if until else ""
    return f"It ends when {files} downloaded{at}; Ctrl-C ends it now."


def _fields(stall: Stall, base: str, until: datetime | None) -> dict[str, object]:
    return {
        "page": base + quote(stall.page),
        "files": [base + quote(path) for path in stall.titles],
        "feed": base + quote(stall.feed) if stall.feed else None,
        "until": until.isoformat(timespec="seconds") if until else None,
    }


def _drawable(address: str) -> list[str]:
    """Return the lines of a code that leads to `address`; none where it couldn't be seen, or not be scanned.

    It needs colours: where light and dark are the terminal's own, half of all terminals show it inverted.
    """
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    if plain or not sys.stdout.isatty() or not knows_blocks(sys.stdout):
        return []
    lines = qr.qr_lines(address)
    return lines if len(lines[0]) <= shutil.get_terminal_size().columns else []
