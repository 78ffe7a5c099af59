"""Where a session stands <-> a small file, whole at any moment: what a journal writes and `resume` reads."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from voiceguide import paths
from voiceguide.errors import FileError
from voiceguide.messages import reason
from voiceguide.records.aside import set_aside
from voiceguide.records.playing import Playing, local_time
from voiceguide.records.steps import Step

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1
"""The version of the file. It rises when what an older voiceguide would read means something else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a session that `began` then stood: `step` had begun at `at`. Both times know how far they are from UTC."""

    playing: Playing
    step: Step
    began: datetime
    at: datetime


def path() -> Path:
    """Return the path of the file; it may not exist."""
    return paths.state_folder() / "session.json"


def write(entry: Entry) -> None:
    """Put `entry` in the place of what was written before; it is on the disk itself when this returns.

    Only one process at a time may do this. Raise `FileError` with nothing but the reason.
    """
    fields = {
        "version": VERSION,
        "playing": asdict(entry.playing),
        "step": asdict(entry.step),
        "began": entry.began.isoformat(),
        "at": entry.at.isoformat(),
    }
    # One name is enough for one writer; what a power cut leaves there is written over.
    temporary = path().with_suffix(".part")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(fields, file)  # in ASCII: a file's name may hold bytes that are no text
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path())
        _sync_folder(path().parent)
    except OSError as error:
        raise FileError(reason(error)) from error


def read() -> Entry | None:
    """Return where the last session that was cut short stood, or None when there is nothing to go on with.

    Raise `FileError` for a file that can't be read. One that makes no sense is set aside first, and so is what isn't a
    file; one that the system refuses to read, perhaps only now, stays.
    """
    try:
        text = paths.content(path()).decode(errors="replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        if paths.is_other(path()):
            raise _set_aside(f"can't be read: {reason(error)}") from error
        raise FileError(f"can't read {path()}: {reason(error)}") from error
    try:
        written = json.loads(text)
        if written["version"] <= VERSION:
            return _entry(written)
        why = "was written by a newer voiceguide"
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        why = "is damaged"
    raise _set_aside(why)


def _set_aside(why: str) -> FileError:
    """Set the file aside; return what to raise. Raise another `FileError` where that can't be done."""
    aside = set_aside(path(), local_time())
    return FileError(
        f"the journal of your last session {why}",
        hint=f"It is set aside as {aside}. Start the session again with 'voiceguide play'.",
    )


def forget() -> bool:
    """Delete the file; return whether there was one. Raise `FileError` where it can't be deleted."""
    try:
        path().unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise FileError(f"can't delete {path()}: {reason(error)}") from error
    return True


def _entry(written: Any) -> Entry:
    """Return the entry that `written` holds; raise one of the errors that `read` catches if a value is wrong."""
    playing, step = Playing(**written["playing"]), Step(**written["step"])
    texts = [playing.source, playing.name, playing.title, playing.digest, step.verb, step.label, step.section]
    for named in (playing.settings, playing.options):
        texts += [*dict(named), *named.values()]
    numbers = [number for number in (step.ordinal, step.round, step.rounds) if number is not None]
    texts += [step.side] if step.side is not None else []
    if not all(isinstance(text, str) for text in texts):
        raise TypeError
    "".join(texts).encode(errors="surrogateescape")  # bytes that are no text stand in the names of files
    if step.ordinal is None or not all(isinstance(number, int) and number >= 0 for number in numbers):
        raise TypeError
    if playing.source == "-":  # what came from standard input is never kept
        raise ValueError
    began, at = (datetime.fromisoformat(written[key]).astimezone() for key in ("began", "at"))
    return Entry(playing, step, began, at)


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk as well, where a folder can be opened: not on Windows."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
