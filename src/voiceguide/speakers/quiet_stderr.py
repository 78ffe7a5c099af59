"""Keep sound libraries from printing to standard error."""

import contextlib
import io
import os
import sys
import threading
from collections.abc import Iterator
from typing import TextIO

# Standard error belongs to the whole process, so all threads share this state.
_lock = threading.Lock()
_wanting: set[object] = set()
_kept: list[tuple[int, TextIO]] = []


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Drop what libraries print to standard error while the body runs; what Python prints still appears.

    ALSA, for example, prints a page for each missing card.
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
    """Restore standard error, even if a thread hangs inside `quiet_stderr`."""
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
    """Return whether `stream` writes to the descriptor of standard error."""
    try:
        return stream.fileno() == 2
    except OSError:  # something in memory has replaced it
        return False


def _restore() -> None:
    while _kept:
        kept, sys.stderr = _kept.pop()
        os.dup2(kept, 2)
        os.close(kept)
