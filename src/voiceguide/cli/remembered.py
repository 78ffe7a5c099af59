"""A session about to be held -> what watches it for the journal and the history, and the questions around it."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Literal

import click

from voiceguide.cli.output import folded
from voiceguide.messages import printable
from voiceguide.records.session import Playing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from voiceguide.cli.wishes import SessionOptions
    from voiceguide.plan.model import Plan
    from voiceguide.playback.contracts import Now
    from voiceguide.records.journal import Journal
    from voiceguide.records.record import Record
    from voiceguide.routine.model import Routine


@contextlib.contextmanager
def remembered(
    source: str,
    routine: Routine,
    plan: Plan,
    given: Mapping[str, str],
    wishes: SessionOptions,
    *,
    asks_pain: bool = False,
    aloud: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext,
    quiet: bool = False,
) -> Iterator[SessionLog]:
    """Yield the observer of a session; hold it inside, with the terminal taken and given back inside, too.

    `asks_pain` asks how strong the pain is before it and, unless it is broken off, after it; `aloud` says that while
    an answer is waited for. A session that was cut short says at its end how to go on with it, unless it is `quiet`.
    """
    # Before the first block, for it takes its time with a long plan; the rest comes after it.
    playing = Playing.of(source, routine, plan, given, wishes.written())
    kept = SessionLog(playing, _asked("before", aloud) if asks_pain else None)
    line_end = ""
    try:
        try:
            yield kept
        except KeyboardInterrupt:
            line_end = "\n" * sys.stdout.isatty()  # where no keys are read, the terminal shows ^C
            raise
        # What ends the program during the question must not bring back a session that was heard out.
        kept.close_journal()
        if asks_pain:
            kept.set_pain_after(_asked("after", aloud))
    finally:
        kept.close()
        if kept.left and not quiet:
            with contextlib.suppress(OSError):  # a terminal that was closed
                click.echo(line_end + folded(f"You were here: {printable(kept.left)}"))
                click.echo(f"To go on from there{printable(kept.otherwise)}: voiceguide resume")


class SessionLog:
    """The journal and the record of a session, opened once its first sound is at the ear, and nothing late holds it up.

    `left` is the step that `resume` goes on from, as it is said, '' while there is none; `otherwise` says how it will
    differ, '' if it won't.
    """

    def __init__(self, playing: Playing, pain_before: int | None = None) -> None:
        self.left = self.otherwise = ""
        self._playing = playing
        self._pain_before = pain_before
        self._tell: Callable[[str], object] = _print
        self._begins: int | None = None
        self._opened: tuple[Journal, Record] | None = None
        self._until_heard, self._until_told = contextlib.ExitStack(), contextlib.ExitStack()

    @contextlib.contextmanager
    def telling(self, tell: Callable[[str], object]) -> Iterator[None]:
        """Hand `tell` what can't be kept, meanwhile; before and after, it is printed."""
        self._tell = tell
        try:
            yield
        finally:
            self._tell = _print

    def see(self, now: Now) -> None:
        """Take in what is heard."""
        if self._begins is None:
            self._begins = now.at
        if not self._opened:
            if now.at == self._begins:
                return  # the speaker's store of sound is still filling
            self._opened = self._open()
        for observer in self._opened:
            observer.see(now)

    def set_pain_after(self, pain: int | None) -> None:
        """Take in how strong the pain is afterwards."""
        if self._opened:
            self._opened[1].set_pain_after(pain)

    def close_journal(self) -> None:
        """End the journal; where the session was cut short, `left` says where."""
        self._until_heard.close()
        if self._opened:
            left, resumed = self._opened[0].left, self._opened[0].resumed
            self.left = str(left or "")
            if left and resumed and left.label != resumed.label:
                self.otherwise = f", with {resumed.label} as at the start"

    def close(self) -> None:
        """End both."""
        self.close_journal()
        self._until_told.close()

    def _open(self) -> tuple[Journal, Record]:
        from voiceguide.records.journal import Journal
        from voiceguide.records.record import Record

        def tell(line: str) -> None:
            self._tell(line)

        return (
            self._until_heard.enter_context(Journal(self._playing, tell=tell)),
            self._until_told.enter_context(Record(self._playing, tell=tell, pain_before=self._pain_before)),
        )


def _print(line: str) -> None:
    click.echo(printable(line))


def _asked(
    when: Literal["before", "after"], aloud: Callable[[], contextlib.AbstractContextManager[None]]
) -> int | None:
    # Most sessions don't ask.
    from voiceguide.cli.pain import ask_pain

    with aloud():
        return ask_pain(when)
