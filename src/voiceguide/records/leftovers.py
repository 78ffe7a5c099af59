"""What tells of sessions beside the history: files that were set aside, and the journal's own -> found, deleted."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

from voiceguide.errors import FileError
from voiceguide.messages import reason
from voiceguide.records import history, journal
from voiceguide.records.aside import asides
from voiceguide.records.database import COMPANIONS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def set_aside() -> list[Path]:
    """Return the histories and journals that were set aside, with what SQLite put beside them."""
    files = (aside for file in journal.files() for aside in asides(file))
    return [*asides(history.path(), companions=COMPANIONS), *files]


def of_the_journal() -> list[Path]:
    """Return the files that tell where the last session stands, or stood when the power went."""
    return [file for file in journal.files() if file.is_file() and file.stat().st_size]


def is_older(file: Path, day: date) -> bool:
    """Return whether nothing was written to `file` since the day before `day`: what it tells of began before `day`."""
    return date.fromtimestamp(file.stat().st_mtime) < day  # noqa: DTZ012 - the listener's own day


def delete(files: Iterable[Path]) -> None:
    """Delete `files`, or what stands in them; raise `FileError` for the first that can't be."""
    for file in files:
        try:
            if file == journal.claim_path():
                os.truncate(file, 0)  # a session may claim it now: another file in its place would let in a second one
            else:
                file.unlink(missing_ok=True)
        except OSError as error:
            raise FileError(f"can't delete {file}: {reason(error)}") from error
