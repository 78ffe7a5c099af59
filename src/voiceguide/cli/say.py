"""`voiceguide say`: speak a text; and how this and other commands play what isn't a session."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voiceguide import pipeline
from voiceguide.cli.frame import Command
from voiceguide.cli.options import rate_option, voice_option, voice_volume_option
from voiceguide.cli.output import progress
from voiceguide.errors import DeviceError, UsageError, Where
from voiceguide.files import filing
from voiceguide.messages import printable
from voiceguide.routine.values import TAG
from voiceguide.speech.voice_settings import VoiceSettings

if TYPE_CHECKING:
    from voiceguide.plan.model import Plan
    from voiceguide.timeline.model import Timeline


output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it to a file instead; its suffix names its kind.",
)


def let_hear(timeline: Timeline, output: Path | None) -> None:
    """Play `timeline`, or write it to the file given with --output."""
    if output:
        pipeline.export(timeline, output, cover=False)
        click.echo(f"Wrote {printable(str(output))}.")
        return
    from voiceguide.speakers import opening

    try:
        speaker = opening.open_speaker()
    except DeviceError as error:
        hint = f"{error.hint}\nTo hear it elsewhere, write a file: add -o FILE.m4a".strip()
        raise DeviceError(error.message, hint=hint) from error
    pipeline.play(timeline, speaker)


@click.command(
    "say",
    cls=Command,
    examples=(
        'voiceguide say "Press the psoas for 8 s, 3x."',
        'voiceguide say "8 s, 1 min" --language de --voice system',
        'voiceguide say "L4/L5" -o l4-l5.wav',
    ),
)
@click.argument("text")
@click.option("--language", default="en", show_default=True, metavar="TAG", help="The language of the text.")
@voice_option
@rate_option
@voice_volume_option
@output_option
def command(text: str, language: str, voice: str, output: Path | None, *, rate: float, voice_volume: float) -> None:
    """Speak a text, to hear how it is read.

    Numbers, units, ranges and the words of your lexicon are put as a person reads them; where that differs from
    TEXT, it is printed. docs/languages.md says how to change it.
    """
    from voiceguide.speech.clips import is_speakable
    from voiceguide.speech.locales import own_lexicon
    from voiceguide.speech.reading import Reader

    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UsageError("TEXT has bytes that are no UTF-8", hint="Give it in UTF-8, as your terminal should be set.")
    text = " ".join(text.split())
    if not is_speakable(text):
        raise UsageError(f"'{text}' has nothing to say", hint="Give a text with a letter or a digit in it.")
    if not TAG.fullmatch(language):
        raise UsageError(f"'{language}' isn't a language tag", hint="Write one such as en, de or pt-BR.")
    plan = _plan(text, language)
    if output:  # what can't be written is told before anything is spoken
        filing.check_writable(filing.file_sink(output), output, plan.metadata)
    voice_settings = VoiceSettings(rate=rate, voice_db=voice_volume)
    with progress("Speaking") as shown:
        timeline = pipeline.build_timeline(plan, voice, voice_settings=voice_settings, progress=shown)
    read = Reader(language, own_lexicon(language)).read(text)
    if read != text:
        click.echo(f"Read as: {read}")
    let_hear(timeline, output)


def _plan(text: str, language: str) -> Plan:
    from voiceguide.plan.model import Metadata, Plan, Say, Words

    said = Say(where=Where("<text>", 1, 1), words=Words((text,)), then=Fraction(0))
    return Plan(Metadata(title=text, language=language), (said,))
