"""`voiceguide export`: write a routine to sound files or to a page, or several routines into one folder."""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from voiceguide import plugins
from voiceguide.cli.frame import Command
from voiceguide.cli.options import mono_option, speech_options, without
from voiceguide.cli.output import Failure, progress, readable_size, roughly, speak, write_problems
from voiceguide.cli.settings import Chosen, RoutineCommand, RoutineName, load_wanted
from voiceguide.errors import FileError, RoutineError, VoiceguideError
from voiceguide.files import filing
from voiceguide.files.filing import CAPTIONS, CHAPTERINGS, Captions, Chaptering
from voiceguide.messages import printable, reason
from voiceguide.paths import replacing, spare

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from click.shell_completion import CompletionItem

    from voiceguide.files.playlist import Entry
    from voiceguide.plan.model import Plan
    from voiceguide.playback.contracts import Writer
    from voiceguide.session.options import SpeechOptions
    from voiceguide.timeline.model import Timeline

_ALONE = "Settings go with one routine; export each on its own."
_INDEX, _PLAYLIST = "index.json", "playlist.m3u8"


class _FileOptions(NamedTuple):
    """The options of every file: how it sounds, the `form` that `file_sink` takes, and the captions beside it."""

    speech: SpeechOptions
    form: Mapping[str, Any]
    captions: Sequence[Captions]


def _captions(value: str | tuple[Captions, ...]) -> tuple[Captions, ...]:
    kinds = [kind for kind in value.split(",") if kind] if isinstance(value, str) else value
    if "all" in kinds:
        return CAPTIONS
    if unknown := [kind for kind in kinds if kind not in CAPTIONS]:
        raise click.BadParameter(f"'{unknown[0]}' is no kind of captions; there are {', '.join(CAPTIONS)} and all.")
    return tuple(kind for kind in CAPTIONS if kind in kinds)


def _complete_captions(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the kinds, and the routines, which may follow `--captions` at once."""
    from click.shell_completion import CompletionItem

    kinds = [CompletionItem(kind) for kind in (*CAPTIONS, "all") if kind.startswith(incomplete)]
    return [*RoutineName().shell_complete(ctx, param, incomplete), *kinds]


def _bit_rate(value: str) -> int:
    match = re.fullmatch(r"(\d{1,6})(\s*k(bit/s|bps|b/s)?)?", value.strip(), re.ASCII | re.IGNORECASE)
    if not match:
        raise click.BadParameter(f"'{value}' is no bit rate; write it like '64k', in thousands of bits a second.")
    return 1000 * int(match[1])


class _ExportCommand(RoutineCommand):
    """A routine command that takes several routines, and whose `--captions` may have no value."""

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
        ctx.params["chosen"] = None
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
    type=_captions,
    default="",
    metavar="[KINDS]",
    shell_complete=_complete_captions,
    help="Write files beside it: every spoken cue as vtt (also if you name no kind), srt or lrc, and the chapters "
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
    type=_bit_rate,
    metavar="RATE",
    help="How many bits a second of sound may take, such as 64k: fewer make a smaller file, more a clearer one. "
    "Kinds that keep every sample, such as .flac, have none to choose.  [96k, or 64k with --mono]",
)
@without("cover", "Draw no cover for a routine that has no picture of its own.")
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
    chosen: Chosen | None,
    more: Sequence[str],
    *,
    speech: SpeechOptions,
    outputs: Sequence[str],
    captions: tuple[Captions, ...],
    source: str = "",
    language: str | None = None,
    **form: Any,
) -> None:
    """Write a routine to a sound file, or to a page for a phone.

    ROUTINE is the name of a routine ('voiceguide list' shows them), a file, or '-' for standard input. A file that
    is there already is replaced only when the new one is whole. What the routine is made from, such as its music, is
    never overwritten.

    Several routines become numbered files in a folder, with a playlist and an index of them.
    """
    options = _FileOptions(speech, form, captions)
    if chosen is None:
        _export_all([source, *more], outputs, language, options)
    else:
        _export(chosen, _paths(outputs or [".m4a"], chosen.routine.name), options)


def _paths(outputs: Sequence[str], name: str) -> list[Path]:
    # '-o .mp3': to Python that is a name without a suffix.
    paths = [Path(f"{name}{text}" if _is_suffix(text) else text) for text in outputs]
    twice = [path for path, times in Counter(map(os.path.realpath, paths)).items() if times > 1]
    if twice:
        raise click.UsageError(f"'{Path(twice[0]).name}' is named twice: each -o takes a file of its own.")
    return paths


def _is_suffix(output: str) -> bool:
    return output.startswith(".") and output[1:].lower() in plugins.names(plugins.SINKS)


def _export(chosen: Chosen, paths: Sequence[Path], options: _FileOptions) -> None:
    from voiceguide.files.captions import write_beside

    # An unknown suffix is an error before anything is spoken.
    sinks = [filing.file_sink(path, **options.form) for path in paths]
    plan, by = options.speech.compile(chosen.routine, chosen.given), options.form["chapters"]
    for path, sink in zip(paths, sinks, strict=True):
        filing.check_writable(sink, path, plan.metadata, options.captions)
    timeline = speak(plan, options.speech)
    for path, sink in zip(paths, sinks, strict=True):
        with progress(f"Writing {path.name}" if len(paths) > 1 else "Writing") as shown:
            filing.write(timeline, sink, shown)
        click.echo(f"{_written(path, timeline)}{_chapters(sink, timeline, by)}")
    write_problems(timeline.notes, err=True)
    # Two kinds of file of one name have their captions in common.
    for path in {path.with_suffix(""): path for path in paths}.values():
        for beside in write_beside(timeline, path, options.captions, by):
            what = "chapters" if beside.suffix == ".json" else "spoken cues"
            click.echo(f"Wrote {printable(str(beside))}: the {what}.")


def _written(path: Path, timeline: Timeline) -> str:
    return f"Wrote {printable(str(path))}: {roughly(timeline.seconds)}, {readable_size(path.stat().st_size)}"


def _chapters(sink: Writer, timeline: Timeline, by: Chaptering) -> str:
    """Return the end of the line about a file: its number of chapters, and why they aren't those of `by`."""
    from voiceguide.files.chapters import fitting

    found, found_by = fitting(timeline, by, sink.most_chapters)
    if not found:
        return "."
    why = f" They are its sections: this kind of file lists {sink.most_chapters} at most, and it has more steps."
    return f", {len(found)} chapter{'s' * (len(found) != 1)}.{why * (found_by != by)}"


def _export_all(sources: Sequence[str], outputs: Sequence[str], language: str | None, options: _FileOptions) -> None:
    """Write each of `sources`, in `language`, into the folder among `outputs`; exit with 1 if one can't be written.

    If a routine fails, its error is printed and its number stays free. Raise `FileError` before anything is spoken if a
    file would overwrite one that a routine is made from.
    """
    from voiceguide.files.captions import path_beside
    from voiceguide.files.playlist import numbered

    folder, suffix = _folder(outputs)
    filing.file_sink(Path(f"x{suffix}"), **options.form)  # an option that doesn't fit is an error before all work
    files: list[str] = []
    plans = [_compiled(source, language, options.speech, files) for source in sources]
    jobs = {
        number: (plan, folder / numbered(number, len(plans), plan.metadata.title, suffix))
        for number, plan in enumerate(plans, 1)
        if plan
    }
    done: dict[int, Entry] = {}
    with _made(folder):
        for path in (folder / _INDEX, folder / _PLAYLIST):
            spare(path, files)
        for _, path in jobs.values():
            for written in (path, *(path_beside(path, kind) for kind in options.captions)):
                spare(written, files)
        for number, (plan, path) in jobs.items():
            try:
                done[number] = _export_one(plan, path, f"{number} of {len(plans)}", options)
            except VoiceguideError as error:
                Failure(error).show()
            else:
                # After each file, so that the lists are right if the user presses Ctrl-C.
                listed = _list(folder, suffix, list(done.values()), files)
    if done:
        click.echo(printable(listed))
    if left_out := [source for number, source in enumerate(sources, 1) if number not in done]:
        click.echo(printable(f"Left out: {', '.join(left_out)}."), err=True)
        raise click.exceptions.Exit(1)


def _folder(outputs: Sequence[str]) -> tuple[Path, str]:
    suffixes = [text for text in outputs if _is_suffix(text)]
    folders = [Path(text) for text in outputs if text not in suffixes]
    if len(folders) == 1 and len(suffixes) > 1:
        raise click.UsageError(
            f"A folder takes one kind of file, and here are {' and '.join(suffixes)}; export again for the other. "
            "Nothing is spoken twice."
        )
    if len(folders) != 1 or (folders[0].suffix and not folders[0].is_dir()):
        raise click.UsageError(
            "Several routines go into one folder: name it with -o FOLDER, and the kind of file, if it isn't .m4a, "
            "with another -o, such as -o .mp3."
        )
    return folders[0], suffixes[0] if suffixes else ".m4a"


def _compiled(source: str, language: str | None, speech: SpeechOptions, files: list[str]) -> Plan | None:
    """Return the plan of the routine `source`; print why and return None if it fails.

    Either way, add the files that the routine is made from to `files`.
    """
    try:
        routine = load_wanted(source, language, speech.voice)
        files += routine.files
        return speech.compile(routine)
    except VoiceguideError as error:
        if isinstance(error, RoutineError):
            files += error.files
        Failure(error).show()
        return None


@contextlib.contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Make `folder` if it doesn't exist; remove it again if it stays empty."""
    there = folder.is_dir()
    try:
        folder.mkdir(exist_ok=True)
    except FileExistsError as error:
        what = "a file" if folder.exists() else "a link that leads nowhere"
        hint = "Name a folder with -o; it is made where there is none."
        raise FileError(f"{folder} is {what}", hint=hint) from error
    except OSError as error:
        raise FileError(f"can't make the folder {folder}: {reason(error)}") from error
    try:
        yield
    finally:
        if not there:
            with contextlib.suppress(OSError):  # it has files in it
                folder.rmdir()


def _export_one(plan: Plan, path: Path, place: str, options: _FileOptions) -> Entry:
    """Write `plan` to `path`. `place` is a text such as '1 of 2'."""
    from voiceguide.files.captions import write_beside
    from voiceguide.files.chapters import fitting
    from voiceguide.files.playlist import Entry

    by = options.form["chapters"]
    sink = filing.file_sink(path, **options.form)
    filing.check_writable(sink, path, plan.metadata, options.captions)
    timeline = speak(plan, options.speech, f"Speaking {place}")
    with progress(f"Writing {place}") as shown:
        filing.write(timeline, sink, shown)
    write_beside(timeline, path, options.captions, by)
    write_problems(timeline.notes, err=True)
    click.echo(f"{_written(path, timeline)}.")
    listed, _ = fitting(timeline, by, sink.most_chapters)
    chapters = tuple((timeline.rate.seconds(chapter.start), chapter.title) for chapter in listed)
    return Entry(path.name, timeline.metadata, timeline.seconds, path.stat().st_size, chapters)


def _list(folder: Path, suffix: str, entries: Sequence[Entry], files: Sequence[str]) -> str:
    """Write the playlist and the index in `folder`, over none of the routines' `files`; return a line about them."""
    from voiceguide.files import playlist

    lists = {_INDEX: playlist.index(entries)}
    if suffix.lower() != ".html":  # no player plays a page
        lists[_PLAYLIST] = playlist.m3u8(entries)
    for name, text in lists.items():
        with replacing(folder / name, files) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
    if _PLAYLIST not in lists:
        return f"Wrote {folder / _INDEX}: what there is, for programs."
    return f"Wrote {folder / _PLAYLIST}: the files in order; and {_INDEX}, the same for programs."
