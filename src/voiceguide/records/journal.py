"""A session as it is heard -> a journal of where it stands, so that it can be gone on with whatever ends it."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Self

from voiceguide import paths
from voiceguide.background import LatestOnly
from voiceguide.errors import FileError
from voiceguide.messages import reason, trouble
from voiceguide.records import entry
from voiceguide.records.aside import set_aside
from voiceguide.records.claim import Claim
from voiceguide.records.entry import Entry
from voiceguide.records.playing import Playing, local_time
from voiceguide.records.steps import Step, Steps, heard_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from voiceguide.playback.contracts import Now


class Journal:
    """Keeps the last step that has begun, on the disk a moment after it does; an observer of the session.

    Open it around the session: one that is heard to its end leaves nothing, any other its last step. A disk that
    can't be written ends no session; it is told once, through `tell`, between two blocks. While another session
    keeps the journal, this one doesn't, and tells that too. What came from standard input can't be read again, and
    isn't kept. `left` is the step that was heard last.
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
        self._writer: LatestOnly[Entry] = LatestOnly(entry.write, name="voiceguide-records")
        self._complained = False

    def __enter__(self) -> Self:
        if self._playing.source == "-":
            return self
        words = json.dumps([self._playing.title, self._began.isoformat(), os.getpid()])
        try:
            paths.state_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
            for file in files():
                if paths.is_other(file):
                    self._tell(f"{file} isn't a file. It is set aside as {set_aside(file, self._clock())}.")
            self._claim = Claim.stake(claim_path(), words)
        except (OSError, FileError) as error:
            why = error.message if isinstance(error, FileError) else reason(error)
            self._tell(f"If this session is cut short it can't be resumed: {why} ({paths.state_folder()}).")
        else:
            if not self._claim:
                self._tell(f"{claimant()} This session plays beside it, but can't be resumed.")
        return self

    def see(self, now: Now) -> None:
        """Keep the step that is heard, if it is another one than before."""
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
            self._keep(self._steps.step(ordinal))
        self._complain()

    def _keep(self, step: Step) -> None:
        if step != self.left:
            self.left = step
            self._writer.put(Entry(self._playing, self.left, self._began, self._clock()))

    @property
    def resumed(self) -> Step | None:
        """Return what `resume` plays of the step that is `left`, which may have grown longer; None for nothing."""
        if not (self.left and self._steps_begun_with):
            return None
        ordinal = self._steps_begun_with.resumed(self.left)
        return None if ordinal is None else self._steps_begun_with.step(ordinal)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._claim:
            return
        self._writer.close()
        self._complain()
        if self._over:
            self.left = None
            with suppress(FileError):
                entry.forget()
        self._claim.release()

    def _complain(self) -> None:
        if self._writer.error and not self._complained:
            self._complained = True
            self._tell(f"From here on this session can't be resumed: {trouble(self._writer.error)} ({entry.path()}).")


def is_kept_now() -> bool:
    """Return whether a session is keeping the journal at this moment."""
    return Claim.is_held(claim_path())


def claimant() -> str:
    """Return a sentence that says which session keeps the journal, and since when."""
    try:
        title, since, process = json.loads(paths.content(claim_path()))
        since = datetime.fromisoformat(since)
    except (OSError, ValueError, TypeError, RecursionError):
        return "Another session is playing already."
    return f"'{title}' has been playing since {since:%H:%M} (process {process})."


def files() -> tuple[Path, ...]:
    """Return the paths of every file that a journal writes; none may exist."""
    return entry.path(), entry.path().with_suffix(".part"), claim_path()


def claim_path() -> Path:
    """Return the path of the file that the session which keeps the journal has claimed; it may not exist."""
    return paths.state_folder() / "session.lock"
