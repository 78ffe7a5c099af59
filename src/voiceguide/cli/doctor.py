"""`voiceguide doctor`: print what works on this machine, for people or as JSON."""

from __future__ import annotations

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


@click.command("doctor", cls=Command, examples=("voiceguide doctor", "voiceguide doctor --json"))
@json_output
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """Tell what would speak, play and write here, and why.

    Everything is tried out, without a sound. The exit code is 1 when a routine can neither be played nor exported.
    """
    from voiceguide.diagnosis import diagnose

    with progress("Trying out what is here"):
        found = diagnose()
    if as_json:
        print_json(_fields(found))
    else:
        _print(found)
    if not found.well:
        ctx.exit(1)


def _print(found: Diagnosis) -> None:
    versions = dict(found.versions)
    click.echo("voiceguide {voiceguide}, Python {python}, {system}".format(**versions))
    _section("Speakers", found.speakers, "used unless --speaker names another")
    _section("Voices", found.engines, "used for English unless --voice names another")
    _print_auto(found.auto)
    _section("Ears", found.ears, "the default one is used unless --microphone names another")
    _section("Controls", found.controls, "used in a terminal; --control adds others")
    _section("Files", found.kinds, "")
    if found.settings:
        _section("Settings", found.settings, "")
    click.secho("\nFolders", bold=True)
    for name, folder in found.folders.items():
        click.echo(f"  {name:{_WIDTH}}{printable(str(folder))}")
    click.secho("\nLibraries", bold=True)
    for name, version in versions.items():
        if name not in ("voiceguide", "python", "system"):
            click.echo(f"  {name:{_WIDTH}}{version}")


def _print_auto(auto: Mapping[str, ChosenVoice]) -> None:
    """Print which voice is chosen for each language, unless one is named."""
    click.secho("\nThe best voice here, --voice auto", bold=True)
    for language, chosen in auto.items():
        named = f"; your config.toml names {chosen.config}" if chosen.config else ""
        who = "no voice: a tone sounds for each text" if chosen.voice == NONE else chosen.voice
        click.echo(f"  {language:{_WIDTH}}{who}{named}")
        if chosen.hint:
            click.echo(f"  {'':{_WIDTH}}{chosen.hint}")


def _section(title: str, checks: Iterable[Check], why: str) -> None:
    click.secho(f"\n{title}", bold=True)
    for check in checks:
        verdict = "works" if check.works else f"doesn't work: {printable(check.trouble)}"
        if check.works and check.used:
            verdict += f"; {why}"
        click.echo(f"  {check.name:{_WIDTH}}{click.style(verdict, fg=None if check.works else 'yellow')}")
        for line in check.hint.splitlines() if check.hint else []:
            click.echo(f"  {'':{_WIDTH}}{printable(line)}")
        for device, is_default in check.devices:
            click.echo(f"  {'':{_WIDTH}}- {printable(device)}{' (default)' if is_default else ''}")


def _fields(found: Diagnosis) -> dict[str, object]:
    def rows(checks: Iterable[Check]) -> list[dict[str, object]]:
        return [
            {
                "name": check.name,
                "works": check.works,
                "used": check.used,
                "trouble": check.trouble,
                "hint": check.hint,
                "devices": [{"name": name, "default": is_default} for name, is_default in check.devices],
            }
            for check in checks
        ]

    return {
        "well": found.well,
        "speakers": rows(found.speakers),
        "engines": rows(found.engines),
        "auto": {language: _voice_fields(chosen) for language, chosen in found.auto.items()},
        "settings": rows(found.settings),
        "ears": rows(found.ears),
        "controls": rows(found.controls),
        "files": rows(found.kinds),
        "folders": {name: str(folder) for name, folder in found.folders.items()},
        "versions": found.versions,
    }


def _voice_fields(chosen: ChosenVoice) -> dict[str, str]:
    return {"voice": chosen.voice, "hint": chosen.hint, "config": chosen.config}
