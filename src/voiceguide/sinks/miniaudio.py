"""Blocks -> an ear, through miniaudio: needs no system package."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Any

from voiceguide.audio import TIMELINE_RATE, pcm16
from voiceguide.errors import DeviceError
from voiceguide.sinks.device import hushed, none_here, pick, unopened, wait_for_room

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from voiceguide.audio import Block
    from voiceguide.timeline.model import Timeline

# PulseAudio keeps two of three periods filled, so a period is half the latency asked for.
_PERIODS = 3
_NAP_SECONDS = 0.02
_TAKER_NAPS = 5


class MiniaudioSpeaker:
    """A device of the first sound system miniaudio finds: PulseAudio before ALSA on Linux.

    `device` is its name or a part of it. `latency_seconds` is how much sound the device holds: below 0.2 s, busy
    threads beside it are heard as gaps.
    """

    channels = 2
    frames = 1024
    live = True

    def __init__(self, device: str | None = None, latency_seconds: float = 0.2) -> None:
        self._miniaudio = _miniaudio()
        self._id = None
        if device is not None:
            playbacks = _playbacks(self._miniaudio)
            self._id = playbacks[pick(device, [each["name"] for each in playbacks])]["id"]
        self._period_ms = round(1000 * latency_seconds / 2)
        self.latency = round(latency_seconds * TIMELINE_RATE.hz)
        self._open(TIMELINE_RATE.hz).close()

    @staticmethod
    def devices() -> list[tuple[str, bool]]:
        """Return each device's name, none marked as the default one: miniaudio doesn't say. Raise `DeviceError`."""
        return [(each["name"], False) for each in _playbacks(_miniaudio())]

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:
        """Play every block; return when the last was heard. Raise `DeviceError` when the device goes away."""
        frame_bytes = 2 * self.channels
        queue = _Queue(self._period_ms * timeline.rate.hz // 1000 * frame_bytes, frame_bytes)
        device = self._open(timeline.rate.hz)

        def feed(pcm: bytes) -> None:
            queue.add(pcm)
            if queue.full:
                # Started with a period to take, not earlier: starting waits for the first take.
                if not device.running:
                    self._start(device, queue.taking())
                queue.wait()

        try:
            for block in blocks:
                feed(pcm16(block.samples).tobytes())
            # Not every system plays what its device holds before it stops. Let it hold silence: as much as its
            # buffer takes, and as much again for what a sound server holds behind it.
            feed(bytes(2 * _PERIODS * queue.room))
        finally:
            queue.close()
            with hushed():
                device.close()

    def _open(self, rate_hz: int) -> Any:
        miniaudio = self._miniaudio
        try:
            with hushed():
                device = miniaudio.PlaybackDevice(
                    output_format=miniaudio.SampleFormat.SIGNED16,
                    nchannels=self.channels,
                    sample_rate=rate_hz,
                    buffersize_msec=self._period_ms,
                    callback_periods=_PERIODS,
                    device_id=self._id,
                    app_name="voiceguide",
                )
        except miniaudio.MiniaudioError as error:
            raise none_here() from error
        if device.backend == "Null":  # its last resort, which plays to nobody
            device.close()
            raise none_here()
        return device

    def _start(self, device: Any, takes: Generator[bytes, int, None]) -> None:
        try:
            device.start(takes)
        except self._miniaudio.MiniaudioError as error:
            raise unopened(error) from error


class _Queue:
    """Bytes on their way from the thread that mixes to the device's own thread; `room` is how many may wait.

    Without a lock: each of the two counts is written by one thread only, and a deque's ends are safe.
    """

    def __init__(self, room: int, frame_bytes: int) -> None:
        self.room = room
        self._frame_bytes = frame_bytes
        self._pieces: deque[bytes] = deque()
        self._given = 0
        self._taken = 0
        self._closed = False

    @property
    def full(self) -> bool:
        """More than `room` bytes wait."""
        return self._waiting() > self.room

    def add(self, pcm: bytes) -> None:
        """Add `pcm`, whether there is room or not."""
        self._pieces.append(pcm)
        self._given += len(pcm)

    def wait(self) -> None:
        """Return when no more than `room` bytes wait. Raise `DeviceError` when nothing takes any for 2 s."""
        wait_for_room(lambda: self._waiting() - self.room, 0, time.sleep, _NAP_SECONDS)

    def taking(self) -> Generator[bytes, int, None]:
        """Return a started generator: sent a number of frames, it yields their bytes, fewer at the end."""
        takes = self._takes()
        next(takes)
        return takes

    def close(self) -> None:
        """Let no taker wait any longer."""
        self._closed = True

    def _waiting(self) -> int:
        return self._given - self._taken

    def _takes(self) -> Generator[bytes, int, None]:
        taken = rest = b""
        while True:
            wanted = (yield taken) * self._frame_bytes
            self.room = max(self.room, wanted)
            naps = _TAKER_NAPS
            # The device holds a period yet: wait for the mixer rather than hand over a gap.
            while naps and self._waiting() < wanted and not self._closed:
                time.sleep(_NAP_SECONDS)
                naps -= 1
            if not self._taken and self._waiting() < wanted:
                # A device that wants more at once than it was asked to: silence before the first sound is no gap.
                taken = b""
                continue
            while len(rest) < wanted and self._pieces:
                rest += self._pieces.popleft()
            taken, rest = rest[:wanted], rest[wanted:]
            self._taken += len(taken)


def _miniaudio() -> Any:
    try:
        import miniaudio
    except ImportError as error:
        raise DeviceError("miniaudio isn't installed", hint="Install it: pip install miniaudio.") from error
    return miniaudio


def _playbacks(miniaudio: Any) -> list[dict[str, Any]]:
    try:
        with hushed():
            return list(miniaudio.Devices().get_playbacks())
    except miniaudio.MiniaudioError as error:
        raise none_here() from error
