"""Read files and recordings with the ffmpeg command, not with voiceguide, and find where a sound begins in them."""

import subprocess
import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.floating]
Pcm16 = npt.NDArray[np.int16]


def decoded(path: Path, hz: int, channels: int = 1) -> Sound:
    """Return the sound of the file at `path` as ffmpeg decodes it, at `hz`, shape (frames, channels)."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "f32le", "-ar", str(hz), "-ac", str(channels), "-"]
    raw = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    return np.frombuffer(raw, np.float32).reshape(-1, channels)


def native_hz(path: Path) -> int:
    """Return the rate at which ffmpeg decodes the file at `path`."""
    command = ["ffprobe", "-v", "error", "-show_entries", "stream=sample_rate", "-of", "csv=p=0", str(path)]
    return int(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.split()[0])


def read_wav(path: Path) -> Pcm16:
    """Return the samples of a 16-bit WAV file, shape (frames, channels)."""
    with wave.open(str(path)) as file:
        assert file.getsampwidth() == 2, f"{path} has {8 * file.getsampwidth()} bits"
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())


def pcm16(sound: Sound) -> Pcm16:
    """Return `sound`, full scale 1.0, as 16-bit samples."""
    return np.clip(np.rint(sound * 32_768), -32_768, 32_767).astype(np.int16)


def write_wav(path: Path, samples: Pcm16, hz: int) -> None:
    """Write mono `samples`, shape (frames,), as a 16-bit WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(hz)
        file.writeframes(samples.astype("<i2").tobytes())


def lag(sound: Sound, shape: Sound, at: int, reach: int = 240) -> int:
    """Return how many frames after `at` in `sound` `shape` begins: from -`reach` to `reach`.

    Both have shape (frames,). It takes the place where they differ least, so noise and lossy coding don't move it.
    """
    before = min(reach, at)
    return int(np.argmin(_difference(sound[at - before : at + reach + len(shape)], shape))) - before


def onsets(sound: Sound, shape: Sound) -> list[int]:
    """Return every frame of `sound` at which `shape` begins, sorted; the shapes don't overlap."""
    difference = _difference(sound, shape)
    # Where something similar sounds, half the energy of the shape is left; in silence all of it is left.
    enough = np.sum(shape.astype(float) ** 2) / 2
    found: list[int] = []
    while difference[at := int(np.argmin(difference))] < enough:
        found.append(at)
        difference[max(0, at - len(shape)) : at + len(shape)] = np.inf
    return sorted(found)


def _difference(sound: Sound, shape: Sound) -> npt.NDArray[np.float64]:
    """Return the energy of what is left of `sound` without `shape`, from each frame on."""
    size = 1 << (len(sound) + len(shape)).bit_length()
    product = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(shape, size)), size)
    energy = np.concatenate([[0], np.cumsum(sound.astype(float) ** 2)])
    places = max(1, len(sound) - len(shape) + 1)
    around = energy[np.minimum(np.arange(places) + len(shape), len(sound))] - energy[:places]
    left: npt.NDArray[np.float64] = around - 2 * product[:places] + np.sum(shape.astype(float) ** 2)
    return left
