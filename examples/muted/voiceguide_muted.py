"""Plays nothing, in time: the smallest speaker for voiceguide."""

import time
from collections.abc import Iterable

from voiceguide.plugin import TIMELINE_RATE, Block, DeviceError, Timeline, UsageError

_DEVICE = "nothing"
_LONGEST_SECONDS = 2.0


class Muted:
    """A device that takes sound as fast as it would be heard."""

    channels = 2
    frames = 480
    live = True
    underruns = 0

    def __init__(self, device: str | None = None, *, latency_seconds: float = 0.2) -> None:
        if device not in (None, _DEVICE):
            raise DeviceError(f"no device is called '{device}'", hint=f"The only one is '{_DEVICE}'.")
        if not 0 <= latency_seconds <= _LONGEST_SECONDS:
            raise UsageError(f"a latency lies between 0 s and {_LONGEST_SECONDS:g} s")
        self.latency = round(latency_seconds * TIMELINE_RATE.hz)

    @staticmethod
    def devices() -> list[tuple[str, bool]]:
        """Return the only device there is, which is the default one."""
        return [(_DEVICE, True)]

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:
        """Take each block when a device would have room for it; return when the last would have been heard."""
        begun = time.monotonic()

        def wait_until_heard(frames: int) -> None:
            time.sleep(max(frames / timeline.rate.hz - (time.monotonic() - begun), 0))

        taken = 0
        for block in blocks:
            taken += len(block)
            wait_until_heard(taken - self.latency)
        wait_until_heard(taken)
