"""Blocks -> a file that is either whole or not there: what every kind of file shares."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from voiceguide.audio import Block, Samples
from voiceguide.errors import FileError, UsageError
from voiceguide.files.chapters import Chapter, Chaptering, fitting
from voiceguide.files.picture import Cover, Draw, cover
from voiceguide.paths import check_writable, replacing
from voiceguide.plan.model import Metadata
from voiceguide.timeline.model import Timeline


class FileSink(ABC):
    """A sink that takes blocks as fast as it can write them, and keeps an older file until the new one is whole.

    `frames` is large because each block costs a round through mixer and encoder, however short it is. `layout` is
    libav's name for the channels. `by` is what its chapters are; `most_chapters` is how many players can list of this
    kind of file, and a file with more steps than that has its sections. `bit_rate` is in bits a second, None for the
    kind's own; `bit_rates` are those that may be asked for, in thousands of bits a second, none where nothing is lost.
    `draw` gives the cover of a routine that has no picture; `pictured` says that files of this kind have one.
    """

    most_chapters: ClassVar[int | None] = None
    bit_rates: Sequence[int] = ()
    pictured: ClassVar[bool] = True

    def __init__(
        self,
        path: Path,
        *,
        mono: bool = False,
        bit_rate: int | None = None,
        chapters: Chaptering = "sections",
        draw: Draw | None = None,
    ) -> None:
        """Raise `UsageError` for a `bit_rate` that this kind of file can't have."""
        if bit_rate is not None:
            self._check(bit_rate, path.suffix)
        self.path = path
        self.bit_rate = bit_rate
        self.draw = draw
        self.by = chapters
        self.latency = 0
        self.channels = 1 if mono else 2
        self.layout = "mono" if mono else "stereo"
        self.frames = 32_768

    def _check(self, bit_rate: int, suffix: str) -> None:
        if not self.bit_rates:
            raise UsageError(
                f"a {suffix} file has no bit rate to choose: it keeps every sample",
                hint="Leave the bit rate out, or name a file that ends in .m4a, .mp3 or .opus.",
            )
        if bit_rate not in [1000 * rate for rate in self.bit_rates]:
            raise UsageError(
                f"a {suffix} file can't have {bit_rate / 1000:g} kbit/s here", hint=f"Choose {_listed(self.bit_rates)}."
            )

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:
        """Write every block to the file; raise `FileError` when it can't be written, and leave nothing half done."""
        if not timeline.length:
            raise FileError(f"there is nothing to write to {self.path}: the programme lasts 0 s")
        with replacing(self.path, timeline.metadata.files) as temporary:
            self.write(temporary, timeline, (block.samples for block in blocks))

    def check_writable(self, metadata: Metadata) -> None:
        """Check, before anything is spoken, that the file can be written; raise `FileError` if not."""
        check_writable(self.path, metadata.files)
        if self.pictured:
            cover(metadata)

    def chapters(self, timeline: Timeline) -> list[Chapter]:
        """Return the chapters that the file lists."""
        return self.listing(timeline)[0]

    def listing(self, timeline: Timeline) -> tuple[list[Chapter], Chaptering]:
        """Return the chapters that the file lists, and by what they are."""
        return fitting(timeline, self.by, self.most_chapters)

    def cover(self, timeline: Timeline) -> Cover | None:
        """Return the picture that players show; raise `FileError` when the routine's own can't be used."""
        return cover(timeline.metadata, self.draw)

    @abstractmethod
    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole file at `path`; each of `sound` has shape (frames, channels)."""


def _listed(rates: Sequence[int]) -> str:
    if isinstance(rates, range):
        return f"{rates[0]}k to {rates[-1]}k"
    return ", ".join(f"{rate}k" for rate in rates[:-1]) + f" or {rates[-1]}k"
