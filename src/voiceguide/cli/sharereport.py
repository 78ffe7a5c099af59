"""Prints where a site is and what phones do with it, as lines for a person or as JSON for a script."""

from __future__ import annotations

import os
import shutil
import sys
from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import quote

import click
import segno

from voiceguide.cli.output import print_json_line
from voiceguide.messages import printable
from voiceguide.screen.terminal import knows_blocks

if TYPE_CHECKING:
    from datetime import datetime

    from voiceguide.phone.server import Event
    from voiceguide.phone.site import Site

_UNREACHED = """\
Can't the phone open it? It must be in the same network as this computer, not in a Wi-Fi for guests and not on mobile
data. A firewall on this computer may stand between: let Python accept connections in private networks."""


class ShareReport:
    """Prints what happens to a site. With `as_json`, it prints one line of JSON and no more.

    With `code`, it draws a QR code if the terminal can show one.
    """

    def __init__(self, *, code: bool = True, as_json: bool = False) -> None:
        self._code = code
        self._as_json = as_json
        self._titles: dict[str, str] = {}
        self._opened: dict[str, str] = {}

    def invite(self, site: Site, base: str, until: datetime | None) -> None:
        """Print where `site` is, on the server at `base`, and when it ends."""
        if self._as_json:
            print_json_line(_fields(site, base, until))
            return
        self._titles = dict(site.titles)
        self._opened = {site.page: "A phone opened the page.", site.feed: "An app read the feed."}
        address = base + site.page
        click.echo()
        if self._code and (lines := _drawable(address)):
            for line in lines:
                click.echo(click.style(line, fg="bright_white", bg="black"))
            click.echo("\nScan this with the phone's camera, or open the address there:")
        else:
            click.echo("Open this address on the phone:")
        click.echo(f"\n    {address}\n")
        if site.feed:
            click.echo(f"The feed, for a podcast app:\n\n    {base}{site.feed}\n")
        click.echo(_end(site, until))
        click.echo(_UNREACHED)

    def tell(self, event: Event, path: str) -> None:
        """Print what a phone did with the file at `path`."""
        if self._as_json:
            return
        if event == "downloaded":
            click.echo(f"Downloaded: {printable(self._titles[path])}.")
        elif path in self._opened:
            click.echo(self._opened[path])

    def close(self, *, done: bool) -> None:
        """Print that it is over. `done` tells whether every file was downloaded."""
        if not self._as_json:
            click.echo("Done." if done else "The time is up: nothing is offered any more.")


def _end(site: Site, until: datetime | None) -> str:
    if site.feed:
        return f"It ends at {until:%H:%M}; Ctrl-C ends it now." if until else "Ctrl-C ends it."
    files = "the file is" if len(site.titles) == 1 else "all files are"
    at = f" or at {until:%H:%M}, whichever comes first" if until else ""
    return f"It ends when {files} downloaded{at}; Ctrl-C ends it now."


def _fields(site: Site, base: str, until: datetime | None) -> dict[str, object]:
    return {
        "page": base + quote(site.page),
        "files": [base + quote(path) for path in site.titles],
        "feed": base + quote(site.feed) if site.feed else None,
        "until": until.isoformat(timespec="seconds") if until else None,
    }


def _drawable(address: str) -> list[str]:
    """Return the lines of a QR code of `address`; none if the terminal can't show it well enough to scan.

    It needs colours: with the terminal's own light and dark, half of all terminals would show it inverted.
    """
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    if plain or not sys.stdout.isatty() or not knows_blocks(sys.stdout):
        return []
    lines = qr_lines(address)
    return lines if len(lines[0]) <= shutil.get_terminal_size().columns else []


def qr_lines(address: str) -> list[str]:
    """Return a QR code of `address` as lines of blocks, two rows to a line, with the quiet zone that cameras need.

    The light parts are drawn and the dark ones are spaces: print it in white on black.
    """
    drawn = StringIO()
    segno.make_qr(address, error="l").terminal(drawn, compact=True)
    return drawn.getvalue().splitlines()
