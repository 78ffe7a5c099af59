"""`voiceguide say`: speak a text; and how this and other commands play what isn't a session."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voiceguide import pipeline
from voiceguide.cli.frame import Command
from voiceguide.cli.options import voice_options
from voiceguide.cli.output import speak
from voiceguide.errors import DeviceError, UsageError, Where
from voiceguide.files import filing
from voiceguide.messages import printable
from voiceguide.routine.values import TAG

if TYPE_CHECKING:
    from voiceguide.plan.model import Plan
    from voiceguide.session.options import SpeechOptions


def language_tag(_ctx: click.Context, _option: click.Parameter, tag: str | None) -> str | None:
    """Return `tag`, the value of --language; raise `UsageError` if it isn't a language tag."""
    if tag is not None and not TAG.fullmatch(tag):
        raise UsageError(f"'{tag}' isn't a language tag", hint="Write one such as en, de or pt-BR.")
    return tag


output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it to a file instead; its suffix names its kind.",
)


def let_hear(plan: Plan, speech: SpeechOptions, output: Path | None, first: str = "") -> None:
    """Speak `plan`, print the line `first`, and play it, or write it to the file `output` given with --output."""
    if output:  # before anything is spoken
        filing.check_writable(filing.file_sink(output), output, plan.metadata)
    timeline = speak(plan, speech)
    if first:
        click.echo(first)
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
@click.option(
    "--language",
    default="en",
    show_default=True,
    metavar="TAG",
    callback=language_tag,
    help="The language of the text.",
)
@voice_options
@output_option
def command(text: str, language: str, *, speech: SpeechOptions, output: Path | None) -> None:
    """Speak a text, to hear how it is read.

    voiceguide reads numbers, units, ranges and the words of your lexicon as a person does. Where that differs from
    TEXT, it prints how. docs/languages.md says how to change it.
    """
    from voiceguide.plan.model import Metadata, Plan, Say, Words
    from voiceguide.speech.clips import is_speakable
    from voiceguide.speech.locales import own_lexicon
    from voiceguide.speech.reading import Reader

    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UsageError("TEXT has bytes that are no UTF-8", hint="Give it in UTF-8, as your terminal should be set.")
    text = " ".join(text.split())
    if not is_speakable(text):
        raise UsageError(f"'{text}' has nothing to say", hint="Give a text with a letter or a digit in it.")
    say = Say(where=Where("<text>", 1, 1), words=Words((text,)), then=Fraction(0))
    read = Reader(language, own_lexicon(language)).read(text)
    plan = Plan(Metadata(title=text, language=language), (say,))
    let_hear(plan, speech, output, f"Read as: {read}" if read != text else "")
