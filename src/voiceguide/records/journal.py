"""The journal: a small file that says where the session is, so that `resume` can continue it, however it ended."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from voiceguide import paths
from voiceguide.background import LatestOnly
from voiceguide.errors import FileError
from voiceguide.messages import reason, trouble
from voiceguide.records.files import Claim, claim_path, journal_files, journal_path, set_aside
from voiceguide.records.session import Playing, Step, Steps, heard_out, local_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from voiceguide.playback.contracts import Now

VERSION = 1
"""The version of the file. Raise it when the same file would mean something else to an older voiceguide."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a session is. It `began` then, and its `step` began `at` that time; both with their offset from UTC."""

    playing: Playing
    step: Step
    began: datetime
    at: datetime


class Journal:
    """Keeps the last step that has begun on the disk; an observer of the session.

    Open it around the session. A session that is heard to its end leaves no journal; any other leaves its last step,
    which is `left`. A background thread writes the journal. If that fails, the session goes on, and `tell` shows one
    line about it. If another session keeps the journal, `tell` says so, and this one isn't kept. Neither is a routine
    from standard input, because it can't be read again.
    """

    def __init__(
        self, playing: Playing, *, tell: Callable[[str], None], clock: Callable[[], datetime] = local_time
    ) -> None:
        self.left: Step | None = None
        self._playing = playing
        self._tell = tell
        self._clock = clock
        self._began = clock()
        self._claim: Claim | None = None
        self._steps: Steps | None = None
        self._steps_begun_with: Steps | None = None
        self._over = False
        self._writer: LatestOnly[Entry] = LatestOnly(write, name="voiceguide-records")
        self._complained = False

    def __enter__(self) -> Self:
        if self._playing.source == "-":
            return self
        text = json.dumps([self._playing.title, self._began.isoformat(), os.getpid()])
        try:
            paths.state_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
            for file in journal_files():
                if paths.is_other(file):
                    self._tell(f"{file} isn't a file. It is set aside as {set_aside(file, self._clock())}.")
            self._claim = Claim.stake(claim_path(), text)
        except (OSError, FileError) as error:
            why = error.message if isinstance(error, FileError) else reason(error)
            self._tell(f"If this session is cut short it can't be resumed: {why} ({paths.state_folder()}).")
        else:
            if not self._claim:
                self._tell(f"{claimant()} This session plays beside it, but can't be resumed.")
        return self

    def see(self, now: Now) -> None:
        """Keep the step that is heard now, if it differs from the one before."""
        if not self._claim:
            return
        known = self.left
        if not self._steps or self._steps.timeline is not now.timeline:
            self._steps = Steps(now.timeline)
            self._steps_begun_with = self._steps_begun_with or self._steps
            known = None  # the same step may be longer now
        self._over = heard_out(now)
        ordinal = self._steps.begun(now.at)
        if len(self._steps) and not (known and known.ordinal == ordinal):
            step = self._steps.step(ordinal)
            if step != self.left:
                self.left = step
                self._writer.put(Entry(self._playing, step, self._began, self._clock()))
        self._complain()

    @property
    def resumed(self) -> Step | None:
        """The step that `resume` plays for `left`, which may have become longer since; None if there is none."""
        if not (self.left and self._steps_begun_with):
            return None
        ordinal = self._steps_begun_with.resumed(self.left)
        return None if ordinal is None else self._steps_begun_with.step(ordinal)

    def __exit__(self, *_error: object) -> None:
        if not self._claim:
            return
        self._writer.close()
        self._complain()
        if self._over:
            self.left = None
            with suppress(FileError):
                forget()
        self._claim.release()

    def _complain(self) -> None:
        if self._writer.error and not self._complained:
            self._complained = True
            self._tell(f"From here on this session can't be resumed: {trouble(self._writer.error)} ({journal_path()}).")


def is_kept_now() -> bool:
    """Return True if a session is keeping the journal at this moment."""
    return Claim.is_held(claim_path())


def claimant() -> str:
    """Return a sentence that says which session keeps the journal, and since when."""
    try:
        title, since, process = json.loads(paths.content(claim_path()))
        since = datetime.fromisoformat(since)
    except (OSError, ValueError, TypeError, RecursionError):
        return "Another session is playing already."
    return f"'{title}' has been playing since {since:%H:%M} (process {process})."


def write(entry: Entry) -> None:
    """Replace the journal with `entry`, and return when it is on the disk.

    Only one process at a time may do this. Raise `FileError` with nothing but the reason.
    """
    # There is one writer, so one name is enough. A file that a power cut left there is overwritten.
    temporary = journal_path().with_suffix(".part")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            # In ASCII: the name of a file may hold bytes that aren't text.
            json.dump({"version": VERSION, **asdict(entry)}, file, default=datetime.isoformat)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(journal_path())
        _sync_folder(journal_path().parent)
    except OSError as error:
        raise FileError(reason(error)) from error


def read() -> Entry | None:
    """Return where the last session was cut short, or None if there is nothing to resume.

    Raise `FileError` if the journal can't be read. One that is damaged, or isn't a file, is set aside first. One that
    the system refuses to read stays, because that may be temporary.
    """
    try:
        text = paths.content(journal_path()).decode(errors="replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        if paths.is_other(journal_path()):
            raise _set_aside(f"can't be read: {reason(error)}") from error
        raise FileError(f"can't read {journal_path()}: {reason(error)}") from error
    try:
        written = json.loads(text)
        if written["version"] <= VERSION:
            return _entry(written)
        why = "was written by a newer voiceguide"
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        why = "is damaged"
    raise _set_aside(why)


def forget() -> bool:
    """Delete the journal and return True, or return False if there is none. Raise `FileError` if that fails."""
    try:
        journal_path().unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise FileError(f"can't delete {journal_path()}: {reason(error)}") from error
    return True


def _set_aside(why: str) -> FileError:
    """Set the journal aside and return the error to raise. Raise another `FileError` if that fails."""
    aside = set_aside(journal_path(), local_time())
    return FileError(
        f"the journal of your last session {why}",
        hint=f"It is set aside as {aside}. Start the session again with 'voiceguide play'.",
    )


def _entry(written: Any) -> Entry:
    """Return the entry in `written`. Raise one of the errors that `read` catches if a value is wrong."""
    playing, step = Playing(**written["playing"]), Step(**written["step"])
    texts = [playing.source, playing.name, playing.title, playing.digest, step.verb, step.label, step.section]
    for named in (playing.settings, playing.options):
        texts += [*dict(named), *named.values()]
    numbers = [number for number in (step.ordinal, step.round, step.rounds) if number is not None]
    texts += [step.side] if step.side is not None else []
    if not all(isinstance(text, str) for text in texts):
        raise TypeError
    "".join(texts).encode(errors="surrogateescape")  # the names of files may hold bytes that aren't text
    if step.ordinal is None or not all(isinstance(number, int) and number >= 0 for number in numbers):
        raise TypeError
    if playing.source == "-":  # a routine from standard input is never kept
        raise ValueError
    began, at = (datetime.fromisoformat(written[key]).astimezone() for key in ("began", "at"))
    return Entry(playing, step, began, at)


def _sync_folder(folder: Path) -> None:
    """Write the file's new name to the disk too. Windows can't open a folder, and needs no such call."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
