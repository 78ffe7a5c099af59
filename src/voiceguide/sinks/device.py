"""A device's name -> the one device meant; and what else every speaker needs: patience, quiet, and its errors."""

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence

from voiceguide.errors import DeviceError

_PATIENCE_SECONDS = 2.0


def pick(wanted: str, names: Sequence[str]) -> int:
    """Return the index of the device called `wanted`, or of the only one with `wanted` in its name.

    Case doesn't matter. Raise `DeviceError`, which lists the names, when none fits or several do.

    >>> pick("usb", ["Built-in", "USB Headset"])
    1
    """
    folded = [name.casefold() for name in names]
    fits = [i for i, name in enumerate(folded) if name == wanted.casefold()]
    fits = fits or [i for i, name in enumerate(folded) if wanted.casefold() in name]
    if len(fits) == 1:
        return fits[0]
    if fits:
        several = "; ".join(dict.fromkeys(names[i] for i in fits))
        raise DeviceError(f"'{wanted}' could be any of {len(fits)} devices", hint=f"Write more of its name: {several}.")
    if not names:
        raise none_here()
    known = "; ".join(dict.fromkeys(names))
    raise DeviceError(f"no sound device is called '{wanted}'", hint=f"Here are: {known}.")


def wait_for_room(held: Callable[[], int], most: int, nap: Callable[[float], object], nap_seconds: float) -> None:
    """Return once `held()`, how much waits to be played, is at most `most`.

    `nap` waits for `nap_seconds` or less. Raise `DeviceError` when `held()` stays as it is for 2 s of naps: a device
    that is unplugged or suspended mostly says nothing, it just takes no more.
    """
    # Naps are counted, and no clock read: a process stopped with Ctrl-Z wakes up in one of them, later.
    idle_seconds = 0.0
    while (before := held()) > most:
        nap(nap_seconds)
        idle_seconds = idle_seconds + nap_seconds if held() == before else 0.0
        if idle_seconds >= _PATIENCE_SECONDS:
            raise gone("it takes no more sound")


def gone(why: object) -> DeviceError:
    """Return the error of a device that played and plays no longer."""
    return DeviceError(
        f"the sound device went away ({why})", hint="Plug it in again, or choose another one with --device."
    )


def unopened(why: object) -> DeviceError:
    """Return the error of a device that is there but doesn't open or start."""
    return DeviceError(
        f"the sound device doesn't open ({why})",
        hint="Choose another one with --device; 'voiceguide doctor' lists them.",
    )


def none_here() -> DeviceError:
    """Return the error of a machine without a sound device."""
    return DeviceError(
        "there is no sound device here", hint="Plug one in or switch one on; 'voiceguide doctor' lists what is found."
    )


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Let nothing reach standard error meanwhile: ALSA prints a page for each card that isn't there."""
    try:
        kept = os.dup(2)
    except OSError:  # closed, so already quiet
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
