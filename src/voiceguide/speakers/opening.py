"""Opens the speaker that the listener names, or the best one here, and opens it again if its device goes away."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from voiceguide import plugins
from voiceguide.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from voiceguide.playback.contracts import Speaker
    from voiceguide.speakers.reconnecting import ReconnectingSpeaker

SPEAKERS = ("sounddevice", "miniaudio")
"""The speakers to try if the listener names none, the best first."""


def open_speaker(
    name: str | None = None, *, device: str | None = None, latency: Fraction | float | None = None
) -> Speaker:
    """Return the speaker called `name`, or the first of `SPEAKERS` that can play here.

    `device` is the name of a sound device or a part of it, the default one if None. `latency` is how much sound the
    device holds, 0.05 to 2 seconds, the speaker's own (0.2) if None. Raise `UsageError` for an unknown name or a
    latency that doesn't fit, and `DeviceError` if nothing here can play, with each speaker's reason.

    >>> open_speaker("gramophone")
    Traceback (most recent call last):
    voiceguide.errors.UsageError: no speaker is called 'gramophone'
    """
    from voiceguide.speakers.reconnecting import with_timeout

    return with_timeout(partial(_open, name, device, latency))


def reconnecting(  # noqa: PLR0913 - how the speaker was opened, and two callbacks
    speaker: Speaker,
    name: str | None = None,
    *,
    device: str | None = None,
    latency: Fraction | float | None = None,
    tell: Callable[[str], object],
    stopped: Callable[[], bool] = lambda: False,
) -> Speaker | ReconnectingSpeaker:
    """Return a `ReconnectingSpeaker` for `speaker`, which `open_speaker` opened with the same arguments.

    `tell` and `stopped` are its callbacks. A speaker that isn't live is returned as it is.
    """
    from voiceguide.speakers.reconnecting import ReconnectingSpeaker

    if not speaker.live:
        return speaker

    def reopen() -> Speaker:
        return _open(name, device, latency)

    def open_another() -> tuple[str, Speaker]:
        for tried in [name] if name else SPEAKERS:
            with contextlib.suppress(DeviceError):
                for other, _ in plugins.load(plugins.SPEAKERS, tried).devices():
                    with contextlib.suppress(DeviceError):
                        return other, _open(tried, other, latency)
        raise DeviceError("there is no other device")

    return ReconnectingSpeaker(speaker, reopen, None if device else open_another, tell=tell, stopped=stopped)


def _open(name: str | None, device: str | None, latency: Fraction | float | None) -> Speaker:
    if name:
        chosen = {} if latency is None else {"latency_seconds": float(latency)}
        speaker: Speaker = plugins.load(plugins.SPEAKERS, name)(device, **chosen)
        return speaker
    errors: dict[str, DeviceError] = {}
    for tried in SPEAKERS:
        try:
            return _open(tried, device, latency)
        except DeviceError as error:
            errors[tried] = error
    for refused in errors.values():
        if device and device in refused.message:
            raise refused  # it looked for the device, and lists the devices there are
    reasons = "; ".join(f"{tried}: {refused.message}" for tried, refused in errors.items())
    raise DeviceError(f"nothing here can play sound ({reasons})")
