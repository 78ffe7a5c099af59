"""Sound libraries that print -> quiet on standard error, while their code runs."""

import contextlib
import os
import threading
from collections.abc import Iterator

# Standard error is the whole process's: threads that want quiet at the same time share one.
_lock = threading.Lock()
_wanting: set[object] = set()
_kept: list[int] = []


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Let nothing reach standard error meanwhile: ALSA prints a page for each card that isn't there."""
    wish = object()
    with _lock:
        if not _wanting:
            _silence()
        _wanting.add(wish)
    try:
        yield
    finally:
        with _lock:
            if wish in _wanting:
                _wanting.remove(wish)
                if not _wanting:
                    _restore()


def speak_up() -> None:
    """Let standard error be heard again, though a thread is stuck where it is `hushed`."""
    with _lock:
        _wanting.clear()
        _restore()


def _silence() -> None:
    try:
        _kept.append(os.dup(2))
    except OSError:  # closed, so already quiet
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _restore() -> None:
    while _kept:
        kept = _kept.pop()
        os.dup2(kept, 2)
        os.close(kept)
