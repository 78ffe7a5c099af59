"""A microphone -> chunks of 30 ms, 16 kHz, mono, 16 bits, each with the time at which it was captured."""

from __future__ import annotations

import time
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

import numpy as np

from voiceguide import messages
from voiceguide.controls.ears.clock import CaptureClock
from voiceguide.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from voiceguide.audio import Pcm16

HZ = 16_000
_CHUNK_MS = 30
_PERIODS = 3
_PATIENCE_SECONDS = 2.0

# miniaudio's results: refused by the system, held by another program.
_DENIED = -6
_BUSY = (-19, -23)
_CHOOSE = "Choose one with --microphone; 'voiceguide doctor' lists them."

_FAINT = 3
_FAINT_SECONDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Sound from a microphone: `samples` (frames,), and when its last one was captured, on `time.monotonic`'s clock."""

    samples: Pcm16
    ended_seconds: float

    @property
    def began_seconds(self) -> float:
        """When its first sample was captured."""
        return self.ended_seconds - len(self.samples) / HZ


class Microphone:
    """The microphone called `name`, or with that in its name; the default one without. `close` it.

    miniaudio brings whatever rate and channels the device has to ours. Raise `DeviceError` when there is none, when
    it is held by another program or kept from us, or when `name` fits none or several.
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
        """Yield what is captured, as it comes; raise `DeviceError` when nothing comes for 2 s: the device went away."""
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


class Silence:
    """Tells a microphone that is muted from a quiet room, which is never quite silent."""

    def __init__(self) -> None:
        self._faint_frames = 0

    def push(self, samples: Pcm16) -> bool | None:
        """Return True when 5 s have been silent with `samples`, False when they end that, and None otherwise.

        A muted microphone gives zeros, or no more than the last bit or two.
        """
        long = _FAINT_SECONDS * HZ
        was, faint = self._faint_frames, int(np.abs(samples.astype(np.int32)).max(initial=0)) <= _FAINT
        self._faint_frames = was + len(samples) if faint else 0
        if was < long <= self._faint_frames:
            return True
        return False if was >= long and not faint else None


def microphones() -> list[str]:
    """Return the name of each microphone that is here; raise `DeviceError` where no sound system is."""
    return [found["name"] for found in _captures()]


def pick(wanted: str, names: Sequence[str]) -> int:
    """Return the index of the microphone called `wanted`, or the only one whose name contains it, ignoring case.

    Raise `DeviceError`, which lists the names, if no name fits or several do.
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
    if device.backend == "Null":  # its last resort, which hears nothing
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
    """Return why the microphone doesn't open, from what miniaudio says."""
    said, code = (*error.args, 0)[:2]
    if code == _DENIED:
        return DeviceError("the system doesn't let voiceguide use the microphone", hint="Allow it in its settings.")
    if code in _BUSY:
        return DeviceError("another program holds the microphone", hint=f"Close that one. {_CHOOSE}")
    if not _captures():
        return none_here()
    return DeviceError(f"the microphone doesn't open ({said})", hint=_CHOOSE)


def none_here() -> DeviceError:
    """Return the error of a machine without a microphone."""
    return DeviceError("there is no microphone here", hint="Plug one in or switch one on, or leave out --listen.")
