"""MP3, which everything plays."""

import shutil
import struct
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from voiceguide.audio import Samples
from voiceguide.files.captions import Cue, cues, lyrics, milliseconds
from voiceguide.files.chapters import Chapter
from voiceguide.files.encode import Coder, encode
from voiceguide.files.file import FileSink, add_sound, mux, tags, three_letters, writing
from voiceguide.files.picture import Cover
from voiceguide.timeline.model import Timeline
from voiceguide.units import Rate

_TEXTS = {"title": b"TIT2", "artist": b"TPE1", "album": b"TALB"}
_UTF16 = b"\x01"
_ORDERED_TOP_LEVEL = 3
_NO_OFFSETS = b"\xff" * 8
_FRONT_COVER = b"\x03"
_MILLISECONDS, _LYRICS = b"\x02", b"\x01"

_coder = partial(
    Coder,
    "libmp3lame",
    sample_format="fltp",
    unit=576,
    before=1,
    after=4,
    options={
        "reservoir": "0",  # otherwise a packet holds bits of later ones, and silence couldn't go between
        # LAME's better levels shape noise. Measured on voices, they are slower, further from the original
        # (17 dB against 25), and exceed its peaks by up to 2 dB.
        "compression_level": "7",
    },
    gain=1 / 0.95,  # LAME turns all sound down to 0.95 against clipping; the mix has room for that already
)


class Mp3File(FileSink):
    """Plays everywhere, at a constant bit rate, in which players seek well.

    In a variable bit rate browsers seek up to two seconds wrong. The first frame says how much of the first and last
    packets to leave out, for players that read it.
    """

    # Those of MPEG-2 Layer III at 24,000 Hz, without the ones too low for a voice.
    bit_rates: ClassVar[Sequence[int]] = (32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
    most_chapters: ClassVar[int | None] = 255  # the table of contents counts them in one byte

    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole file at `path`."""
        coder = _coder(timeline.rate.hz, self.channels, self.bit_rate)
        texts = tags(timeline) | {"lyrics": lyrics(timeline)}
        tag = id3(texts, self.chapters(timeline), timeline.rate, self.cover(timeline), cues(timeline))
        with TemporaryDirectory(prefix=f".{path.stem[:40]}-", dir=path.parent) as folder:
            # By its name: with a file object, PyAV also prints each error of writing.
            frames = Path(folder, "frames.mp3")
            with writing(frames, "mp3", {}, id3v2_version="0") as container, closing(encode(coder, sound)) as runs:
                mux(container, add_sound(container, coder), coder, runs)
            with path.open("wb") as file, frames.open("rb") as store:
                file.write(tag)
                shutil.copyfileobj(store, file)


def id3(
    tags: dict[str, str], chapters: Sequence[Chapter], rate: Rate, cover: Cover | None, cues: Sequence[Cue] = ()
) -> bytes:
    """Return an ID3v2.3 tag, as podcast apps read it. `tags` may have 'lyrics'; `cues` are the same words with times.

    Written by hand. libav writes no lyrics, and puts the comment into a field that players don't show. mutagen is
    GPL-2, and sorts chapters by their size. The layout is id3.org's "ID3 tag version 2.3.0" and "ID3v2 Chapter Frame
    Addendum". Overcast needs the table of contents as well.
    """
    language = three_letters(tags.get("language", ""))
    frames = [_text(kind, tags[name]) for name, kind in _TEXTS.items() if name in tags]
    if language != "und":
        frames.append(_text(b"TLAN", language))
    if "comment" in tags:
        frames.append(_frame(b"COMM", _described(language) + _utf16(tags["comment"])))
    if tags.get("lyrics"):
        frames.append(_frame(b"USLT", _described(language) + _utf16(tags["lyrics"])))
    if cues:
        frames.append(_synchronised(cues, language))
    if chapters:
        frames += _chapters(chapters, rate)
    if cover:
        frames.append(_frame(b"APIC", b"\0" + cover.mime.encode() + b"\0" + _FRONT_COVER + b"\0" + cover.content))
    body = b"".join(frames)
    return b"ID3\x03\0\0" + _synchsafe(len(body)) + body


def _chapters(chapters: Sequence[Chapter], rate: Rate) -> list[bytes]:
    names = [f"ch{number}".encode() + b"\0" for number in range(len(chapters))]
    # The table counts its entries in one byte. Players that skip the table read the chapters themselves.
    listed = names[:255]
    contents = b"toc\0" + bytes([_ORDERED_TOP_LEVEL, len(listed)]) + b"".join(listed)
    frames = [_frame(b"CTOC", contents)]
    for name, chapter in zip(names, chapters, strict=True):
        times = struct.pack(">2I", *(milliseconds(rate, at) for at in (chapter.start, chapter.end)))
        frames.append(_frame(b"CHAP", name + times + _NO_OFFSETS + _text(b"TIT2", chapter.title)))
    return frames


def _synchronised(cues: Iterable[Cue], language: str) -> bytes:
    head = _UTF16 + language.encode() + _MILLISECONDS + _LYRICS + _utf16("")
    # A line begins with its line break, since the text between two times may be part of a line.
    lines = (_utf16("\n" * bool(number) + cue.text) + struct.pack(">I", cue.start) for number, cue in enumerate(cues))
    return _frame(b"SYLT", head + b"".join(lines))


def _described(language: str) -> bytes:
    """Return the head of a frame with a language and a description, which is empty here."""
    return _UTF16 + language.encode() + _utf16("")


def _text(kind: bytes, text: str) -> bytes:
    return _frame(kind, _UTF16 + _utf16(text))


def _utf16(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le") + b"\0\0"


def _frame(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">4sI2x", kind, len(content)) + content


def _synchsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
