"""What a playing thread gives -> work done by a thread of its own: a terminal that stalls must not stop the sound."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Scribe(Generic[T]):
    """Calls `work` with all that was given since it last did, oldest first; whoever gives never waits for it.

    The thread starts with the first thing given, and doesn't keep the program from ending.
    """

    def __init__(self, work: Callable[[list[T]], None]) -> None:
        self._work = work
        self._given: list[T] = []
        self._over = False
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="voiceguide-screen", daemon=True)
        self._failed: Exception | None = None

    def give(self, what: T) -> None:
        """Leave `what` to be worked on. Raise what `work` raised; after that it isn't called again."""
        if self._failed:
            raise self._failed
        with self._news:
            self._given.append(what)
            self._news.notify()
        if self._thread.ident is None:
            self._thread.start()

    def finish(self, patience_seconds: float | None = None) -> None:
        """Return when all that was given is worked on, or after `patience_seconds`. Raise what `work` raised."""
        with self._news:
            self._over = True
            self._news.notify()
        if self._thread.ident is not None:
            self._thread.join(patience_seconds)
        if self._failed:
            raise self._failed

    def _run(self) -> None:
        try:
            while given := self._take():
                self._work(given)
        except Exception as error:  # noqa: BLE001 - raised again where somebody hears of it
            self._failed = error

    def _take(self) -> list[T]:
        with self._news:
            self._news.wait_for(lambda: self._given or self._over)
            given, self._given = self._given, []
            return given
