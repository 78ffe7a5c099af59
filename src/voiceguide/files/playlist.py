"""Lists of the files of several routines: numbered file names, an M3U8 playlist, and an index for programs."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from voiceguide.messages import printable
from voiceguide.plan.model import Metadata

VERSION = 1

_LONGEST_NAME = 150
"""The bytes of a title in a file's name; file systems allow 255 for the whole name."""
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')
"""Characters that not every file system allows in a name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a playlist: its name in the folder, its metadata, and its exact length."""

    file: str
    metadata: Metadata
    seconds: Fraction
    size_bytes: int
    chapters: tuple[tuple[Fraction, str], ...] = ()


def numbered(number: int, total: int, title: str, suffix: str) -> str:
    """Return the name of file `number` of `total`: phones sort it by its number, and every file system takes it.

    >>> numbered(2, 3, "Hips / lower back: 10 s?", ".m4a")
    '02 Hips - lower back- 10 s-.m4a'
    """
    allowed = ("-" if letter in _NOT_IN_NAMES else letter for letter in printable(title))
    name = " ".join("".join(allowed).split()).encode()[:_LONGEST_NAME].decode(errors="ignore").rstrip(" .")
    return f"{number:0{max(2, len(str(total)))}d} {name}".rstrip() + suffix


def m3u8(entries: Iterable[Entry]) -> str:
    """Return a playlist in UTF-8; each file has its length in seconds, to the millisecond."""
    lines = ["#EXTM3U"]
    for entry in entries:
        lines += [f"#EXTINF:{float(round(entry.seconds, 3)):.3f},{' '.join(entry.metadata.title.split())}", entry.file]
    return "\n".join(lines) + "\n"


def index(entries: Iterable[Entry]) -> str:
    """Return the same list as JSON, for programs: times are seconds; `version` changes when the format grows."""
    routines = [
        {
            "file": entry.file,
            "title": entry.metadata.title,
            "summary": entry.metadata.summary,
            "language": entry.metadata.language,
            "seconds": round(float(entry.seconds), 6),
            "bytes": entry.size_bytes,
            "chapters": [{"start": round(float(start), 6), "title": title} for start, title in entry.chapters],
        }
        for entry in entries
    ]
    return json.dumps({"version": VERSION, "routines": routines}, indent=2, ensure_ascii=False) + "\n"
