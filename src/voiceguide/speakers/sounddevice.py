"""Blocks -> an ear, through PortAudio: the first choice, where PortAudio is."""

from __future__ import annotations

import atexit
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from voiceguide.audio import TIMELINE_RATE, pcm16
from voiceguide.errors import DeviceError
from voiceguide.speakers.device import (
    LATENCY_SECONDS,
    block_frames,
    fitting,
    gone,
    nap_seconds,
    none_here,
    pick,
    unopened,
    wait_for_room,
)
from voiceguide.speakers.quiet_stderr import quiet_stderr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from voiceguide.audio import Block, Pcm16
    from voiceguide.timeline.model import Timeline


class SounddeviceSpeaker:
    """A device of PortAudio's default host.

    `device` is its name or a part of it. `latency_seconds`, 0.05 to 2, is how much sound the device holds: below
    0.2 s, busy threads beside it are heard as gaps. `underruns` counts how often it had nothing to play.
    """

    live = True

    def __init__(self, device: str | None = None, latency_seconds: float = LATENCY_SECONDS) -> None:
        self._latency_seconds = fitting(latency_seconds)
        self._portaudio = _portaudio()
        self._index, self.channels = _choose(self._portaudio, device)
        self.latency = round(latency_seconds * TIMELINE_RATE.hz)
        self.frames = block_frames(self.latency)
        self.underruns = 0
        try:
            with quiet_stderr():
                self._portaudio.check_output_settings(**self._form(TIMELINE_RATE.hz))
        except self._portaudio.PortAudioError as error:
            raise unopened(_said(error)) from error

    @staticmethod
    def devices() -> list[tuple[str, bool]]:
        """Return each device's name, and whether it is the default one; raise `DeviceError` without PortAudio."""
        portaudio = _portaudio()
        default = portaudio.default.device[1]
        return [(name, index == default) for index, name, _ in _outputs(portaudio)]

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:
        """Play every block; return when the last was heard. Raise `DeviceError` when the device goes away."""
        form = self._form(timeline.rate.hz)
        with quiet_stderr():
            try:
                stream = self._portaudio.RawOutputStream(latency=self._latency_seconds, **form)
            except self._portaudio.PortAudioError as error:
                raise unopened(_said(error)) from error
            try:
                hand_over = self._started(stream)
                for block in blocks:
                    hand_over(pcm16(block.samples))
                # Stopping drops what the device still holds. Let it hold silence, twice as long as it says: a sound
                # server holds some more behind it.
                silence = round(2 * stream.latency * timeline.rate.hz)
                hand_over(np.zeros((silence, self.channels), np.int16))
            except self._portaudio.PortAudioError as error:
                raise gone(_said(error)) from error
            finally:
                stream.close()

    def _started(self, stream: Any) -> Callable[[Pcm16], None]:
        """Start `stream`; return what writes to it, and comes back once there is room for another block."""
        # PortAudio makes its buffer a quarter larger than what it was asked for: fill only as much as that.
        room = int(stream.write_available)
        most = min(self.latency, room) - min(self.frames, room // 2)
        nap = nap_seconds(self._latency_seconds)
        stream.start()

        def hand_over(pcm: Pcm16) -> None:
            # A write without room waits where Ctrl-C doesn't reach it, for ever if the device is suspended. So write
            # pieces that fit, and ask for more only when they would: what is asked for is heard the sooner.
            for piece in np.split(pcm, range(self.frames, len(pcm), self.frames)):
                self.underruns += stream.write(piece)
                wait_for_room(lambda: room - int(stream.write_available), most, time.sleep, nap)

        return hand_over

    def _form(self, rate_hz: int) -> dict[str, Any]:
        return {"samplerate": rate_hz, "channels": self.channels, "dtype": "int16", "device": self._index}


def _portaudio() -> Any:
    try:
        import sounddevice
    except OSError as error:
        raise DeviceError(
            "sounddevice finds no PortAudio", hint="Install it (Debian, Ubuntu: sudo apt install libportaudio2)."
        ) from error
    except ImportError as error:
        raise DeviceError("sounddevice isn't installed", hint="Install it: pip install sounddevice.") from error
    # As the program ends, it would close what is open yet, and wait for ever where a sound server doesn't answer.
    at_exit: Any = getattr(sounddevice, "_exit_handler", None)
    atexit.unregister(at_exit)
    return sounddevice


def _outputs(portaudio: Any) -> list[tuple[int, str, int]]:
    # Windows lists each device once for each of its four hosts; the default host is the one that converts rates.
    host = portaudio.default.hostapi
    return [
        (index, device["name"], device["max_output_channels"])
        for index, device in enumerate(portaudio.query_devices())
        if device["hostapi"] == host and device["max_output_channels"] > 0
    ]


def _choose(portaudio: Any, wanted: str | None) -> tuple[int, int]:
    outputs = _outputs(portaudio)
    if wanted is not None:
        index, _, channels = outputs[pick(wanted, [name for _, name, _ in outputs])]
        return index, min(channels, 2)
    default = portaudio.default.device[1]
    for index, _, channels in outputs:
        if index == default:
            return index, min(channels, 2)
    raise none_here()


def _said(error: Exception) -> str:
    # PortAudio wraps what the host says in codes; its own words stand after 'Error opening RawOutputStream'.
    *_, last = error.args
    said = last[2] if isinstance(last, tuple) else error.args[0]
    return str(said).rpartition(": ")[2].lower()
