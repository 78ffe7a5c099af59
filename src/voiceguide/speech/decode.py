"""Decodes a sound file to a mono clip at the file's own rate."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer

from voiceguide.audio import Clip
from voiceguide.errors import FileError
from voiceguide.messages import reason
from voiceguide.units import Rate, write_duration

# Only kinds that contain their sound: FFmpeg would open any file that a playlist names.
_KINDS = "aac,aiff,caf,flac,matroska,mov,mp3,ogg,w64,wav"
_LONGEST = Fraction(1800)  # seconds: several copies of it, 0.6 GB, are in memory while it is levelled


def decode(path: Path) -> Clip:
    """Return the sound of the file at `path`, its channels mixed to one, neither trimmed nor levelled.

    Raise `FileError` if it can't be read, isn't a sound file, or is longer than half an hour.
    """
    with _opened(path) as (container, stream):
        to_mono = av.AudioResampler(format="flt", layout="mono")
        rate = Rate(stream.rate)
        pieces, frames = [], 0
        for decoded in (*container.decode(stream), None):
            for piece in to_mono.resample(decoded):
                pieces.append(piece.to_ndarray()[0])
                frames += piece.samples
            _check_length(path, rate.seconds(frames))
    if not frames:
        raise FileError(f"{path} holds no sound")
    return Clip(np.concatenate(pieces), rate)


def length(path: Path) -> Fraction:
    """Return the length in seconds that the file at `path` declares, without decoding it. Raise as `decode` does."""
    with _opened(path) as (container, stream):
        if stream.duration is not None and stream.time_base is not None:
            seconds = stream.duration * stream.time_base
        else:
            seconds = Fraction(container.duration or 0, av.time_base)
    _check_length(path, seconds)
    return seconds


@contextmanager
def _opened(path: Path) -> Iterator[tuple[InputContainer, av.AudioStream]]:
    try:
        with path.open("rb") as file, av.open(file, "r", options={"format_whitelist": _KINDS}) as container:
            if not container.streams.audio:
                raise FileError(f"{path} has no sound in it")
            yield container, container.streams.audio[0]
    except av.FFmpegError as error:
        raise FileError(
            f"{path} isn't a sound file that voiceguide can read",
            hint="WAV, FLAC, MP3, M4A, Ogg and Opus files can be played.",
        ) from error
    except OSError as error:
        raise FileError(f"can't read {path}: {reason(error)}") from error


def _check_length(path: Path, seconds: Fraction) -> None:
    if seconds > _LONGEST:
        raise FileError(
            f"{path} is longer than {write_duration(_LONGEST)}", hint="Play a shorter piece; music is looped."
        )
