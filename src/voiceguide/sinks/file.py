"""Blocks -> a file that is either whole or not there: what every kind of file shares."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from voiceguide.audio import Block, Samples
from voiceguide.errors import FileError
from voiceguide.paths import replacing
from voiceguide.sinks.chapters import Chapter, Chaptering, fitting
from voiceguide.timeline.model import Timeline


class FileSink(ABC):
    """A sink that takes blocks as fast as it can write them, and keeps an older file until the new one is whole.

    `frames` is large because each block costs a round through mixer and encoder, however short it is. `layout` is
    libav's name for the channels. `by` is what its chapters are; `most_chapters` is how many players can list of this
    kind of file, and a file with more steps than that has its sections.
    """

    most_chapters: ClassVar[int | None] = None

    def __init__(self, path: Path, *, mono: bool = False, chapters: Chaptering = "sections") -> None:
        self.path = path
        self.by = chapters
        self.latency = 0
        self.channels = 1 if mono else 2
        self.layout = "mono" if mono else "stereo"
        self.frames = 32_768

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:
        """Write every block to the file; raise `FileError` when it can't be written, and leave nothing half done."""
        if not timeline.length:
            raise FileError(f"there is nothing to write to {self.path}: the programme lasts 0 s")
        with replacing(self.path) as temporary:
            self.write(temporary, timeline, (block.samples for block in blocks))

    def chapters(self, timeline: Timeline) -> list[Chapter]:
        """Return the chapters that the file lists."""
        return self.listing(timeline)[0]

    def listing(self, timeline: Timeline) -> tuple[list[Chapter], Chaptering]:
        """Return the chapters that the file lists, and by what they are."""
        return fitting(timeline, self.by, self.most_chapters)

    @abstractmethod
    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole file at `path`; each of `sound` has shape (frames, channels)."""
