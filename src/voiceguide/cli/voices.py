"""`voiceguide voices`: list, hear, fetch and remove voices."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from voiceguide.cli.frame import CommandGroup
from voiceguide.cli.options import complete_voice, json_output
from voiceguide.cli.output import print_json, progress, readable_size
from voiceguide.cli.say import language_tag, let_hear, output_option
from voiceguide.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from voiceguide.speech.engine import Voice
    from voiceguide.voices.catalogue import VoiceDownload
    from voiceguide.voices.offers import Offer

_MOST = 12
"""If an engine has more voices than this, they share a row."""
_LONGEST_LICENCE = 20
_GAP = "  "

Row = tuple[str, str, str, str, str]


class _Voices(CommandGroup):
    """The group. Without a command it lists."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read `args`, which may begin with options of `list`."""
        own = {name for option in self.get_params(ctx) for name in option.opts}
        if not args or (args[0].startswith("-") and args[0] not in own):
            args = ["list", *args]
        return super().parse_args(ctx, args)


def _complete_engine(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from voiceguide.voices import offers

    return [name for name in offers.known_engines() if name.startswith(incomplete)]


def _complete_fetchable(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from voiceguide.voices import offers

    return offers.fetchable_names(incomplete)


def _complete_fetched(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from voiceguide.voices import catalogue, offers

    return offers.beginning_with(incomplete, catalogue.fetched())


@click.group(
    "voices",
    cls=_Voices,
    examples=(
        "voiceguide voices",
        "voiceguide voices --language de",
        "voiceguide voices preview espeak:de",
        "voiceguide voices fetch piper:de_DE-thorsten-medium",
    ),
)
def command() -> None:
    """List, hear, fetch and remove voices.

    Without a command it lists them, as 'voiceguide voices list' does. Only 'fetch' and '--fetchable' use the network.
    """


@command.command(
    "list",
    examples=(
        "voiceguide voices list",
        "voiceguide voices list --language de --fetchable",
        "voiceguide voices list --engine espeak --json",
    ),
)
@click.option("--language", metavar="TAG", callback=language_tag, help="Only those that speak it, the fittest first.")
@click.option("--engine", metavar="ENGINE", shell_complete=_complete_engine, help="Only this engine's.")
@click.option("every", "--all", is_flag=True, help="A row for each, however many an engine has.")
@click.option("--fetchable", is_flag=True, help="Ask on the network which of piper's voices can be fetched, too.")
@json_output
def listing(language: str | None, engine: str | None, *, every: bool, fetchable: bool, as_json: bool) -> None:
    """List the voices that are here, and how to get others.

    Many voices of one engine share a row, unless you name the engine or a language. This loads no voice:
    'voiceguide doctor' tries them out.
    """
    from voiceguide import plugins
    from voiceguide.voices import offers

    if engine and engine not in plugins.names(plugins.ENGINES):
        raise UsageError(f"no engine is called '{engine}'", hint=f"Known: {', '.join(offers.known_engines())}.")
    with progress("Asking for voices") as shown:
        found = offers.offers([engine] if engine else offers.known_engines(), shown)
        if fetchable:
            found = [_with_fetchable(offer) if offer.engine == "piper" else offer for offer in found]
    if language:
        found = [offer.speaking(language) for offer in found]
    if as_json:
        print_json(_fields(found))
    else:
        _print(found, each=every or bool(engine or language), fetchable=fetchable)


def _with_fetchable(offer: Offer) -> Offer:
    """Return the offer of piper with the voices that its repository has, too; ask the network for them."""
    from voiceguide.speech.engine import Voice
    from voiceguide.voices import catalogue, offers

    def ask() -> Offer:
        here = {voice.name for voice in offer.voices}
        more = [voice for voice in catalogue.piper_voices().values() if voice.name not in here]
        voices = [
            Voice(each.name, each.language, each.quality, "", installed=False, how=f"{offers.FETCH} {each.full_name}")
            for each in more
        ]
        return replace(offer, voices=(*offer.voices, *voices), size_bytes={each.name: each.size_bytes for each in more})

    found = offers.tried(offer.engine, ask)
    return replace(found, voices=offer.voices) if found.trouble else found


def _fields(found: Sequence[Offer]) -> dict[str, object]:
    return {
        "engines": [{"name": o.engine, "trouble": o.trouble, "hint": o.hint} for o in found],
        "voices": [
            {
                "engine": offer.engine,
                "name": voice.name,
                "voice": f"{offer.engine}:{voice.name}".removesuffix(":"),
                "language": voice.language,
                "quality": voice.quality.name.lower(),
                "licence": voice.licence,
                "installed": voice.installed,
                "how": voice.how,
                "size_bytes": offer.size_bytes.get(voice.name),
            }
            for offer in found
            for voice in offer.voices
        ],
    }


def _print(found: Sequence[Offer], *, each: bool, fetchable: bool) -> None:
    width = click.get_current_context().make_formatter().width
    for offer in found:
        click.secho(offer.engine, bold=True)
        for line in _lines(offer, width, each=each):
            click.echo(line)
    click.echo("\nHear one: voiceguide voices preview ENGINE:NAME. Use one: --voice ENGINE:NAME")
    if any(_is_fetchable(voice) for offer in found for voice in offer.voices):
        click.echo("Fetch one: voiceguide voices fetch ENGINE:NAME")
    if not each and any(len(group) > _MOST for offer in found for group in _groups(offer)):
        click.echo("See each: voiceguide voices --language de, or --engine espeak, or --all")
    if not fetchable and any(offer.engine == "piper" for offer in found):
        click.echo("Piper has more, in over thirty languages: voiceguide voices --fetchable")


def _lines(offer: Offer, width: int, *, each: bool) -> Iterator[str]:
    """Yield the lines below an engine's name, at most `width` characters wide except for long names and hints.

    `each` gives every voice its own row, however many there are.
    """
    rows: list[Row] = []
    for group in _groups(offer):
        if each or len(group) <= _MOST:
            rows += [_row(voice, offer) for voice in group]
        else:
            rows.append(_shared_row(group))
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    for *cells, state in rows:
        start = _GAP + _GAP.join(f"{cell:{size}}" for cell, size in zip(cells, widths, strict=True))
        if len(start) + len(_GAP) + len(state) <= width:
            yield f"{start}{_GAP}{state}"
        else:
            yield start.rstrip()
            yield f"{2 * _GAP}{state}"
    if offer.trouble:
        yield f"{_GAP}doesn't work: {offer.trouble}"
    if offer.hint:
        yield f"{_GAP}{offer.hint}"
    if not rows and not offer.trouble:
        yield f"{_GAP}none"


def _groups(offer: Offer) -> tuple[list[Voice], list[Voice]]:
    """Return the voices that are installed, and the others."""
    here = [voice for voice in offer.voices if voice.installed]
    return here, [voice for voice in offer.voices if not voice.installed]


def _row(voice: Voice, offer: Offer) -> Row:
    from voiceguide.speech.engine import MANY

    state, size_bytes = _state(voice), offer.size_bytes.get(voice.name)
    return (
        voice.name or "(its own)",
        "any" if voice.language == MANY else voice.language,
        voice.quality.name.lower(),
        _licence(voice),
        f"{state}, {readable_size(size_bytes)}" if size_bytes else state,
    )


def _shared_row(group: Sequence[Voice]) -> Row:
    """Return the row of many voices: what they have in common, and how many they are."""

    def common(values: set[str]) -> str:
        return values.pop() if len(values) == 1 else "various"

    languages = len({voice.language.casefold().partition("-")[0] for voice in group})
    return (
        f"{len(group)} voices",
        f"{languages} language{'s' * (languages != 1)}",
        common({voice.quality.name.lower() for voice in group}),
        common({_licence(voice) for voice in group}),
        common({_state(voice) for voice in group}),
    )


def _licence(voice: Voice) -> str:
    text = voice.licence or "not told"
    return text if len(text) <= _LONGEST_LICENCE else f"{text[: _LONGEST_LICENCE - 1]}…"


def _state(voice: Voice) -> str:
    return "here" if voice.installed else "to fetch" if _is_fetchable(voice) else voice.how


def _is_fetchable(voice: Voice) -> bool:
    from voiceguide.voices.offers import FETCH

    return voice.how.startswith(FETCH)


@command.command(
    "preview",
    examples=(
        "voiceguide voices preview hibari",
        "voiceguide voices preview espeak --language de",
        "voiceguide voices preview piper:en_US-joe-medium -o joe.wav",
    ),
)
@click.argument("voice", metavar="ENGINE[:NAME]", shell_complete=complete_voice)
@click.option(
    "--language", metavar="TAG", callback=language_tag, help="What it speaks.  [its own; English if no NAME is given]"
)
@output_option
def preview(voice: str, language: str | None, output: Path | None) -> None:
    """Hear a voice: two sentences and a count.

    Without a NAME it is the engine's best voice for the language. In a language that voiceguide has no words of its
    own in, it only counts.
    """
    from voiceguide.session.options import SpeechOptions
    from voiceguide.voices import offers

    let_hear(offers.sample(language or offers.language_of(voice)), SpeechOptions(voice=voice), output)


@command.command(
    "fetch",
    examples=("voiceguide voices fetch hibari:emma", "voiceguide voices fetch piper:de_DE-thorsten-medium --yes"),
)
@click.argument("names", metavar="NAME...", nargs=-1, required=True, shell_complete=_complete_fetchable)
@click.option("agreed", "--yes", is_flag=True, help="Don't ask.")
def fetch(names: tuple[str, ...], *, agreed: bool) -> None:
    """Fetch voices from where they are published.

    Prints each one's size and licence first, and asks you if this is a terminal. A voice is put in place when all of it
    has arrived and its checksum is right. If a download breaks off, the next one goes on from there.
    """
    from voiceguide.voices import catalogue

    with progress("Looking for it"):
        voices = catalogue.find(names)
    for voice in voices:
        if voice.is_here:
            click.echo(f"{voice.full_name} is here already.")
        else:
            _fetch(voice, agreed=agreed)


def _fetch(voice: VoiceDownload, *, agreed: bool) -> None:
    from voiceguide.engines.package import folder, install

    with progress("Looking for its licence"):
        licence = voice.licence() or "its card names none"
    begun = ", some of which is here already" if voice.is_begun else ""
    click.echo(f"{voice.full_name}: {voice.language}, {readable_size(voice.size_bytes)}{begun}. Licence: {licence}.")
    click.echo(f"From {voice.files[-1][0].address}")
    if not agreed and sys.stdin.isatty() and not click.confirm("Fetch it?", default=True):
        click.echo("Nothing is fetched.")
        return
    try:
        with progress(f"Fetching {voice.name}") as shown:
            voice.fetch(shown)
    except KeyboardInterrupt:
        click.echo("Stopped. What has come is kept: the same command goes on from there.", err=True)
        raise
    click.echo(f"It is here now, in {voice.files[-1][1].parent}.")
    click.echo(f"Hear it: voiceguide voices preview {voice.full_name}")
    if voice.engine == "piper" and not folder("piper"):
        click.echo(f"First install what speaks it: {install('piper')}")


@command.command(
    "remove",
    examples=("voiceguide voices remove hibari:emma", "voiceguide voices remove piper:de_DE-thorsten-medium --yes"),
)
@click.argument("names", metavar="NAME...", nargs=-1, required=True, shell_complete=_complete_fetched)
@click.option("agreed", "--yes", is_flag=True, help="Don't ask.")
def remove(names: tuple[str, ...], *, agreed: bool) -> None:
    """Remove voices that were fetched.

    Asks you first if this is a terminal. A voice that came with a package goes with that package.
    """
    from voiceguide.voices import catalogue

    found = catalogue.fetched_among(names)
    if not agreed and sys.stdin.isatty() and not click.confirm(f"Remove {', '.join(found)}?"):
        click.echo("Nothing is removed.")
        return
    for name, paths in found.items():
        click.echo(f"Removed {name}: {readable_size(catalogue.remove_files(paths))} freed.")
