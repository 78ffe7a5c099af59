"""Restores the terminal before a signal stops or ends the program, and changes it again when the program continues."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

# These signals stop or end the program without an exception, unlike SIGINT. Windows has fewer of them.
_LEAVING = tuple(getattr(signal, name) for name in ("SIGTSTP", "SIGTERM", "SIGHUP", "SIGQUIT") if hasattr(signal, name))
_BACK = tuple(getattr(signal, name) for name in ("SIGCONT",) if hasattr(signal, name))


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A change to the terminal: `make` makes it again, and `undo` undoes it.

    Both may be called between any two steps of the main thread, and must not raise.
    """

    make: Callable[[], None]
    undo: Callable[[], None]


_changes: list[Change] = []
_watched: list[signal.Signals] = []


def borrow(change: Change) -> None:
    """From now on, undo `change` before a signal stops or ends the program, and make it again when it continues.

    Keeps signal handlers that others installed. Does nothing in another thread than the main one, where signals arrive.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    _changes.append(change)
    for number in (*_LEAVING, *_BACK):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _come_back if number in _BACK else _leave)
            _watched.append(number)


def give_back(change: Change) -> None:
    """Forget `change`, which the caller undoes itself; after the last one, signals are handled as before."""
    with contextlib.suppress(ValueError):
        _changes.remove(change)
    if not _changes:
        while _watched:
            signal.signal(_watched.pop(), signal.SIG_DFL)


def put_right() -> None:
    """Undo every change that is still in place, because the program ends."""
    for change in reversed(_changes):
        change.undo()
    _changes.clear()


def in_foreground(descriptor: int) -> bool:
    """Return True if the program may use the terminal of `descriptor`; the system stops it in the background."""
    if sys.platform == "win32":  # it has no jobs
        return True
    try:
        return os.tcgetpgrp(descriptor) == os.getpgrp()
    except OSError:  # not the terminal that started us: job control doesn't apply
        return True


def _leave(number: int, _: FrameType | None) -> None:
    for change in reversed(_changes):
        change.undo()
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)
    # The program was stopped and continues; or no shell could continue it, and the system didn't stop it.
    signal.signal(number, _leave)
    _come_back(number, None)


def _come_back(_number: int, _frame: FrameType | None) -> None:
    for change in _changes:
        change.make()
