"""`voiceguide export`: write a routine to sound files or to a page, and say what was written."""

from __future__ import annotations

import os
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voiceguide import pipeline, plugins
from voiceguide.cli.frame import Command
from voiceguide.cli.options import mono_option, speech_options
from voiceguide.cli.output import progress, readable_size, roughly, write_problems
from voiceguide.cli.playlist import FileOptions, export_all
from voiceguide.cli.settings import RoutineCommand, RoutineName
from voiceguide.files import filing
from voiceguide.files.filing import CAPTIONS, CHAPTERINGS, Captions, Chaptering
from voiceguide.messages import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from click.shell_completion import CompletionItem

    from voiceguide.playback.contracts import Writer
    from voiceguide.routine.model import Routine
    from voiceguide.session.options import SpeechOptions
    from voiceguide.timeline.model import Timeline


_ALONE = "Settings go with one routine; export each on its own."


class _Captions(click.ParamType["tuple[Captions, ...]"]):
    name = "kinds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Captions, ...]:
        asked = [kind for kind in value.split(",") if kind]
        if "all" in asked:
            return CAPTIONS
        if unknown := [kind for kind in asked if kind not in CAPTIONS]:
            self.fail(f"'{unknown[0]}' is no kind of captions; there are {', '.join(CAPTIONS)} and all.", param, ctx)
        return tuple(kind for kind in CAPTIONS if kind in asked)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return what Tab offers: the kinds, and the routines, which may follow `--captions` at once."""
        from click.shell_completion import CompletionItem

        kinds = [CompletionItem(kind) for kind in (*CAPTIONS, "all") if kind.startswith(incomplete)]
        return [*RoutineName().shell_complete(ctx, param, incomplete), *kinds]


class _BitRate(click.ParamType[int]):
    name = "bit rate"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"(\d{1,6})(\s*k(bit/s|bps|b/s)?)?", value.strip(), re.ASCII | re.IGNORECASE)
        if not match:
            self.fail(f"'{value}' is no bit rate; write it like '64k', in thousands of bits a second.", param, ctx)
        return 1000 * int(match[1])


class _ExportCommand(RoutineCommand):
    """A routine command that takes several routines, and whose `--captions` takes kinds or stands alone."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse `args`. With several routines, load none of them yet: each comes in its turn."""
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        args = list(_with_kinds(args))
        if len(self.look_ahead(ctx, args)[0]) < 2:
            return super().parse_args(ctx, args)
        # Each routine has its own settings, so none of them can be given here.
        try:
            rest = Command.parse_args(self, ctx, args)
        except click.NoSuchOption as error:
            raise click.UsageError(f"{error.format_message()} {_ALONE}", ctx) from None
        if ctx.params.pop("pairs"):
            raise click.UsageError(_ALONE, ctx)
        ctx.params |= {"routine": None, "given": {}}
        return rest


def _with_kinds(args: Sequence[str]) -> Iterator[str]:
    """Yield `args` with a value for each `--captions` that has none: the word after it may be the routine."""
    for word, following in pairwise([*args, ""]):
        alone = {"all", *CAPTIONS}.isdisjoint(following.split(","))
        yield "--captions=vtt" if word == "--captions" and alone else word


@click.command(
    "export",
    cls=_ExportCommand,
    several=True,
    examples=(
        "voiceguide export lower-back",
        "voiceguide export lower-back --hold 10s -o slow.mp3 -o slow.m4b",
        "voiceguide export lower-back -o back.html",
        "voiceguide export my-routine.yaml --mono --captions vtt,srt -o my-routine.opus",
        "voiceguide export box-breathing lower-back -o evening -o .mp3",
    ),
)
@speech_options
@click.option(
    "--captions",
    type=_Captions(),
    default="",
    metavar="[KINDS]",
    help="Write files beside it: every spoken cue as vtt (also when no kind is named), srt or lrc, and the chapters "
    "for podcasts as chapters; several with commas between, or all.",
)
@click.option(
    "--chapters",
    type=click.Choice(CHAPTERINGS),
    default="sections",
    show_default=True,
    help="What a player lists and skips to: the routine's sections, or each hold, wait and pace.",
)
@click.option(
    "bit_rate",
    "--bitrate",
    type=_BitRate(),
    metavar="RATE",
    help="How many bits a second of sound may take, such as 64k: fewer make a smaller file, more a clearer one. "
    "Kinds that keep every sample, such as .flac, have none to choose.  [96k, or 64k with --mono]",
)
@click.option(
    "cover",
    "--no-cover",
    flag_value=False,
    default=True,
    help="Draw no cover for a routine that has no picture of its own.",
)
@mono_option
@click.option(
    "outputs",
    "-o",
    "--output",
    multiple=True,
    metavar="FILE",
    help="The file; its suffix names its kind, such as .m4a, .m4b, .mp3, .opus, .flac, .wav, or .html for a page with "
    "buttons. Repeat for more of them; a suffix alone takes the routine's name.  [NAME.m4a if left out]",
)
def command(
    source: str,
    more: Sequence[str],
    routine: Routine | None,
    given: Mapping[str, str],
    *,
    speech: SpeechOptions,
    outputs: Sequence[str],
    bit_rate: int | None,
    chapters: Chaptering,
    cover: bool,
    language: str | None = None,
    mono: bool,
    captions: tuple[Captions, ...],
) -> None:
    """Write a routine to a sound file, or to a page for a phone.

    ROUTINE is the name of a routine ('voiceguide list' shows them), a file, or '-' for standard input. A file that
    is there already is replaced only when the new one is whole. What the routine is made from, such as its music, is
    never overwritten.

    Several routines become numbered files in a folder, with a playlist and an index of them.
    """
    form = {"mono": mono, "bit_rate": bit_rate, "chapters": chapters, "cover": cover}
    options = FileOptions(speech, form, captions)
    if routine is None:
        export_all([source, *more], outputs, language, options)
    else:
        _export(routine, given, _paths(outputs or [".m4a"], routine.name), options)


def _export(routine: Routine, given: Mapping[str, str], paths: Sequence[Path], options: FileOptions) -> None:
    # An unknown suffix is an error before anything is spoken.
    sinks = [filing.file_sink(path, **options.form) for path in paths]
    speech = options.speech
    plan = pipeline.compile(routine, given, safety=speech.safety, music=speech.music)
    for path, sink in zip(paths, sinks, strict=True):
        filing.check_writable(sink, path, plan.metadata, options.captions)
    with progress("Speaking") as shown:
        timeline = pipeline.build_timeline(
            plan, speech.voice, voice_settings=speech.voice_settings, wake_up=speech.wake_up, progress=shown
        )
    for path, sink in zip(paths, sinks, strict=True):
        with progress(f"Writing {path.name}" if len(paths) > 1 else "Writing") as shown:
            filing.write(timeline, sink, shown)
        click.echo(_written(path, sink, timeline, options.form["chapters"]))
    write_problems(timeline.notes, err=True)
    _write_captions(timeline, paths, options.captions, options.form["chapters"])


def _write_captions(timeline: Timeline, paths: Sequence[Path], kinds: Sequence[Captions], chapters: Chaptering) -> None:
    from voiceguide.files.captions import write_beside

    # Two kinds of file of one name have their captions in common.
    for path in {path.with_suffix(""): path for path in paths}.values():
        for beside in write_beside(timeline, path, kinds, chapters):
            told = "chapters" if beside.suffix == ".json" else "spoken cues"
            click.echo(f"Wrote {printable(str(beside))}: the {told}.")


def _paths(outputs: Sequence[str], name: str) -> list[Path]:
    kinds = plugins.names(plugins.SINKS)
    # '-o .mp3': to Python that is a name without a suffix.
    paths = [Path(f"{name}{text}" if text.startswith(".") and text[1:].lower() in kinds else text) for text in outputs]
    twice = [path for path, times in Counter(map(os.path.realpath, paths)).items() if times > 1]
    if twice:
        raise click.UsageError(f"'{Path(twice[0]).name}' is named twice: each -o takes a file of its own.")
    return paths


def _written(path: Path, sink: Writer, timeline: Timeline, chapters: Chaptering) -> str:
    from voiceguide.files.chapters import fitting

    size = readable_size(path.stat().st_size)
    found, by = fitting(timeline, chapters, sink.most_chapters)
    counted = f", {len(found)} chapter{'s' * (len(found) != 1)}" if found else ""
    why = f" They are its sections: this kind of file lists {sink.most_chapters} at most, and it has more steps."
    fewer = found and by != chapters
    return f"Wrote {printable(str(path))}: {roughly(timeline.seconds)}, {size}{counted}.{why if fewer else ''}"
