"""A session about to be held -> what watches it for the journal and the history, and the questions around it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Literal

import click

from voiceguide.records.playing import Playing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from voiceguide.cli.wishes import Wishes
    from voiceguide.plan.model import Plan
    from voiceguide.playback.contracts import Now
    from voiceguide.records.journal import Journal
    from voiceguide.records.record import Record
    from voiceguide.routine.model import Routine

    Opened = tuple[Journal, Record]


@contextlib.contextmanager
def remembered(
    source: str,
    routine: Routine,
    plan: Plan,
    given: Mapping[str, str],
    wishes: Wishes,
    *,
    asks_pain: bool,
    tell: Callable[[str], None],
) -> Iterator[Remembrance]:
    """Yield the observer of a session; hold it inside, with the terminal taken and given back inside, too.

    `asks_pain` asks how strong the pain is before it and, unless it is broken off, after it. `tell` is given a line
    when something can't be kept. A session that was cut short says at its end how to go on with it.
    """
    # Before the first block, for it takes its time with a long plan; the rest comes after it.
    playing = Playing.of(source, routine, plan, given, wishes.written())
    pain = _asked("before") if asks_pain else None

    def opened() -> Opened:
        from voiceguide.records.journal import Journal
        from voiceguide.records.record import Record

        return Journal(playing, tell=tell), Record(playing, tell=tell, pain_before=pain)

    remembrance = Remembrance(opened)
    try:
        with remembrance:
            yield remembrance
            if asks_pain:
                remembrance.felt(_asked("after"))
    finally:
        if left := remembrance.left:
            with contextlib.suppress(OSError):  # a terminal that was closed
                click.echo(f"You were here: {left}\nTo go on from there: voiceguide resume")


class Remembrance:
    """The journal and the record of a session, opened once its first block is out: nothing is remembered before."""

    def __init__(self, opened: Callable[[], Opened]) -> None:
        self.left = ""
        self._open = opened
        self._opened: Opened | None = None
        self._until = contextlib.ExitStack()

    def __enter__(self) -> None:
        self._until.__enter__()

    def see(self, now: Now) -> None:
        """Pass on what is heard."""
        if not self._opened:
            self._opened = self._open()
            for observer in self._opened:
                self._until.enter_context(observer)
        for observer in self._opened:
            observer.see(now)

    def felt(self, pain: int | None) -> None:
        """Pass on how strong the pain is afterwards."""
        if self._opened:
            self._opened[1].felt(pain)

    def __exit__(self, *raised: object) -> None:
        self._until.close()
        if self._opened and (step := self._opened[0].left):
            self.left = str(step)


def _asked(when: Literal["before", "after"]) -> int | None:
    # Most sessions don't ask.
    from voiceguide.cli.pain import ask_pain

    return ask_pain(when)
