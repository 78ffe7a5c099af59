"""Export several routines into a folder of numbered files, with a playlist and an index."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from voiceguide import pipeline, plugins
from voiceguide.cli.output import Failure, progress, readable_size, roughly, write_problems
from voiceguide.cli.settings import load_wanted
from voiceguide.errors import FileError, RoutineError, VoiceguideError
from voiceguide.files import filing
from voiceguide.messages import printable, reason
from voiceguide.paths import replacing, spare

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from voiceguide.files.filing import Captions
    from voiceguide.files.playlist import Entry
    from voiceguide.plan.model import Plan
    from voiceguide.session.options import SpeechOptions


_INDEX, _PLAYLIST = "index.json", "playlist.m3u8"


class FileOptions(NamedTuple):
    """The options of every file: how it sounds, the `form` that `file_sink` takes, and the captions beside it."""

    speech: SpeechOptions
    form: Mapping[str, Any]
    captions: Sequence[Captions]


class _Job(NamedTuple):
    """One of several routines: its plan and its file."""

    plan: Plan
    path: Path


def export_all(sources: Sequence[str], outputs: Sequence[str], language: str | None, options: FileOptions) -> None:
    """Write each of `sources`, in `language`, into the folder among `outputs`; exit with 1 if one can't be written.

    If a routine fails, its error is printed and its number stays free. Raise `FileError` before anything is spoken if a
    file would overwrite one that a routine is made from.
    """
    folder, suffix = _folder(outputs)
    filing.file_sink(Path(f"x{suffix}"), **options.form)  # an option that doesn't fit is an error before all work
    files: list[str] = []
    plans = [_compiled(source, language, options.speech, files) for source in sources]
    jobs = _jobs(plans, folder / f"x{suffix}")
    entries: list[Entry] = []
    failed: list[str] = []
    with _made(folder):
        for path in _paths(folder, jobs, options.captions):
            spare(path, files)
        for number, (source, job) in enumerate(zip(sources, jobs, strict=True), start=1):
            if not job:
                failed.append(source)
                continue
            try:
                entries.append(_export(job, f"{number} of {len(jobs)}", options))
            except VoiceguideError as error:
                Failure(error).show()
                failed.append(source)
            else:
                # After each file, so that the lists are right if the user presses Ctrl-C.
                listed = _list(folder, suffix, entries, files)
    if entries:
        click.echo(printable(listed))
    if failed:
        click.echo(printable(f"Left out: {', '.join(failed)}."), err=True)
        raise click.exceptions.Exit(1)


def _list(folder: Path, suffix: str, entries: Sequence[Entry], files: Sequence[str]) -> str:
    """Write the playlist and the index in `folder`, over none of the routines' `files`; return a line about them."""
    from voiceguide.files import playlist

    _write(folder / _INDEX, playlist.index(entries), files)
    if suffix.lower() == ".html":  # no player plays a page
        return f"Wrote {folder / _INDEX}: what there is, for programs."
    _write(folder / _PLAYLIST, playlist.m3u8(entries), files)
    return f"Wrote {folder / _PLAYLIST}: the files in order; and {_INDEX}, the same for programs."


def _folder(outputs: Sequence[str]) -> tuple[Path, str]:
    suffixes = [text for text in outputs if text.startswith(".") and text[1:].lower() in plugins.names(plugins.SINKS)]
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


def _jobs(plans: Sequence[Plan | None], place: Path) -> list[_Job | None]:
    """Return the job of each of `plans`, None if it has no plan. The files lie beside `place`."""
    from voiceguide.files.playlist import numbered

    def job(number: int, plan: Plan) -> _Job:
        return _Job(plan, place.with_name(numbered(number, len(plans), plan.metadata.title, place.suffix)))

    return [job(number, plan) if plan else None for number, plan in enumerate(plans, start=1)]


def _paths(folder: Path, jobs: Sequence[_Job | None], captions: Sequence[Captions]) -> Iterator[Path]:
    """Yield each path that is written."""
    from voiceguide.files.captions import path_beside

    yield from (folder / _INDEX, folder / _PLAYLIST)
    for job in filter(None, jobs):
        yield job.path
        yield from (path_beside(job.path, kind) for kind in captions)


def _compiled(source: str, language: str | None, speech: SpeechOptions, files: list[str]) -> Plan | None:
    """Return the plan of the routine `source`; print why and return None if it fails.

    Either way, add the files that the routine is made from to `files`.
    """
    try:
        routine = load_wanted(source, language, speech.voice)
        files += routine.files
        return pipeline.compile(routine, safety=speech.safety, music=speech.music)
    except VoiceguideError as error:
        if isinstance(error, RoutineError):
            files += error.files
        Failure(error).show()
        return None


def _export(job: _Job, place: str, options: FileOptions) -> Entry:
    """Write `job`. `place` is a text such as '1 of 2'."""
    from voiceguide.files.captions import write_beside
    from voiceguide.files.chapters import fitting
    from voiceguide.files.playlist import Entry

    (plan, path), speech = job, options.speech
    sink = filing.file_sink(path, **options.form)
    filing.check_writable(sink, path, plan.metadata, options.captions)
    with progress(f"Speaking {place}") as shown:
        timeline = pipeline.build_timeline(
            plan, speech.voice, voice_settings=speech.voice_settings, wake_up=speech.wake_up, progress=shown
        )
    with progress(f"Writing {place}") as shown:
        filing.write(timeline, sink, shown)
    write_beside(timeline, path, options.captions, options.form["chapters"])
    write_problems(timeline.notes, err=True)
    size_bytes = path.stat().st_size
    click.echo(f"Wrote {printable(str(path))}: {roughly(timeline.seconds)}, {readable_size(size_bytes)}.")
    listed, _ = fitting(timeline, options.form["chapters"], sink.most_chapters)
    chapters = tuple((timeline.rate.seconds(chapter.start), chapter.title) for chapter in listed)
    return Entry(path.name, timeline.metadata, timeline.seconds, size_bytes, chapters)


def _write(path: Path, text: str, files: Sequence[str]) -> None:
    with replacing(path, files) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
