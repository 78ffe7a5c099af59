"""Writes Sun's .au files: the smallest kind of file for voiceguide."""

import struct
from collections.abc import Iterable
from pathlib import Path

from voiceguide.plugin import FileSink, Samples, Timeline, pcm16

_HEADER_BYTES = 24
_PCM_16 = 3
_UNKNOWN_SIZE = 0xFFFFFFFF


class AuFile(FileSink):
    """16-bit samples behind a header of 24 bytes, without chapters and without a cover."""

    most_chapters = 0
    takes_cover = False

    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole file at `path`; each of `sound` has shape (frames, channels)."""
        size_bytes = min(2 * self.channels * timeline.length, _UNKNOWN_SIZE)
        with path.open("wb") as file:
            fields = (_HEADER_BYTES, size_bytes, _PCM_16, timeline.rate.hz, self.channels)
            file.write(struct.pack(">4s5I", b".snd", *fields))
            for samples in sound:
                file.write(pcm16(samples).astype(">i2").tobytes())
