"""Signals that stop or end the program -> the terminal put back before, and changed again when the program is back."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

# What stops or ends the program without an exception; SIGINT raises KeyboardInterrupt by itself. Windows has fewer.
_LEAVING = tuple(getattr(signal, name) for name in ("SIGTSTP", "SIGTERM", "SIGHUP", "SIGQUIT") if hasattr(signal, name))
_BACK = tuple(getattr(signal, name) for name in ("SIGCONT",) if hasattr(signal, name))


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What somebody changed about the terminal: how it is made again, and how it is undone.

    Both are called between two steps of whatever the main thread does, and must not raise.
    """

    make: Callable[[], None]
    undo: Callable[[], None]


_changes: list[Change] = []
_watched: list[signal.Signals] = []


def borrow(change: Change) -> None:
    """From now on, undo `change` before the program leaves, and make it again when it is back.

    It leaves with Ctrl-Z, or for good when it is ended from outside. Somebody else's answer to a signal stays. Signals
    arrive in the main thread: called in another one, nothing is watched.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    _changes.append(change)
    for number in (*_LEAVING, *_BACK):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _come_back if number in _BACK else _leave)
            _watched.append(number)


def give_back(change: Change) -> None:
    """Forget `change`, which its maker has undone or is about to; after the last, signals are as they were."""
    with contextlib.suppress(ValueError):
        _changes.remove(change)
    if not _changes:
        while _watched:
            signal.signal(_watched.pop(), signal.SIG_DFL)


def put_right() -> None:
    """Undo every change to the terminal that is still in place, because the program ends."""
    for change in reversed(_changes):
        change.undo()
    _changes.clear()


def in_foreground(descriptor: int) -> bool:
    """Return whether the program may touch the terminal behind `descriptor`; from the background, that stops it."""
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
    # The program was stopped and goes on; or it has nobody who could let it go on, and wasn't stopped at all.
    signal.signal(number, _leave)
    _come_back(number, None)


def _come_back(_number: int, _frame: FrameType | None) -> None:
    for change in _changes:
        change.make()
