"""A 16-bit WAV, RF64 past 4 GB."""

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

import av

from voiceguide.audio import Samples, pcm16
from voiceguide.files.chapters import Chapter
from voiceguide.files.file import FileSink, tags, writing
from voiceguide.timeline.model import Timeline

_RIFF_HOLDS = 2**32 - 2**20
"""Bytes of sound that a plain WAV can count in 32 bits, with room for its tags."""


class WavFile(FileSink):
    """Nothing lost, nothing packed; for editors. Past 4 GB it becomes RF64.

    Chapters are cue points.
    """

    takes_cover: ClassVar[bool] = False

    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole file at `path`."""
        size = 2 * self.channels * timeline.length
        with writing(path, "wav", tags(timeline), rf64="always" if size > _RIFF_HOLDS else "never") as container:
            stream = container.add_stream("pcm_s16le", rate=timeline.rate.hz, layout=self.layout)
            container.start_encoding()
            for samples in sound:
                # A WAV holds plain samples: no encoder.
                packet = av.Packet(pcm16(samples).astype("<i2", copy=False).tobytes())
                packet.stream = stream
                container.mux_one(packet)
        add_cues(path, self.chapters(timeline))


def add_cues(path: Path, chapters: Sequence[Chapter]) -> None:
    """Append a cue point and its label for each of `chapters` to the WAV or RF64 file at `path`.

    Audio editors and some players read them. Written by hand, since libav writes none. The layout is Microsoft's
    "RIFF" (1994): the chunk `cue ` holds the places, `adtl` the labels.
    """
    if not chapters:
        return
    points = b"".join(
        struct.pack("<2I4s3I", number, chapter.start, b"data", 0, 0, chapter.start)
        for number, chapter in enumerate(chapters, start=1)
    )
    labels = b"".join(
        _chunk(b"labl", struct.pack("<I", number) + chapter.title.encode() + b"\0")
        for number, chapter in enumerate(chapters, start=1)
    )
    added = _chunk(b"cue ", struct.pack("<I", len(chapters)) + points) + _chunk(b"LIST", b"adtl" + labels)
    with path.open("r+b") as file:
        # RIFF holds the file's size after its name. RF64 holds it in 64 bits, in the chunk ds64 behind.
        at, size = (20, "<Q") if file.read(4) == b"RF64" else (4, "<I")
        file.seek(at)
        (whole,) = struct.unpack(size, file.read(struct.calcsize(size)))
        file.seek(at)
        file.write(struct.pack(size, whole + len(added)))
        file.seek(0, 2)
        file.write(added)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(content)) + content + bytes(len(content) % 2)
