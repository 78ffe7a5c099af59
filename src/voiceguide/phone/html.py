"""Blocks -> one HTML page that plays them: a session in a browser, with its sound inside."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from voiceguide import plugins
from voiceguide.audio import Samples
from voiceguide.errors import FileError
from voiceguide.files.chapters import Chaptering
from voiceguide.files.file import FileSink
from voiceguide.files.picture import Cover, Draw, shrunk
from voiceguide.phone.programme import programme
from voiceguide.phone.template import page
from voiceguide.phone.texts import texts
from voiceguide.timeline.model import Timeline

LARGEST = 50_000_000
"""Bytes. Phones hold a page in memory several times over, and mail and messengers take no more."""

_LOCK_SCREEN = 384
"""Pixels that a lock screen shows of a cover."""

_TYPES = {
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
}
_CHUNK = 3 * 2**16
"""Bytes turned into base64 at once; a multiple of three, so that the pieces join."""


class HtmlFile(FileSink):
    """One page with everything in it, that asks for no network, no account and no app.

    `kind` is that of the sound inside, and so are its bit rates; every phone plays the default. The page lists every
    step, whatever `chapters` says.
    """

    def __init__(  # noqa: PLR0913 - what every file can be asked for, and the kind of its sound
        self,
        path: Path,
        *,
        mono: bool = False,
        bit_rate: int | None = None,
        chapters: Chaptering = "sections",
        draw: Draw | None = None,
        kind: str = "m4a",
    ) -> None:
        self.kind = kind
        self._inner: type[FileSink] = plugins.load(plugins.SINKS, kind)
        self.bit_rates = self._inner.bit_rates
        super().__init__(path, mono=mono, bit_rate=bit_rate, chapters=chapters, draw=draw)

    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole page at `path`; raise `FileError` when it would be larger than phones take."""
        whole = self.cover(timeline)
        picture = whole and shrunk(whole, _LOCK_SCREEN)
        with TemporaryDirectory(prefix=f".{path.stem[:40]}-", dir=path.parent) as folder:
            inner = Path(folder, f"sound.{self.kind}")
            sink = self._inner(inner, mono=self.channels == 1, bit_rate=self.bit_rate)
            # The page shows the picture itself: once is enough.
            plain = replace(timeline, metadata=replace(timeline.metadata, picture=None))
            sink.write(inner, plain, sound)
            head, tail = self._around(timeline, picture)
            self._refuse_large(len(head) + 4 * -(-inner.stat().st_size // 3) + len(tail))
            with path.open("wb") as file, inner.open("rb") as encoded:
                file.write(head)
                _write_base64(file, encoded)
                file.write(tail)

    def _around(self, timeline: Timeline, picture: Cover | None) -> tuple[bytes, bytes]:
        """Return what stands before and behind the sound."""
        own = texts(timeline.metadata.language)
        scripted = {
            "timeline": programme(timeline, own),
            "texts": {"language": own.language, **own.words},
            "sound": _TYPES[self.kind],
            "cover": picture and f"data:{picture.mime};base64,{b64encode(picture.content).decode()}",
        }
        head, tail = page(timeline.metadata, scripted, own, spoken_safety=timeline.safety is not None)
        return head.encode(), tail.encode()

    def _refuse_large(self, size: int) -> None:
        """Raise `FileError`, with what makes a page smaller, when one of `size` bytes is too large."""
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
