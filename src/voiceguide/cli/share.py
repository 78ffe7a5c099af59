"""`voiceguide share`: offer routines to a phone in the same network."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import timedelta
from fractions import Fraction
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from voiceguide.cli.options import duration, json_output, mono_option, speech_options, without
from voiceguide.cli.output import print_json, progress, speak, write_problems
from voiceguide.cli.settings import Chosen, RoutineCommand
from voiceguide.errors import NetworkError
from voiceguide.messages import printable
from voiceguide.records.session import local_time
from voiceguide.screen.terminal import knows_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from voiceguide.phone.addresses import IP, Listener, Place
    from voiceguide.phone.episode import Episode
    from voiceguide.phone.server import Event
    from voiceguide.phone.site import Site
    from voiceguide.plan.model import Plan
    from voiceguide.routine.model import Routine
    from voiceguide.session.options import SpeechOptions

_DEFAULT_SECONDS = Fraction(600)
_UNREACHED = """\
Can't the phone open it? It must be in the same network as this computer, not in a Wi-Fi for guests and not on mobile
data. A firewall on this computer may stand between: let Python accept connections in private networks."""


@click.command(
    "share",
    cls=RoutineCommand,
    several=True,
    examples=(
        "voiceguide share lower-back",
        "voiceguide share lower-back --hold 10s --for 30min",
        "voiceguide share --feed lower-back hip-stretch box-breathing",
    ),
)
@speech_options
@mono_option
@click.option("--feed", is_flag=True, help="Offer a podcast feed, too, until Ctrl-C: for AntennaPod and other apps.")
@click.option("--address", metavar="ADDRESS", help="This computer's address in the network that the phone is in.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="PORT", help="The port.  [a free one]")
@click.option(
    "limit", "--for", type=duration("min"), metavar="TIME", help="End after this time.  [10 min; none with --feed]"
)
@without("qr", "Print the address only, no code to scan.")
@json_output
def command(
    chosen: Chosen,
    more: Sequence[Routine],
    *,
    speech: SpeechOptions,
    address: str | None,
    port: int,
    limit: Fraction | None,
    mono: bool,
    feed: bool,
    qr: bool,
    as_json: bool,
) -> None:
    """Hand routines to a phone, over your own network.

    ROUTINE is the name of a routine ('voiceguide list' shows them), a file, or '-' for standard input. Scan the code
    with the phone's camera: the page that opens plays the routine, and keeps it on the phone as a file. The address
    can't be guessed, and serves until the routine is downloaded. Settings go to every routine that you name.
    """
    plans = [(each, speech.compile(each, chosen.given)) for each in (chosen.routine, *more)]
    with listen(address, port) as listener, TemporaryDirectory(prefix="voiceguide-") as name:
        folder = Path(name)
        episodes = [
            _made(each, plan, speech, folder / str(number), mono=mono) for number, (each, plan) in enumerate(plans)
        ]
        seconds = limit if limit is not None or feed else _DEFAULT_SECONDS
        _offer(episodes, listener, folder, seconds, feed=feed, report=ShareReport(code=qr, as_json=as_json))


def _made(routine: Routine, plan: Plan, speech: SpeechOptions, folder: Path, *, mono: bool) -> Episode:
    """Return the files of `plan`, written into `folder`."""
    from voiceguide.phone.episode import make_episode

    timeline = speak(plan, speech, f"Speaking {routine.name}")
    write_problems(timeline.notes, err=True)
    folder.mkdir()
    with progress(f"Writing {routine.name}") as shown:
        return make_episode(timeline, routine.name, folder, mono=mono, progress=shown)


def _offer(
    episodes: Sequence[Episode],
    listener: Listener,
    folder: Path,
    limit: Fraction | None,
    *,
    feed: bool,
    report: ShareReport,
) -> None:
    """Serve `episodes` on `listener`, for `limit` seconds if there is one; `folder` takes what is made of them."""
    from voiceguide.phone import addresses
    from voiceguide.phone.server import Share
    from voiceguide.phone.site import build_site, secret_path

    now, seconds = local_time(), None if limit is None else float(limit)
    base = addresses.url(listener)
    site = build_site(episodes, base, secret_path(), folder, feed_from=now if feed else None)
    report.invite(site, base, None if seconds is None else now + timedelta(seconds=seconds))
    share = Share(site.files, report.tell, endless=feed)
    share.run(listener, seconds)
    report.close(done=share.downloaded)


def listen(address: str | None, port: int) -> Listener:
    """Return a socket that listens at `address`, or at the address that a phone most likely reaches.

    Ask for the network if there are several and a terminal. Raise `UsageError` if `address` isn't one of this computer,
    `NetworkError` if the computer has none or the port is taken.
    """
    from voiceguide.phone import addresses

    ip = addresses.parse_address(address) if address else _choose(addresses.places())
    listener = addresses.listen(ip, port)
    if not addresses.is_private(ip):
        click.echo(f"{ip} is a public address: anyone with the link can open it, from anywhere.", err=True)
    return listener


def _choose(places: Sequence[Place]) -> IP:
    """Return the place that the phone is in; ask if there are several and a terminal."""
    if not places:
        raise NetworkError(
            "this computer is in no network that a phone could be in, too",
            hint="Join a Wi-Fi, or name one with --address. 'voiceguide export' writes a file that you can send.",
        )
    if len(places) == 1 or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return places[0].ip
    widest = max(len(str(place.ip)) for place in places)
    click.echo("This computer is in several networks:")
    for number, place in enumerate(places, 1):
        click.echo(f"  {number}  {place.ip!s:{widest}}  {place.adapter}")
    chosen: int = click.prompt("Which one is the phone in?", type=click.IntRange(1, len(places)), default=1)
    return places[chosen - 1].ip


class ShareReport:
    """Prints what happens to a site; with `as_json`, only one line of JSON.

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
            print_json(_fields(site, base, until), indent=None)  # a script reads it while the command runs
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
    import segno  # here: `--help` needs no codes

    drawn = StringIO()
    segno.make_qr(address, error="l").terminal(drawn, compact=True)
    return drawn.getvalue().splitlines()
