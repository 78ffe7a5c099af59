"""Chapters -> cue points with labels at the end of a WAV file, where audio editors and some players find them.

libav writes none. The chunks are those of Microsoft's RIFF (1994): `cue ` holds where, `adtl` what it is called.
"""

import struct
from collections.abc import Sequence
from pathlib import Path

from voiceguide.files.chapters import Chapter


def add_cues(path: Path, chapters: Sequence[Chapter]) -> None:
    """Append a cue point and its label for each of `chapters` to the whole WAV or RF64 file at `path`."""
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
        # The form's own size stands after its name; where 32 bits can't hold it, in the ds64 chunk behind.
        at, size = (20, "<Q") if file.read(4) == b"RF64" else (4, "<I")
        file.seek(at)
        (whole,) = struct.unpack(size, file.read(struct.calcsize(size)))
        file.seek(at)
        file.write(struct.pack(size, whole + len(added)))
        file.seek(0, 2)
        file.write(added)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(content)) + content + bytes(len(content) % 2)
