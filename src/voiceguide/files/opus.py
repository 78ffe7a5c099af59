"""Blocks -> Opus in Ogg: small, free of patents, for newer players."""

import struct
from base64 import b64encode
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from voiceguide.audio import Samples
from voiceguide.files.container import add_sound, mux, writing
from voiceguide.files.encode import Coder, encode
from voiceguide.files.file import FileSink
from voiceguide.files.metadata import comment_chapters, comment_lyrics, tags
from voiceguide.files.picture import Cover
from voiceguide.timeline.model import Timeline

_BIT_RATE = {1: 64_000, 2: 96_000}
"""By channels, of what sounds; silence takes next to nothing."""


class OpusFile(FileSink):
    """Opus, with chapters as Vorbis comments. Decoders give 48,000 frames a second back, whatever went in."""

    bit_rates: Sequence[int] = range(32, 161)

    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole file at `path`."""
        coder = _coder(timeline.rate.hz, self.channels, self.bit_rate)
        comments = tags(timeline) | comment_chapters(timeline, self.chapters(timeline)) | comment_lyrics(timeline)
        if picture := self.cover(timeline):
            comments["METADATA_BLOCK_PICTURE"] = _picture_block(picture)
        with writing(path, "opus", comments, serial_offset="1") as container, closing(encode(coder, sound)) as runs:
            mux(container, add_sound(container, coder), coder, runs)


def _coder(rate_hz: int, channels: int, bit_rate: int | None = None) -> Coder:
    return Coder(
        "libopus",
        rate_hz=rate_hz,
        channels=channels,
        bit_rate=bit_rate or _BIT_RATE[channels],
        sample_format="s16",
        unit=480,
        before=1,
        after=16,  # its high-pass filter rings on; fed floats it would take twice as long to fall silent
        # The mode without linear prediction: a delay of 2.5 ms, twice the speed, and silence is soon forgotten.
        options={"application": "lowdelay"},
    )


def _picture_block(picture: Cover) -> str:
    """Return the cover as a comment, as RFC 7845 says: FLAC's picture block in base64."""
    mime = picture.mime.encode()
    # 3: front cover. No description; width, height and colours unknown, which is allowed and read by all.
    head = struct.pack(f">2I{len(mime)}s5II", 3, len(mime), mime, 0, 0, 0, 0, 0, len(picture.content))
    return b64encode(head + picture.content).decode()
