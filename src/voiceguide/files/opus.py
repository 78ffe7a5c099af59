"""Opus in Ogg: small, free of patents, for newer players."""

import struct
from base64 import b64encode
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import ClassVar

from voiceguide.audio import Samples
from voiceguide.files.encode import Coder, encode
from voiceguide.files.file import FileSink, add_sound, mux, vorbis_comments, writing
from voiceguide.files.picture import Cover
from voiceguide.timeline.model import Timeline

_coder = partial(
    Coder,
    "libopus",
    sample_format="s16",
    unit=480,
    before=1,
    after=16,  # its high-pass filter rings on, twice as long for float samples
    # The mode without linear prediction: its delay is 2.5 ms, its speed twice as high, its memory short.
    options={"application": "lowdelay"},
)


class OpusFile(FileSink):
    """The smallest, for newer players.

    Decoders return 48,000 frames a second, whatever the rate of the input.
    """

    bit_rates: ClassVar[Sequence[int]] = range(32, 161)

    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole file at `path`."""
        coder = _coder(timeline.rate.hz, self.channels, self.bit_rate)
        comments = vorbis_comments(timeline, self.chapters(timeline))
        if picture := self.cover(timeline):
            comments["METADATA_BLOCK_PICTURE"] = _picture_block(picture)
        with writing(path, "opus", comments, serial_offset="1") as container, closing(encode(coder, sound)) as runs:
            mux(container, add_sound(container, coder), coder, runs)


def _picture_block(picture: Cover) -> str:
    """Return the cover as the comment of RFC 7845: FLAC's picture block in base64. libav's Ogg muxer writes none."""
    mime = picture.mime.encode()
    # 3: front cover. No description. Width, height and colours are 0, unknown: the format allows it, all readers do.
    head = struct.pack(f">2I{len(mime)}s5II", 3, len(mime), mime, 0, 0, 0, 0, 0, len(picture.content))
    return b64encode(head + picture.content).decode()
