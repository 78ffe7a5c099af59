"""Plays through PortAudio, the first choice where it is installed."""

from __future__ import annotations

import atexit
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from voiceguide.audio import TIMELINE_RATE, pcm16
from voiceguide.errors import DeviceError
from voiceguide.speakers import device as shared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from voiceguide.audio import Block, Pcm16
    from voiceguide.timeline.model import Timeline


class SounddeviceSpeaker(shared.LiveSpeaker):
    """A device of PortAudio's default host.

    `device` is its name or a part of it. `latency_seconds`, 0.05 to 2, is how much sound the device holds: below
    0.2 s, busy threads beside it are heard as gaps. `underruns` counts how often it had nothing to play.
    """

    def __init__(self, device: str | None = None, latency_seconds: float = shared.LATENCY_SECONDS) -> None:
        super().__init__(latency_seconds)
        self._portaudio = _portaudio()
        self._index, channels = _choose(self._portaudio, device)
        self.channels = min(channels, 2)
        try:
            with shared.quiet_stderr():
                self._portaudio.check_output_settings(**self._form(TIMELINE_RATE.hz))
        except self._portaudio.PortAudioError as error:
            raise shared.unopened(_reason(error)) from error

    @staticmethod
    def devices() -> list[tuple[str, bool]]:
        """Return each device's name, and whether it is the default one; raise `DeviceError` without PortAudio."""
        portaudio = _portaudio()
        default = portaudio.default.device[1]
        return [(name, index == default) for index, name, _ in _outputs(portaudio)]

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:
        """Play every block; return when the last was heard. Raise `DeviceError` when the device goes away."""
        form = self._form(timeline.rate.hz)
        with shared.quiet_stderr():
            try:
                stream = self._portaudio.RawOutputStream(latency=self._latency_seconds, **form)
            except self._portaudio.PortAudioError as error:
                raise shared.unopened(_reason(error)) from error
            try:
                hand_over = self._started(stream)
                for block in blocks:
                    hand_over(pcm16(block.samples))
                # Stopping drops what the device still holds. Let it hold silence, twice as long as its latency: a
                # sound server holds some more behind it.
                silence = round(2 * stream.latency * timeline.rate.hz)
                hand_over(np.zeros((silence, self.channels), np.int16))
            except self._portaudio.PortAudioError as error:
                raise shared.gone(_reason(error)) from error
            finally:
                stream.close()

    def _started(self, stream: Any) -> Callable[[Pcm16], None]:
        """Start `stream`; return a function that writes to it, and returns once there is room for another block."""
        # PortAudio makes its buffer a quarter larger than the latency. Fill only as much as the latency.
        room = int(stream.write_available)
        most = min(self.latency, room) - min(self.frames, room // 2)
        stream.start()

        def hand_over(pcm: Pcm16) -> None:
            # Ctrl-C doesn't reach a write that waits for room, and a suspended device never makes room. So write
            # pieces that fit. Make the next block only when it would fit: then its commands are heard sooner.
            for piece in np.split(pcm, range(self.frames, len(pcm), self.frames)):
                self.underruns += stream.write(piece)
                shared.wait_for_room(lambda: room - int(stream.write_available), most, time.sleep, self._nap_seconds)

        return hand_over

    def _form(self, rate_hz: int) -> dict[str, Any]:
        return {"samplerate": rate_hz, "channels": self.channels, "dtype": "int16", "device": self._index}


def _portaudio() -> Any:
    try:
        sounddevice = shared.library("sounddevice")
    except OSError as error:
        raise DeviceError(
            "sounddevice finds no PortAudio", hint="Install it (Debian, Ubuntu: sudo apt install libportaudio2)."
        ) from error
    # As the program ends, this handler would close open devices, and wait for ever if a sound server doesn't answer.
    at_exit: Any = getattr(sounddevice, "_exit_handler", None)
    atexit.unregister(at_exit)
    return sounddevice


def _outputs(portaudio: Any) -> list[tuple[int, str, int]]:
    """Return index, name and number of channels of each device that plays."""
    # Windows lists each device once for each of its four hosts; the default host is the one that converts rates.
    host = portaudio.default.hostapi
    return [
        (index, device["name"], device["max_output_channels"])
        for index, device in enumerate(portaudio.query_devices())
        if device["hostapi"] == host and device["max_output_channels"] > 0
    ]


def _choose(portaudio: Any, wanted: str | None) -> tuple[int, int]:
    """Return index and number of channels of the device called `wanted`, or of the default one if None."""
    outputs = _outputs(portaudio)
    if wanted is not None:
        index, _, channels = outputs[shared.pick(wanted, [name for _, name, _ in outputs])]
        return index, channels
    default = portaudio.default.device[1]
    for index, _, channels in outputs:
        if index == default:
            return index, channels
    raise shared.none_here()


def _reason(error: Exception) -> str:
    # PortAudio wraps the host's own text in codes; it stands after 'Error opening RawOutputStream'.
    *_, last = error.args
    text = last[2] if isinstance(last, tuple) else error.args[0]
    return str(text).rpartition(": ")[2].lower()
