"""MP3, which everything plays."""

import shutil
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from voiceguide.audio import Samples
from voiceguide.files.captions import cues, lyrics
from voiceguide.files.encode import BIT_RATES, Coder, encode
from voiceguide.files.file import FileSink, add_sound, mux, writing
from voiceguide.files.id3 import id3
from voiceguide.files.metadata import tags
from voiceguide.timeline.model import Timeline


class Mp3File(FileSink):
    """Plays everywhere, at a constant bit rate, in which players seek well.

    In a variable bit rate browsers seek up to two seconds wrong. The first frame says how much of the first and last
    packets to leave out, for players that read it.
    """

    # Those of MPEG-2 Layer III at 24,000 Hz, without the ones too low for a voice.
    bit_rates: ClassVar[Sequence[int]] = (32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
    most_chapters: ClassVar[int | None] = 255  # the table of contents counts them in one byte

    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole file at `path`."""
        coder = _coder(timeline.rate.hz, self.channels, self.bit_rate)
        texts = tags(timeline) | {"lyrics": lyrics(timeline)}
        tag = id3(texts, self.chapters(timeline), timeline.rate, self.cover(timeline), cues(timeline))
        with TemporaryDirectory(prefix=f".{path.stem[:40]}-", dir=path.parent) as folder:
            # By its name: with a file object, PyAV also prints each error of writing.
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
        bit_rate=bit_rate or BIT_RATES[channels],
        sample_format="fltp",
        unit=576,
        before=1,
        after=4,
        options={
            "reservoir": "0",  # otherwise a packet holds bits of later ones, and silence couldn't go between
            # LAME's better levels shape noise. Measured on voices, they are slower, further from the original
            # (17 dB against 25), and exceed its peaks by up to 2 dB.
            "compression_level": "7",
        },
        gain=1 / 0.95,  # LAME turns all sound down to 0.95 against clipping; the mix has room for that already
    )
