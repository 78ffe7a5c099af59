"""`voiceguide enrol`: record the listener's own voice, so that the ears know it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voiceguide.cli.frame import Command
from voiceguide.cli.options import json_output
from voiceguide.cli.output import print_json, progress
from voiceguide.errors import DeviceError, FileError, UsageError
from voiceguide.messages import near, reason
from voiceguide.paths import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from voiceguide.controls.ears.enrolment import Recorder, Recording
    from voiceguide.controls.ears.microphone import Chunk

TAKES = 3
"""How often the listener says each word."""

_MOST_TRIES = 5


@click.command(
    "enrol",
    cls=Command,
    examples=("voiceguide enrol", "voiceguide enrol --word pause --word stop", "voiceguide enrol --forget"),
)
@click.option("words", "--word", multiple=True, metavar="WORD", help="Learn only this word; repeat for more.")
@click.option("--microphone", metavar="NAME", help="The microphone, or a part of its name; else the default one.")
@click.option(
    "--keep-takes",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Keep what you say as WAV files in this folder; without it, no recording is stored.",
)
@click.option("--forget", is_flag=True, help="Forget your voice, and do nothing else.")
@json_output
def command(
    *, words: Sequence[str], microphone: str | None, keep_takes: Path | None, forget: bool, as_json: bool
) -> None:
    """Let the ears learn your voice.

    Asks you to say one word of each command three times, which takes less than five minutes. It checks each take, and
    asks again if a take is too quiet, too loud, or more than the word. Then the ears learn from the takes, in seconds,
    and 'voiceguide play --listen' knows your voice from now on. Ctrl-C leaves everything as it was.

    The ears keep how your voice differs, not what you said.
    """
    if forget:
        _forget(as_json=as_json)
        return
    from voiceguide.controls.ears import require_ears

    require_ears()
    chosen = _chosen(words)
    try:
        path = _enrol(chosen, microphone, keep_takes, only_some=bool(words))
    except KeyboardInterrupt:
        click.echo("\nEverything is as it was.", err=True)
        raise
    if as_json:
        print_json({"head": str(path), "words": list(chosen), "takes": TAKES * len(chosen)})
    else:
        click.echo("The ears know your voice now. 'voiceguide enrol --forget' makes them forget it.")


def _enrol(chosen: Sequence[str], microphone: str | None, keep_takes: Path | None, *, only_some: bool) -> Path:
    """Ask for takes of the words `chosen`, learn from them, and return where the head is kept."""
    with progress("Getting the ears ready"):
        from voiceguide.controls.ears import enrolment
        from voiceguide.controls.ears.head import current, head_file, save, shipped
        from voiceguide.controls.ears.microphone import Microphone
        from voiceguide.controls.ears.recogniser import Features
        from voiceguide.controls.ears.segments import Segments
        from voiceguide.speakers.device import quiet_stderr

        # Words that are named add to what the ears know; one of each command is a new beginning.
        head, features = current() if only_some else shipped(), Features()
    if keep_takes:
        _make(keep_takes)
    with quiet_stderr():
        opened = Microphone(microphone)
    with contextlib.closing(opened):
        recordings = list(_recorded(chosen, enrolment.Recorder(Segments()), opened.chunks()))
    if keep_takes:
        for number, recording in enumerate(recordings):
            name = f"{recording.word.replace(' ', '-')}-{number % TAKES + 1}.wav"
            with replacing(keep_takes / name, ()) as temporary:
                enrolment.write_wav(recording, temporary)
    with progress("Learning your voice"):
        learned = enrolment.retrain(head, recordings, features)
    path = head_file()
    _make(path.parent)
    save(learned, path)
    return path


def _recorded(chosen: Sequence[str], recorder: Recorder, chunks: Iterable[Chunk]) -> Iterator[Recording]:
    """Ask for each word, and yield good takes of it; raise `DeviceError` if none is good several times in a row."""
    from voiceguide.controls.ears.enrolment import Recording, Trouble

    click.echo(f"Say each word when you are asked for it, {TAKES} times; Ctrl-C leaves everything as it was.", err=True)
    for place, word in enumerate(chosen, 1):
        click.secho(f"\n{word}  ({place} of {len(chosen)})", bold=True, err=True)
        for number in range(1, TAKES + 1):
            for _ in range(_MOST_TRIES):
                click.echo(f"  Say '{word}', take {number}: ", nl=False, err=True)
                take = recorder.take(chunks)
                if not isinstance(take, Trouble):
                    break
                click.secho(f"{take.value} Once more.", fg="yellow", err=True)
            else:
                raise DeviceError(
                    f"no take of '{word}' could be learned from, {_MOST_TRIES} times in a row",
                    hint="Look whether the microphone is muted or far away; --microphone chooses another.",
                )
            click.echo("good.", err=True)
            yield Recording(word, take)


def _chosen(words: Sequence[str]) -> list[str]:
    """Return the words to ask for, in the order of the table; without any, the best one of each command."""
    from voiceguide.controls.ears.words import WORDS, best_words

    known = [word.text for word in WORDS]
    wanted = {word.casefold() for word in words} or {word.text for word in best_words()}
    for word in words:
        if word.casefold() not in known:
            raise UsageError(f"'{word}' is no command{near(word, known)}", hint=f"The words: {', '.join(known)}.")
    return [word for word in known if word in wanted]


def _forget(*, as_json: bool) -> None:
    from voiceguide.controls.ears.head import head_file

    path = head_file()
    known = path.exists()
    with _can_write(path):
        path.unlink(missing_ok=True)
    if as_json:
        print_json({"forgotten": known})
    else:
        click.echo("The ears have forgotten your voice." if known else "The ears don't know your voice yet.")


def _make(folder: Path) -> None:
    with _can_write(folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextlib.contextmanager
def _can_write(path: Path) -> Iterator[None]:
    """Raise `FileError` if the body can't write `path`."""
    try:
        yield
    except OSError as error:
        raise FileError(f"can't write {path}: {reason(error)}") from error
