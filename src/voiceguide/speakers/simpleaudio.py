"""Plays through simpleaudio, which takes the whole programme as one buffer: without pause or skip."""

from __future__ import annotations

import sys
import time
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING, Any

from voiceguide.audio import TIMELINE_RATE, pcm16
from voiceguide.errors import DeviceError, UsageError
from voiceguide.speakers import device as shared

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voiceguide.audio import Block
    from voiceguide.timeline.model import Timeline

# It counts bytes in a C int.
_MOST_BYTES = 2**31 - 1


class SimpleaudioSpeaker:
    """The default device. It takes the whole programme before the first sound: `live` is False, and waits last.

    Given shorter buffers, simpleaudio would leave a gap after each: 6 s a minute for buffers of 250 ms.
    """

    channels = 2
    frames = 24_000
    latency = 0
    live = False
    underruns = 0  # it can't tell

    def __init__(self, device: str | None = None, latency_seconds: float | None = None) -> None:
        if latency_seconds is not None:
            raise UsageError(
                "simpleaudio takes a session as a whole, so there is no latency to choose",
                hint="Leave out --latency, or --speaker simpleaudio.",
            )
        self._simpleaudio = _checked()
        if device is not None:
            raise DeviceError(
                "simpleaudio plays on the default device only", hint="Leave out --device, or --speaker simpleaudio."
            )

    @staticmethod
    def devices() -> list[tuple[str, bool]]:
        """Return the default device, the only one it knows; raise `DeviceError` if it can't play."""
        _checked()
        return [("default", True)]

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:
        """Take every block, then play; return when the last was heard. Raise `DeviceError` when it can't."""
        rate_hz, frame_bytes = timeline.rate.hz, 2 * self.channels
        if timeline.length * frame_bytes > _MOST_BYTES:
            hours = _MOST_BYTES // frame_bytes // rate_hz // 3600
            raise DeviceError(f"simpleaudio plays {hours} hours at most", hint="Use another --speaker.")
        pcm = b"".join(pcm16(block.samples).tobytes() for block in blocks)
        begun = time.monotonic()
        playing = _start(self._simpleaudio, pcm, rate_hz)
        try:
            playing.wait_done()
        except BaseException:
            playing.stop()
            # Its thread needs the interpreter once more, to let go of the buffer.
            playing.wait_done()
            raise
        # If the device is unplugged, it ends early and reports no error.
        if time.monotonic() - begun < len(pcm) / frame_bytes / rate_hz - 1:
            raise shared.gone("it stopped before the end")


def _checked() -> Any:
    """Return simpleaudio. A frame of silence shows whether there is a device; raise `DeviceError` if not."""
    if sys.version_info >= (3, 12) and _unpatched():
        # It uses a thread state after freeing it: the process dies when a sound ends (its issues 72, 74 and 76).
        raise DeviceError(
            f"simpleaudio ends the whole program on Python {sys.version_info[0]}.{sys.version_info[1]}",
            hint="Install the one that doesn't: pip uninstall simpleaudio, then "
            "pip install --force-reinstall simpleaudio-patched. Or use another --speaker.",
        )
    simpleaudio = shared.library("simpleaudio", "'voiceguide[simpleaudio]' (on Linux it needs gcc and libasound2-dev)")
    _start(simpleaudio, bytes(4), TIMELINE_RATE.hz)
    return simpleaudio


def _start(simpleaudio: Any, pcm: bytes, rate_hz: int) -> Any:
    """Start to play 16-bit `pcm`."""
    try:
        with shared.quiet_stderr():
            return simpleaudio.play_buffer(pcm, SimpleaudioSpeaker.channels, 2, rate_hz)
    except simpleaudio._simpleaudio.SimpleaudioError as error:  # noqa: SLF001 - it has no public name
        why = str(error).rpartition("MSG: ")[2].lower()
        raise DeviceError(
            f"the default sound device doesn't open ({why})", hint="Plug one in, or use another --speaker."
        ) from error


def _unpatched() -> bool:
    """Return whether the package simpleaudio is installed: simpleaudio-patched brings a module of the same name."""
    try:
        distribution("simpleaudio")
    except PackageNotFoundError:
        return False
    return True
