"""Background work: a thread that works on values in order, or only on the latest one, or on a single task.

Use it for work that may take longer than a block of sound lasts, such as writing to a slow disk or a stalled terminal.
Its threads don't keep the program from ending.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

Value = TypeVar("Value")
Result = TypeVar("Result")


class InOrder(Generic[Value]):
    """Calls `work` with each value in a background thread, in the order in which they are put.

    The thread starts with the first value. If `work` raises, `error` is the first exception, and later values are still
    worked on. The caller must look at `error`, or call `raise_error`: nothing else reports it.

    >>> written = []
    >>> journal = InOrder(written.append, name="journal")
    >>> journal.put("step 3")
    >>> journal.close(), written
    (True, ['step 3'])
    """

    _most_waiting: ClassVar[int | None] = None

    def __init__(self, work: Callable[[Value], object], *, name: str) -> None:
        self.error: Exception | None = None
        self._work = work
        self._waiting: deque[Value] = deque(maxlen=self._most_waiting)
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def put(self, value: Value) -> None:
        """Add `value` and return at once."""
        self._waiting.append(value)
        self._wake.set()
        if self._thread.ident is None:
            self._thread.start()

    def raise_error(self) -> None:
        """Raise the first exception of `work`, if there is one."""
        if self.error:
            raise self.error

    def close(self, timeout_seconds: float | None = 2.0) -> bool:
        """Wait until every value is worked on. Return False if that takes longer than `timeout_seconds`."""
        self._closing = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(timeout_seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._closing or self._waiting:
            self._wake.wait()
            self._wake.clear()
            while self._waiting:
                try:
                    self._work(self._waiting.popleft())
                except Exception as error:  # noqa: BLE001 - the caller looks at it
                    self.error = self.error or error


class LatestOnly(InOrder[Value]):
    """Works as `InOrder`, but drops values that a newer one has replaced. Use it where only the last state matters."""

    _most_waiting = 1


class Task(Generic[Result]):
    """Runs `work` once in a background thread. `result` is what it returned, None before that.

    `work` gets an event that is set when it should stop. An exception goes to `threading.excepthook`, which the command
    line logs in one line.
    """

    def __init__(self, work: Callable[[threading.Event], Result], *, name: str) -> None:
        self.result: Result | None = None
        self._work = work
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def running(self) -> bool:
        """Whether it was started and hasn't ended."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Start the thread; do nothing if it was started before."""
        if self._thread.ident is None:
            self._thread.start()

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Wait until it ends. Return False if that takes longer than `timeout_seconds`."""
        if self._thread.ident is not None:
            self._thread.join(timeout_seconds)
        return not self.running

    def stop(self, timeout_seconds: float) -> bool:
        """Tell it to stop, and wait until it ends. Return False if that takes longer than `timeout_seconds`."""
        self._stop.set()
        return self.wait(timeout_seconds)

    def _run(self) -> None:
        self.result = self._work(self._stop)
