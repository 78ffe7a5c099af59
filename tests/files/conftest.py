"""One timeline, written once as a file of each kind for all tests of this folder."""

from fractions import Fraction

import av
import numpy as np
import pytest
from files import RATE, made, voice, write_file

from voiceguide.playback.session import perform
from voiceguide.timeline.model import Mark


@pytest.fixture(scope="session")
def programme():
    """A timeline with cues at odd frames and with short and long gaps. Its last cue ends with the file."""
    length = 31 * RATE + 331
    cues = [(7_001, 20_000), (31_111, 9_000), (5 * RATE + 13, 15_000), (12 * RATE + 577, 8 * RATE)]
    cues.append((length - 14_000, 14_000))
    marks = [
        Mark(0, 6 * RATE, "chapter", "Before you start"),
        Mark(6 * RATE, 12 * RATE + 12, "chapter", "Links & rechts"),
        Mark(12 * RATE + 12, length, "chapter", "Schluß"),
        *(Mark(at, at + frames, "caption", f"Cue {n}") for n, (at, frames) in enumerate(cues)),
    ]
    return made(
        [(at, voice(frames, seed)) for seed, (at, frames) in enumerate(cues)],
        length,
        marks,
        title="Rücken",
        summary="Find the spots.",
        language="de-AT",
        safety=("Press only on muscle.", "Let go if it hurts."),
        sources=("A page",),
    )


@pytest.fixture(scope="session")
def mixed(programme):
    """Return the sound of the timeline, shape (frames, channels)."""
    return {n: np.concatenate([b.samples for b in perform(programme, channels=n)]) for n in (1, 2)}


@pytest.fixture(scope="session")
def written(programme, tmp_path_factory):
    """Return the path of the timeline as a file: written(kind, mono=...). Each file is written once."""
    folder = tmp_path_factory.mktemp("written")

    def write(kind, *, mono=False):
        path = folder / f"{'mono' if mono else 'stereo'}.{kind}"
        if not path.exists():
            write_file(path, programme, mono=mono)
        return path

    return write


@pytest.fixture(scope="session")
def pictures(tmp_path_factory):
    """The paths of a small PNG and a small JPEG, by codec."""
    folder = tmp_path_factory.mktemp("pictures")
    made_of = {"png": ("rgb24", folder / "cover.png"), "mjpeg": ("yuvj420p", folder / "cover.jpg")}
    for codec, (pixels, path) in made_of.items():
        encoder = av.CodecContext.create(codec, "w")
        encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = 64, 48, pixels, Fraction(1)
        frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 90, np.uint8), "rgb24").reformat(format=pixels)
        frame.pts = 0
        path.write_bytes(b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)]))
    return {codec: path for codec, (_, path) in made_of.items()}
