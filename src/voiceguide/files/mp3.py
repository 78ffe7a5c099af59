"""Blocks -> MP3, which everything plays."""

import shutil
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from voiceguide.audio import Samples
from voiceguide.files.container import add_sound, mux, writing
from voiceguide.files.encode import Coder, encode
from voiceguide.files.file import FileSink
from voiceguide.files.id3 import id3
from voiceguide.files.metadata import tags
from voiceguide.files.spoken import cues, lyrics
from voiceguide.timeline.model import Timeline

_BIT_RATE = {1: 64_000, 2: 96_000}
"""By channels."""


class Mp3File(FileSink):
    """MP3 at a constant bit rate: in a variable one browsers seek up to two seconds wrong.

    Its first frame says how much of the first and last packets to leave out, so that it is gapless where players read
    that.
    """

    # Those that MPEG-2 Layer III has at 24,000 Hz, less the ones that carry no voice.
    bit_rates: Sequence[int] = (32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
    most_chapters: ClassVar[int | None] = 255  # the table of contents counts them in one byte

    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole file at `path`."""
        coder = _coder(timeline.rate.hz, self.channels, self.bit_rate)
        told = tags(timeline) | {"lyrics": lyrics(timeline)}
        tag = id3(told, self.chapters(timeline), timeline.rate, self.cover(timeline), cues(timeline))
        with TemporaryDirectory(prefix=f".{path.stem[:40]}-", dir=path.parent) as folder:
            # By its name: of a file of ours, libav's binding prints what it can't write, too.
            frames = Path(folder, "frames.mp3")
            with writing(frames, "mp3", {}, id3v2_version="0") as container, closing(encode(coder, sound)) as runs:
                mux(container, add_sound(container, coder), coder, runs)
            with path.open("wb") as file, frames.open("rb") as store:
                file.write(tag)
                shutil.copyfileobj(store, file)


def _coder(rate_hz: int, channels: int, bit_rate: int | None = None) -> Coder:
    return Coder(
        "libmp3lame",
        rate_hz=rate_hz,
        channels=channels,
        bit_rate=bit_rate or _BIT_RATE[channels],
        sample_format="fltp",
        unit=576,
        before=1,
        after=4,
        options={
            "reservoir": "0",  # else a packet holds bits of later ones, and silence couldn't be put between
            # LAME's better levels shape noise: measured on voices they are slower, further from the sound they
            # were given (17 dB against 25), and overshoot its peaks by up to 2 dB.
            "compression_level": "7",
        },
        gain=1 / 0.95,  # LAME turns all sound down to 0.95 against clipping, which the mix has room for already
    )
