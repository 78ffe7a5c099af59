"""`voiceguide doctor`: print what works on this machine, for people or as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from voiceguide.cli.frame import Command
from voiceguide.cli.options import json_output
from voiceguide.cli.output import print_json, progress
from voiceguide.messages import printable
from voiceguide.voices.narrator import NONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from voiceguide.diagnosis import Check, ChosenVoice, Diagnosis

_WIDTH = 14
_OURS = ("voiceguide", "python", "system")


@click.command("doctor", cls=Command, examples=("voiceguide doctor", "voiceguide doctor --json"))
@json_output
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """Tell what would speak, play and write here, and why.

    Tries everything out, without a sound. The exit code is 1 if a routine can neither be played nor exported.
    """
    from voiceguide.diagnosis import diagnose

    with progress("Trying out what is here"):
        found = diagnose()
    if as_json:
        print_json({"well": found.well} | asdict(found))
    else:
        _print(found)
    if not found.well:
        ctx.exit(1)


def _print(found: Diagnosis) -> None:
    versions = dict(found.versions)
    click.echo("voiceguide {voiceguide}, Python {python}, {system}".format(**versions))
    _print_section("Speakers", found.speakers, "used unless --speaker names another")
    _print_section("Voices", found.engines, "used for English unless --voice names another")
    _print_auto(found.auto)
    _print_section("Ears", found.ears, "the default one is used unless --microphone names another")
    _print_section("Controls", found.controls, "used in a terminal; --control adds others")
    _print_section("Files", found.files)
    if found.settings:
        _print_section("Settings", found.settings)
    _print_rows("Folders", found.folders)
    _print_rows("Libraries", {name: versions[name] for name in versions if name not in _OURS})


def _print_rows(title: str, rows: Mapping[str, str]) -> None:
    click.secho(f"\n{title}", bold=True)
    for name, text in rows.items():
        click.echo(f"  {name:{_WIDTH}}{printable(text)}")


def _print_auto(auto: Mapping[str, ChosenVoice]) -> None:
    """Print which voice speaks each language if the listener names none."""
    click.secho("\nThe best voice here, --voice auto", bold=True)
    for language, chosen in auto.items():
        named = f"; your config.toml names {chosen.config}" if chosen.config else ""
        who = "no voice: a tone sounds for each text" if chosen.voice == NONE else chosen.voice
        click.echo(f"  {language:{_WIDTH}}{who}{named}")
        if chosen.hint:
            click.echo(f"  {'':{_WIDTH}}{chosen.hint}")


def _print_section(title: str, checks: Iterable[Check], why: str = "") -> None:
    click.secho(f"\n{title}", bold=True)
    for check in checks:
        verdict = "works" if check.works else f"doesn't work: {printable(check.trouble)}"
        if check.works and check.used:
            verdict += f"; {why}"
        click.echo(f"  {check.name:{_WIDTH}}{click.style(verdict, fg=None if check.works else 'yellow')}")
        for line in check.hint.splitlines():
            click.echo(f"  {'':{_WIDTH}}{printable(line)}")
        for device in check.devices:
            click.echo(f"  {'':{_WIDTH}}- {printable(device.name)}{' (default)' * device.default}")
