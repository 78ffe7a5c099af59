"""What the speakers share: a base class, finding a device by its name, errors, and quiet libraries."""

import contextlib
import io
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any, TextIO

from voiceguide import messages
from voiceguide.audio import TIMELINE_RATE
from voiceguide.errors import DeviceError, UsageError

LATENCY_SECONDS = 0.2
"""The default latency. With 0.1 s, three busy threads in the same process caused gaps."""

_LEAST_SECONDS, _MOST_SECONDS = 0.05, 2.0
_LEAST_BLOCKS_HELD = 5
_LONGEST_BLOCK = 480
_PATIENCE_SECONDS = 2.0
_LONGEST_NAP_SECONDS = 0.01


class LiveSpeaker:
    """Base class of the speakers that obey commands while they play.

    It checks the latency and derives from it the size of a block, and how long to sleep between two looks at the
    device. Raise `UsageError`, with the limits and the reason, for a latency that a speaker can't keep to.
    """

    live = True

    def __init__(self, latency_seconds: float) -> None:
        usual = f"{1000 * LATENCY_SECONDS:g} ms suits most machines."
        if latency_seconds < _LEAST_SECONDS:
            raise UsageError(
                f"a latency of {1000 * latency_seconds:g} ms is too short: the sound would have gaps",
                hint=f"Choose at least {1000 * _LEAST_SECONDS:g} ms; {usual}",
            )
        if latency_seconds > _MOST_SECONDS:
            raise UsageError(
                f"a latency of {latency_seconds:g} s is too long: a pause would be heard only then",
                hint=f"Choose at most {_MOST_SECONDS:g} s; {usual}",
            )
        self.underruns = 0
        self.latency = round(latency_seconds * TIMELINE_RATE.hz)
        # The session reads commands once a block.
        self.frames = min(_LONGEST_BLOCK, self.latency // _LEAST_BLOCKS_HELD)
        self._latency_seconds = latency_seconds
        self._nap_seconds = min(_LONGEST_NAP_SECONDS, latency_seconds / _LEAST_BLOCKS_HELD / 2)


def library(name: str, install: str = "") -> Any:
    """Import the sound library `name`; raise `DeviceError`, with the words for pip in `install`, if it isn't there."""
    try:
        return import_module(name)
    except ImportError as error:
        raise DeviceError(f"{name} isn't installed", hint=f"Install it: pip install {install or name}.") from error


def pick(wanted: str, names: Sequence[str]) -> int:
    """Return the index of the device called `wanted`, or of the only one whose name contains it, ignoring case.

    Raise `DeviceError`, which lists the names, if none or several fit.

    >>> pick("usb", ["Built-in", "USB Headset"])
    1
    """
    fits = messages.pick(wanted, names)
    if len(fits) == 1:
        return fits[0]
    if fits:
        several = "; ".join(dict.fromkeys(names[i] for i in fits))
        raise DeviceError(f"'{wanted}' could be any of {len(fits)} devices", hint=f"Write more of its name: {several}.")
    if not names:
        raise none_here()
    known = "; ".join(dict.fromkeys(names))
    raise DeviceError(f"no sound device is called '{wanted}'", hint=f"Here are: {known}.")


def wait_for_room(held: Callable[[], int], most: int, nap: Callable[[float], object], seconds: float) -> None:
    """Return once `held()`, the amount that waits to be played, is at most `most`.

    `nap` sleeps for `seconds` or less. Raise `DeviceError` if `held()` doesn't change for 2 s of naps: an unplugged or
    suspended device reports no error, it only stops taking sound.
    """
    # Counts naps instead of reading a clock: a process that was stopped with Ctrl-Z wakes up inside one, later.
    idle_seconds = 0.0
    while (before := held()) > most:
        nap(seconds)
        idle_seconds = idle_seconds + seconds if held() == before else 0.0
        if idle_seconds >= _PATIENCE_SECONDS:
            raise gone("it takes no more sound")


def gone(why: object) -> DeviceError:
    """Return the error for a device that stopped playing."""
    return DeviceError(
        f"the sound device went away ({why})", hint="Plug it in again, or choose another one with --device."
    )


def unopened(why: object) -> DeviceError:
    """Return the error for a device that exists but doesn't open or start."""
    return DeviceError(
        f"the sound device doesn't open ({why})",
        hint="Choose another one with --device; 'voiceguide doctor' lists them.",
    )


def none_here() -> DeviceError:
    """Return the error for a machine without a sound device."""
    return DeviceError(
        "there is no sound device here", hint="Plug one in or switch one on; 'voiceguide doctor' lists what is found."
    )


# Standard error belongs to the whole process, so all threads share this state.
_lock = threading.Lock()
_inside: set[object] = set()
_kept: list[tuple[int, TextIO]] = []


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Drop what libraries print to standard error while the body runs; what Python prints still appears.

    ALSA, for example, prints a page for each missing card.
    """
    ours = object()
    with _lock:
        if not _inside:
            _silence()
        _inside.add(ours)
    try:
        yield
    finally:
        with _lock:
            if ours in _inside:
                _inside.remove(ours)
                if not _inside:
                    _restore()


def restore_stderr() -> None:
    """Restore standard error, even if a thread hangs inside `quiet_stderr`."""
    with _lock:
        _inside.clear()
        _restore()


def _silence() -> None:
    try:
        kept = os.dup(2)
    except OSError:  # closed, so already quiet
        return
    ours = sys.stderr
    if isinstance(ours, io.TextIOWrapper) and _is_stderr(ours):
        sys.stderr = open(  # noqa: SIM115 - as long as standard error is quiet
            kept, "w", buffering=1, encoding=ours.encoding, errors=ours.errors, closefd=False
        )
    _kept.append((kept, ours))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _is_stderr(stream: io.TextIOWrapper) -> bool:
    try:
        return stream.fileno() == 2
    except OSError:  # something in memory has replaced it
        return False


def _restore() -> None:
    while _kept:
        kept, sys.stderr = _kept.pop()
        os.dup2(kept, 2)
        os.close(kept)
