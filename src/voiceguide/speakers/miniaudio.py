"""Plays through miniaudio, which needs no system package."""

from __future__ import annotations

import math
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from voiceguide.audio import TIMELINE_RATE, pcm16
from voiceguide.speakers import device as shared

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from voiceguide.audio import Block
    from voiceguide.timeline.model import Timeline

# PulseAudio keeps two of three periods filled.
_PERIODS = 3
_FILLED_PERIODS = 2
_PERIODS_AHEAD = _FILLED_PERIODS + 1 / 3
# PulseAudio holds 2 s at most, and never begins to play what it can't hold.
_LONGEST_PERIOD_MS = 600
_FRAME_BYTES = 4
_MOST_NAPS = 10


class MiniaudioSpeaker(shared.LiveSpeaker):
    """A device of the first sound system miniaudio finds: PulseAudio before ALSA on Linux.

    `device` is its name or a part of it. `latency_seconds`, 0.05 to 2, is how much sound the device and its queue
    hold: below 0.2 s, busy threads beside it are heard as gaps. `underruns` counts how often it had nothing to play.
    """

    channels = 2

    def __init__(self, device: str | None = None, latency_seconds: float = shared.LATENCY_SECONDS) -> None:
        super().__init__(latency_seconds)
        self._miniaudio = shared.library("miniaudio")
        self._id = None
        if device is not None:
            playbacks = _playbacks(self._miniaudio)
            self._id = playbacks[shared.pick(device, [each["name"] for each in playbacks])]["id"]
        period = (self.latency - self.frames) / _PERIODS_AHEAD
        self._period_ms = min(round(1000 * period / TIMELINE_RATE.hz), _LONGEST_PERIOD_MS)
        self._open(TIMELINE_RATE.hz).close()

    @staticmethod
    def devices() -> list[tuple[str, bool]]:
        """Return each device's name, none marked as the default one: miniaudio doesn't say. Raise `DeviceError`."""
        return [(each["name"], False) for each in _playbacks(shared.library("miniaudio"))]

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:
        """Play every block; return when the last was heard. Raise `DeviceError` when the device goes away."""
        queue = _Queue(self.latency - self.frames, timeline.rate.hz, self._nap_seconds)
        device = self._open(timeline.rate.hz)

        def feed(pcm: bytes) -> None:
            queue.add(pcm)
            if queue.full:
                # `start` waits until the device has taken its first frames, so start it only when they are here.
                if not device.running:
                    self._start(device, queue.taking())
                queue.wait()

        try:
            for block in blocks:
                feed(pcm16(block.samples).tobytes())
            queue.end()
            # Not every system plays what its device holds before it stops. Let it hold silence: as much as its
            # buffer takes, and as much again for what a sound server holds behind it.
            feed(bytes(2 * _PERIODS * queue.room // _FILLED_PERIODS * _FRAME_BYTES))
        finally:
            self.underruns += queue.underruns
            queue.end()
            with shared.quiet_stderr():
                device.close()

    def _open(self, rate_hz: int) -> Any:
        miniaudio = self._miniaudio
        try:
            with shared.quiet_stderr():
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
            raise shared.none_here() from error
        if device.backend == "Null":  # without a sound system, miniaudio opens a device that drops the sound
            device.close()
            raise shared.none_here()
        return device

    def _start(self, device: Any, takes: Generator[bytes, int, None]) -> None:
        try:
            device.start(takes)
        except self._miniaudio.MiniaudioError as error:
            raise shared.unopened(error) from error


class _Queue:
    """Frames on their way from the thread that mixes to the device's own thread, which takes a period of them at once.

    `room` is how many may be on their way, here and in the device. It needs no lock: only one thread writes each of
    the two counts, and a deque's ends are safe.
    """

    def __init__(self, room: int, rate_hz: int, nap_seconds: float) -> None:
        self.room = room
        self.underruns = 0
        self._rate_hz = rate_hz
        self._nap_seconds = nap_seconds
        self._pieces: deque[bytes] = deque()
        self._given = 0
        self._taken = 0
        self._taken_at = -math.inf
        self._period = 0
        self._most_held = 0
        self._ended = False

    @property
    def full(self) -> bool:
        """More frames are on their way than there is room for."""
        return self._on_their_way() > self.room

    def add(self, pcm: bytes) -> None:
        """Add `pcm`, whether there is room or not."""
        self._pieces.append(pcm)
        self._given += len(pcm) // _FRAME_BYTES

    def wait(self) -> None:
        """Return when the queue isn't full. Raise `DeviceError` if the device takes nothing for 2 s."""
        shared.wait_for_room(self._on_their_way, self.room, time.sleep, self._nap_seconds)

    def taking(self) -> Generator[bytes, int, None]:
        """Return a started generator: sent a number of frames, it yields their bytes, fewer at the end."""
        takes = self._takes()
        next(takes)
        return takes

    def end(self) -> None:
        """Add nothing more: the device no longer waits for frames, and a missing one is no underrun."""
        self._ended = True

    def _waiting(self) -> int:
        return self._given - self._taken

    def _on_their_way(self) -> int:
        # The device takes many frames at once and plays them one by one. The clock tells how many it still holds, so
        # that the newest block is always as far from the ear, and the session reads commands evenly.
        # Only one period counts as played: a device that takes no more may have gone away.
        played = min((time.monotonic() - self._taken_at) * self._rate_hz, self._period)
        return self._waiting() + int(max(self._most_held - played, 0))

    def _takes(self) -> Generator[bytes, int, None]:
        taken = rest = b""
        while True:
            wanted = yield taken
            late = (time.monotonic() - self._taken_at) * self._rate_hz > self._most_held > 0
            self.room = max(self.room, round(wanted * _PERIODS_AHEAD))
            short = not self._waited_for(wanted)
            if short and not self._taken:
                # Some devices want more at once than their period. Silence before the first sound is no gap.
                taken = b""
                continue
            self.underruns += (late or short) and not self._ended
            while len(rest) < wanted * _FRAME_BYTES and self._pieces:
                rest += self._pieces.popleft()
            taken, rest = rest[: wanted * _FRAME_BYTES], rest[wanted * _FRAME_BYTES :]
            self._taken += len(taken) // _FRAME_BYTES
            self._period = wanted
            self._most_held = min(self._taken, _FILLED_PERIODS * wanted)
            self._taken_at = time.monotonic()

    def _waited_for(self, wanted: int) -> bool:
        """Return whether `wanted` frames are here. The device still holds some, so the mixer has time."""
        naps = _MOST_NAPS
        while naps and self._waiting() < wanted and not self._ended:
            time.sleep(self._nap_seconds)
            naps -= 1
        return self._waiting() >= wanted


def _playbacks(miniaudio: Any) -> list[dict[str, Any]]:
    try:
        with shared.quiet_stderr():
            return list(miniaudio.Devices().get_playbacks())
    except miniaudio.MiniaudioError as error:
        raise shared.none_here() from error
