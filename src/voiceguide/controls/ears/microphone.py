"""Reads a microphone in chunks of 30 ms, 16 kHz, mono, 16 bits, each with the time at which it was captured."""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np

from voiceguide import messages
from voiceguide.audio import Pcm16
from voiceguide.errors import DeviceError

HZ = 16_000
_CHUNK_MS = 30
_PERIODS = 3
_PATIENCE_SECONDS = 2.0

# Results of miniaudio: the system refuses access; another program uses the device.
_DENIED = -6
_BUSY = (-19, -23)
_CHOOSE = "Choose one with --microphone; 'voiceguide doctor' lists them."

_FAINT = 3
_FAINT_SECONDS = 5

_LONGEST_LEAD = 200e-6
_LONGEST_STALL_SECONDS = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Sound from a microphone: `samples` (frames,), and when the last was captured, in `time.monotonic`."""

    samples: Pcm16
    ended_seconds: float

    @property
    def began_seconds(self) -> float:
        """When the first sample was captured."""
        return self.ended_seconds - len(self.samples) / HZ


class Microphone:
    """The microphone called `name`, or whose name contains it; by default the system's default. `close` it at the end.

    miniaudio converts the rate and the channels of the device. Raise `DeviceError` if there is no microphone, if
    another program uses it, if the system refuses access, or if `name` fits no microphone or several.
    """

    def __init__(self, name: str | None = None) -> None:
        self._arrived: SimpleQueue[tuple[bytes, float]] = SimpleQueue()
        self._device = _opened(name)
        taker = self._recordings()
        next(taker)
        try:
            self._device.start(taker)
        except _miniaudio().MiniaudioError as error:
            self._device.close()
            raise _refused(error) from error

    def chunks(self) -> Iterator[Chunk]:
        """Yield chunks as they arrive. Raise `DeviceError` if none arrives for 2 s: the device went away."""
        clock = CaptureClock(HZ)
        while True:
            try:
                pcm, now = self._arrived.get(timeout=_PATIENCE_SECONDS)
            except Empty:
                raise DeviceError("the microphone went away", hint=f"Plug it in again. {_CHOOSE}") from None
            samples = np.frombuffer(pcm, np.int16)
            yield Chunk(samples, clock.ended(len(samples), now))

    def close(self) -> None:
        """Stop listening."""
        self._device.close()

    def _recordings(self) -> Generator[None, bytes, None]:
        while True:
            pcm = yield
            self._arrived.put((bytes(pcm), time.monotonic()))


class CaptureClock:
    """Tells when frames reached the microphone, from when they arrived, on the clock of `time.monotonic`.

    Frames arrive late, never early, so the earliest arrivals are exact. A device gives `hz` frames a second, but its
    second may differ from the computer's by 200 millionths; the times stay right for hours.
    """

    def __init__(self, hz: int) -> None:
        self._hz = hz
        self._frames = 0
        self._began: float | None = None

    def ended(self, frames: int, now: float) -> float:
        """Return when the last of `frames` new frames was captured; `now` is when they arrived, both in seconds."""
        self._frames += frames
        began = now - self._frames / self._hz
        if self._began is None or began - self._began > _LONGEST_STALL_SECONDS:
            self._began = began  # the first frames, or frames were lost because the program or the device stopped
        self._began = min(began, self._began + _LONGEST_LEAD * frames / self._hz)
        return self._began + self._frames / self._hz


class Silence:
    """Tells a muted microphone from a quiet room, which is never completely silent."""

    def __init__(self) -> None:
        self._faint_frames = 0

    def push(self, samples: Pcm16) -> bool | None:
        """Return True if 5 s are silent with `samples`, False if they end such a silence, and None otherwise.

        A muted microphone gives zeros, or only the last one or two bits.
        """
        long = _FAINT_SECONDS * HZ
        was, faint = self._faint_frames, int(np.abs(samples.astype(np.int32)).max(initial=0)) <= _FAINT
        self._faint_frames = was + len(samples) if faint else 0
        if was < long <= self._faint_frames:
            return True
        return False if was >= long and not faint else None


def microphones() -> list[str]:
    """Return the names of the microphones; raise `DeviceError` if there is no sound system."""
    return [found["name"] for found in _captures()]


def pick(wanted: str, names: Sequence[str]) -> int:
    """Return the index of the microphone called `wanted`, or of the only one whose name contains it, ignoring case.

    Raise `DeviceError`, which lists the names, if no microphone fits, or several do.

    >>> pick("usb", ["Built-in", "USB Headset"])
    1
    """
    fits = messages.pick(wanted, names)
    if len(fits) == 1:
        return fits[0]
    if fits:
        several = "; ".join(names[i] for i in fits)
        raise DeviceError(f"'{wanted}' could be any of {len(fits)} microphones", hint=f"Write more of: {several}.")
    if not names:
        raise none_here()
    raise DeviceError(f"no microphone is called '{wanted}'", hint=f"Here are: {'; '.join(names)}.")


def _opened(name: str | None) -> Any:
    miniaudio = _miniaudio()
    chosen = None
    if name is not None:
        captures = _captures()
        chosen = captures[pick(name, [found["name"] for found in captures])]["id"]
    try:
        device = miniaudio.CaptureDevice(
            input_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=1,
            sample_rate=HZ,
            buffersize_msec=_CHUNK_MS,
            callback_periods=_PERIODS,
            device_id=chosen,
            app_name="voiceguide",
        )
    except miniaudio.MiniaudioError as error:
        raise _refused(error) from error
    if device.backend == "Null":  # its fallback, which hears nothing
        device.close()
        raise none_here()
    return device


def _miniaudio() -> Any:
    try:
        import miniaudio
    except ImportError as error:
        raise DeviceError("miniaudio isn't installed", hint="Install it: pip install miniaudio.") from error
    return miniaudio


def _captures() -> list[dict[str, Any]]:
    miniaudio = _miniaudio()
    try:
        return list(miniaudio.Devices().get_captures())
    except miniaudio.MiniaudioError as error:
        raise none_here() from error


def _refused(error: Exception) -> DeviceError:
    """Return why the microphone doesn't open, from the `error` of miniaudio."""
    text, code = (*error.args, 0)[:2]
    if code == _DENIED:
        return DeviceError("the system doesn't let voiceguide use the microphone", hint="Allow it in its settings.")
    if code in _BUSY:
        return DeviceError("another program holds the microphone", hint=f"Close that one. {_CHOOSE}")
    if not _captures():
        return none_here()
    return DeviceError(f"the microphone doesn't open ({text})", hint=_CHOOSE)


def none_here() -> DeviceError:
    """Return the error of a computer without a microphone."""
    return DeviceError("there is no microphone here", hint="Plug one in or switch one on, or leave out --listen.")
