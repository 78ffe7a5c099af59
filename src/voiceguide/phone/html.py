"""One HTML page that plays a routine: a session in a browser, with its sound inside."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, ClassVar

from voiceguide import plugins
from voiceguide.audio import Samples
from voiceguide.errors import FileError
from voiceguide.files.choices import Chaptering
from voiceguide.files.file import FileSink
from voiceguide.files.picture import Cover, Draw, shrunk
from voiceguide.phone.programme import programme
from voiceguide.phone.template import page
from voiceguide.phone.texts import texts
from voiceguide.timeline.model import Timeline

LARGEST = 50_000_000
"""Bytes. Phones hold several copies of a page in memory, and mail and messengers take no larger file."""

_LOCK_SCREEN = 384
"""The pixels of a cover that a lock screen shows."""

_TYPES = {
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
}
_CHUNK = 3 * 2**16
"""Bytes encoded as base64 at once; a multiple of three, so that the pieces join."""
_KIND = "m4a"
"""The kind of sound that every phone plays."""


class HtmlFile(FileSink):
    """A page with buttons, and everything in it: it needs no network, no account and no app.

    `kind` is the kind of the sound inside. The page lists every step, whatever `chapters` says.
    """

    bit_rates: ClassVar[Sequence[int]] = plugins.load(plugins.SINKS, _KIND).bit_rates

    def __init__(  # noqa: PLR0913 - the options of every file, and the kind of the sound
        self,
        path: Path,
        *,
        mono: bool = False,
        bit_rate: int | None = None,
        chapters: Chaptering = "sections",
        draw: Draw | None = None,
        kind: str = _KIND,
    ) -> None:
        self.kind = kind
        self._inner: type[FileSink] = plugins.load(plugins.SINKS, kind)
        super().__init__(path, mono=mono, bit_rate=bit_rate, chapters=chapters, draw=draw)

    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole page at `path`; raise `FileError` if it would be too large for phones."""
        whole = self.cover(timeline)
        picture = whole and shrunk(whole, _LOCK_SCREEN)
        with TemporaryDirectory(prefix=f".{path.stem[:40]}-", dir=path.parent) as folder:
            inner = Path(folder, f"sound.{self.kind}")
            sink = self._inner(inner, mono=self.channels == 1, bit_rate=self.bit_rate)
            # The page itself shows the picture, so the sound needs none.
            plain = replace(timeline, metadata=replace(timeline.metadata, picture=None))
            sink.write(inner, plain, sound)
            head, tail = self._around(timeline, picture)
            self._refuse_large(len(head) + 4 * -(-inner.stat().st_size // 3) + len(tail))
            with path.open("wb") as file, inner.open("rb") as encoded:
                file.write(head)
                _write_base64(file, encoded)
                file.write(tail)

    def _around(self, timeline: Timeline, picture: Cover | None) -> tuple[bytes, bytes]:
        """Return the page before and after the sound."""
        own = texts(timeline.metadata.language)
        scripted = {
            "timeline": programme(timeline, own),
            "texts": {"language": own.language, **own.words},
            "sound": _TYPES[self.kind],
            "cover": picture and f"data:{picture.mime};base64,{b64encode(picture.content).decode()}",
        }
        spoken = any(mark.verb == "safety" for mark in timeline.marks)
        head, tail = page(timeline.metadata, scripted, own, spoken_safety=spoken)
        return head.encode(), tail.encode()

    def _refuse_large(self, size: int) -> None:
        """Raise `FileError` if a page of `size` bytes is too large; the hint says what makes it smaller."""
        if size <= LARGEST:
            return
        alone = self.path.with_suffix(".m4a")
        raise FileError(
            f"{self.path} would have {size / 1e6:.0f} MB; phones open pages of {LARGEST / 1e6:.0f} MB",
            hint=f"Export the sound alone: -o {alone}."
            if self.channels == 1
            else f"Try --mono, or export the sound alone: -o {alone}.",
        )


def _write_base64(file: BinaryIO, encoded: BinaryIO) -> None:
    while chunk := encoded.read(_CHUNK):
        file.write(b64encode(chunk))
