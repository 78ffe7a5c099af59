"""Sound libraries that print -> quiet on standard error, while their code runs."""

import contextlib
import io
import os
import sys
import threading
from collections.abc import Iterator
from typing import TextIO

# Standard error is the whole process's: threads that want quiet at the same time share one.
_lock = threading.Lock()
_wanting: set[object] = set()
_kept: list[tuple[int, TextIO]] = []


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Let no library reach standard error meanwhile: ALSA prints a page for each card that isn't there.

    What Python itself prints there is seen.
    """
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


def restore_stderr() -> None:
    """Let standard error be heard again, though a thread is stuck where it is `quiet_stderr`."""
    with _lock:
        _wanting.clear()
        _restore()


def _silence() -> None:
    try:
        kept = os.dup(2)
    except OSError:  # closed, so already quiet
        return
    ours = sys.stderr
    if isinstance(ours, io.TextIOWrapper) and _leads_out(ours):
        sys.stderr = open(  # noqa: SIM115 - as long as standard error is quiet
            kept, "w", buffering=1, encoding=ours.encoding, errors=ours.errors, closefd=False
        )
    _kept.append((kept, ours))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _leads_out(stream: io.TextIOWrapper) -> bool:
    """Return whether what is written to `stream` is written to standard error's descriptor."""
    try:
        return stream.fileno() == 2
    except OSError:  # it was replaced by something in memory
        return False


def _restore() -> None:
    while _kept:
        kept, sys.stderr = _kept.pop()
        os.dup2(kept, 2)
        os.close(kept)
