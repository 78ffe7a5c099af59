"""Messages and questions to the listener before and after a session. While it plays, its screen shows them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from voiceguide.timeline.model import Timeline

    Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Introduction:
    """The facts to show before the first word.

    The session plays `timeline` from frame `begin`. `keys` says whether it reads a keyboard, `ears` whether it listens.
    """

    timeline: Timeline
    begin: int
    keys: bool
    ears: bool


class Dialog:
    """Shows nothing and answers nothing. A program that talks to the listener overrides these methods."""

    def working(self, label: str) -> contextlib.AbstractContextManager[Progress]:
        """Show `label` while the body runs; the body calls `progress(done, total)`."""
        del label
        return contextlib.nullcontext(lambda _done, _total: None)

    def introduce(self, introduction: Introduction) -> None:
        """Show what the session will play."""

    def ask(self, question: str) -> str:
        """Return the answer to `question`, or '' if the listener gives none or there is no terminal."""
        del question
        return ""

    def tell(self, line: str) -> None:
        """Show `line`, such as a warning that the session can't be kept."""

    def report_underruns(self, times: int) -> None:
        """Show how many `times` the device had no sound to play."""

    def report_cut_short(self, left: str, otherwise: str, *, interrupted: bool) -> None:
        """Show that `resume` goes on from the step `left`.

        `otherwise` says how that will differ, as in ', with hold 8 s as at the start', or is ''. `interrupted` says
        whether the listener pressed Ctrl-C.
        """


class Messages:
    """Sends each line to the screen while it is open, and to `tell` before and after."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell

    def __call__(self, line: str) -> None:
        """Send `line`."""
        self._tell(line)

    @contextlib.contextmanager
    def sent_to(self, tell: Callable[[str], object]) -> Iterator[None]:
        """Send each line to `tell` while the body runs."""
        before, self._tell = self._tell, tell
        try:
            yield
        finally:
            self._tell = before
