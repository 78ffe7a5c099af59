"""What Tab offers where a voice or an engine is named; nothing is loaded for it, and no network asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import click

    from voiceguide.speech.engine import Voice

_SLOW = "system"
"""Asks a process for its voices, which takes longer than a Tab may."""


def engines(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Return the engines that begin with `incomplete`."""
    from voiceguide.cli.voicelist import known_engines

    return [name for name in known_engines() if name.startswith(incomplete)]


def installed(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the engines, and the voices that are here."""
    names = _named(_voices(incomplete, lambda voice: voice.installed), incomplete)
    return [*engines(ctx, param, incomplete), *names]


def fetchable(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Return the voices that are known to wait to be fetched: hibari's; piper's are known on the network only."""
    from voiceguide.cli.voicelist import FETCH

    return _named(_voices(incomplete, lambda voice: voice.how.startswith(FETCH)), incomplete)


def fetched(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Return the voices that were fetched."""
    from voiceguide.voices import catalogue

    return _named(catalogue.fetched(), incomplete)


def _voices(incomplete: str, wanted: Callable[[Voice], bool]) -> Iterator[str]:
    from voiceguide.cli.voicelist import known_engines, offers

    quick = [name for name in known_engines() if name != _SLOW]
    begun = [name for name in quick if name.startswith(incomplete.partition(":")[0])]
    for offer in offers(begun or quick, lambda _done, _total: None):
        yield from (f"{offer.engine}:{voice.name}" for voice in offer.voices if wanted(voice))


def _named(names: Iterable[str], incomplete: str) -> list[str]:
    """Return those of `names` that begin with `incomplete`; else what follows their colon, where bash begins anew."""
    names = list(names)
    return [name for name in names if name.startswith(incomplete)] or [
        short for name in names if (short := name.partition(":")[2]).startswith(incomplete)
    ]
