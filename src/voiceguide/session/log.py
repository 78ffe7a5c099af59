"""Keep a session in the journal and the history, with the answers about pain before and after."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Literal

from voiceguide.records.session import heard_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from voiceguide.playback.contracts import Now
    from voiceguide.records.journal import Journal
    from voiceguide.records.record import Record
    from voiceguide.records.session import Playing
    from voiceguide.session.dialog import Dialog

    Tell = Callable[[str], None]
    AskPain = Callable[[Literal["before", "after"]], int | None]


@contextlib.contextmanager
def keep_log(playing: Playing, dialog: Dialog, tell: Tell, ask_pain: AskPain | None = None) -> Iterator[SessionLog]:
    """Yield the log of the session that the body plays; the body takes and returns the terminal, too.

    `ask_pain` asks how strong the pain is before the session and, unless an exception ends it, after it. `tell` shows
    what can't be kept. At the end `dialog` reports how to go on with a session that was cut short.
    """
    log = SessionLog(playing, tell, ask_pain("before") if ask_pain else None)
    interrupted = False
    try:
        try:
            yield log
        except KeyboardInterrupt:
            interrupted = True
            raise
        # If the program ends during the question, a session that was heard to its end must not come back.
        log.close_journal()
        if ask_pain:
            log.set_pain_after(ask_pain("after"))
    finally:
        log.close()
        if log.left:
            dialog.report_cut_short(log.left, log.otherwise, interrupted=interrupted)


class SessionLog:
    """The journal and the record of a session; an observer. It opens them at the first sound that the listener hears.

    `finished` says whether the session was heard to its end. Once the journal is closed, `left` is the step that
    `resume` goes on from, '' if there is none. `otherwise` says how that will differ, '' if it won't.
    """

    def __init__(self, playing: Playing, tell: Tell, pain_before: int | None = None) -> None:
        self.finished = False
        self.left = self.otherwise = ""
        self._playing = playing
        self._tell = tell
        self._pain_before = pain_before
        self._begins: int | None = None
        self._opened: tuple[Journal, Record] | None = None
        self._journal_stack, self._record_stack = contextlib.ExitStack(), contextlib.ExitStack()

    def see(self, now: Now) -> None:
        """Keep what the listener hears."""
        if self._begins is None:
            self._begins = now.at
        if not self._opened:
            if now.at == self._begins:
                return  # the speaker's buffer is still filling
            self._opened = self._open()
        self.finished = heard_out(now)
        for observer in self._opened:
            observer.see(now)

    def set_pain_after(self, pain: int | None) -> None:
        """Keep how strong the pain is afterwards."""
        if self._opened:
            self._opened[1].set_pain_after(pain)

    def close_journal(self) -> None:
        """Close the journal, and set `left` if the session was cut short."""
        self._journal_stack.close()
        if self._opened:
            left, resumed = self._opened[0].left, self._opened[0].resumed
            self.left = str(left or "")
            if left and resumed and left.label != resumed.label:
                self.otherwise = f", with {resumed.label} as at the start"

    def close(self) -> None:
        """Close both."""
        self.close_journal()
        self._record_stack.close()

    def _open(self) -> tuple[Journal, Record]:
        from voiceguide.records.journal import Journal
        from voiceguide.records.record import Record

        return (
            self._journal_stack.enter_context(Journal(self._playing, tell=self._tell)),
            self._record_stack.enter_context(Record(self._playing, tell=self._tell, pain_before=self._pain_before)),
        )
