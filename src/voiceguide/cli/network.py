"""What the command line says of a network -> a socket in it; asks where there are several and somebody to ask."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from voiceguide.errors import NetworkError
from voiceguide.phone import addresses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voiceguide.phone.addresses import IP, Listener, Place


def listen(address: str | None, port: int) -> Listener:
    """Return a socket that listens at `address`, or at that of this computer which a phone most likely reaches.

    Raise `UsageError` for what is no address of this computer, `NetworkError` where it has none or a port is taken.
    """
    ip = addresses.parse_address(address) if address else _found(addresses.places())
    listener = addresses.listen(ip, port)
    if not addresses.is_private(ip):
        click.echo(f"{ip} is a public address: whoever has the link can open it, from anywhere.", err=True)
    return listener


def _found(places: Sequence[Place]) -> IP:
    if not places:
        raise NetworkError(
            "this computer is in no network that a phone could be in, too",
            hint="Join a Wi-Fi, or name one with --address. 'voiceguide export' writes a file that you can send.",
        )
    if len(places) > 1 and sys.stdin.isatty() and sys.stdout.isatty():
        return places[_asked(places)].ip
    return places[0].ip


def _asked(places: Sequence[Place]) -> int:
    widest = max(len(str(place.ip)) for place in places)
    click.echo("This computer is in several networks:")
    for number, place in enumerate(places, 1):
        click.echo(f"  {number}  {place.ip!s:{widest}}  {place.adapter}")
    chosen: int = click.prompt("Which one is the phone in?", type=click.IntRange(1, len(places)), default=1)
    return chosen - 1
