"""AAC packets -> an MP4 file with its index, tags, chapters and cover in front.

Written by hand, because libav's muxer keeps 75 bytes a packet in memory: 63 MB for ten hours, most of them silence.
The layout is ISO/IEC 14496-12 and -14, QuickTime's for chapter tracks and tags, Nero's for `chpl`.
"""

import shutil
import struct
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, repeat
from typing import BinaryIO

import numpy as np

from voiceguide.files.chapters import Chapter
from voiceguide.files.encode import Coder, Run
from voiceguide.files.metadata import three_letters
from voiceguide.files.picture import Cover

Box = list[bytes]
"""A box in pieces, so that a large table is never copied into each box around it."""

_CHUNK = 24
"""Packets a chunk, about a second at 24,000 Hz: players seek by chunks."""
# A picture neither turned nor scaled, in the two forms that the boxes take; and QuickTime's plainest text.
_UNITY = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_UNITY_TEXT = struct.pack(">H8IH", 1, 0, 0, 0, 1, 0, 0, 0, 0x4000, 0)
_TEXT_ENTRY = struct.pack(">6xHI18xH6xI4sHHB", 1, 1, 1, 13, b"ftab", 1, 1, 0)
_ENABLED, _IN_MOVIE = 1, 2
_TAGS = {
    "title": b"\xa9nam",
    "artist": b"\xa9ART",
    "album": b"\xa9alb",
    "comment": b"\xa9cmt",
    "description": b"desc",
    "lyrics": b"\xa9lyr",
}


class Packets:
    """AAC packets as they lie in `store`, one after the other.

    `delay` is the frames before the programme, the codec's own and `lead`; `length` is the frames of the programme.
    """

    def __init__(self, store: BinaryIO, coder: Coder, runs: Iterable[Run], lead: int = 0) -> None:
        self.store, self.coder = store, coder
        self.sizes = array("I")
        self.delay = lead
        last = 0
        for run in runs:
            if not self.sizes:
                self.delay -= run.packet.pts or 0
            store.write(bytes(run.packet) * run.times)
            self.sizes.extend(repeat(run.packet.size, run.times))
            last = run.packet.duration or 0
        self.length = (len(self.sizes) - 1) * coder.unit + last - self.delay


def write_mp4(  # noqa: PLR0913 - what stands in the file, each named by the caller
    file: BinaryIO,
    packets: Packets,
    *,
    brand: bytes,
    tags: dict[str, str],
    chapters: Sequence[Chapter],
    cover: Cover | None,
    book: bool = False,
) -> None:
    """Write the whole file; `book` marks an audiobook, for which players keep the listener's place."""
    titles = [_title_sample(chapter.title) for chapter in chapters]
    head = _box(b"ftyp", brand, struct.pack(">I", 0), brand, b"mp42", b"isom")
    total = sum(packets.sizes)

    def movie(base: int) -> Box:
        tracks = _sound_track(packets, base, tags.get("language", ""), chapters=bool(chapters))
        if chapters:
            tracks += _chapter_track(packets, chapters, titles, base + total)
        metadata = _box(b"udta", _nero_chapters(chapters, packets.coder.rate_hz), _metadata(tags, cover, book=book))
        return _box(b"moov", _movie_header(packets), tracks, metadata)

    # The offsets in the index depend on its length, and its length not on them.
    base = _length(head) + _length(movie(0)) + 8
    file.writelines(head + movie(base) + [struct.pack(">I4s", 8 + total + sum(map(len, titles)), b"mdat")])
    packets.store.seek(0)
    shutil.copyfileobj(packets.store, file)
    file.writelines(titles)


def _box(kind: bytes, *content: bytes | Box) -> Box:
    pieces = [piece for part in content for piece in ([part] if isinstance(part, bytes) else part)]
    return [struct.pack(">I4s", 8 + _length(pieces), kind), *pieces]


def _full(kind: bytes, *content: bytes | Box, version: int = 0, flags: int = 0) -> Box:
    return _box(kind, struct.pack(">I", version << 24 | flags), *content)


def _length(box: Box) -> int:
    return sum(map(len, box))


def _movie_header(packets: Packets) -> Box:
    # No date, neither here nor in the tracks: the same routine gives the same bytes.
    times = _integers(0, 0, packets.coder.rate_hz, packets.length)
    return _full(b"mvhd", times, struct.pack(">IH10x", 0x10000, 0x100), _UNITY, bytes(24), _integers(3))


def _sound_track(packets: Packets, base: int, language: str, *, chapters: bool) -> Box:
    sizes = np.frombuffer(packets.sizes, np.dtype("=u4"))
    chunks = np.add.reduceat(sizes, np.arange(0, len(sizes), _CHUNK), dtype=np.int64)
    offsets = base + np.cumsum(chunks) - chunks
    media = packets.delay + packets.length
    count = len(sizes)
    table = _box(
        b"stbl",
        _full(b"stsd", _integers(1), _aac_entry(packets, 8 * int(chunks.sum()))),
        _full(b"stts", _integers(2, count - 1, packets.coder.unit, 1, media - (count - 1) * packets.coder.unit)),
        _full(b"stsc", _chunks(count)),
        _full(b"stsz", _integers(0, count), sizes.astype(">u4").tobytes()),
        _full(b"stco", _integers(len(offsets)), offsets.astype(">u4").tobytes()),
        # After a seek a decoder needs the packet before the one it wants.
        _full(b"sgpd", b"roll", _integers(2, 1), struct.pack(">h", -1), version=1),
        _full(b"sbgp", b"roll", _integers(1, count, 1)),
    )
    return _box(
        b"trak",
        _track_header(1, _ENABLED | _IN_MOVIE, packets.length, volume=0x100),
        _box(b"edts", _full(b"elst", _integers(1, packets.length, packets.delay, 0x10000))),
        _box(b"tref", _box(b"chap", _integers(2))) if chapters else [],
        _media(packets.coder.rate_hz, media, language, b"soun", [*_full(b"smhd", bytes(4)), *table]),
    )


def _chunks(count: int) -> bytes:
    whole, rest = divmod(count, _CHUNK)
    runs = [(1, _CHUNK, 1)] * bool(whole) + [(whole + 1, rest, 1)] * bool(rest)
    return _integers(len(runs), *(number for run in runs for number in run))


def _aac_entry(packets: Packets, bits: int) -> Box:
    average = bits * packets.coder.rate_hz // packets.length
    # 0x40: MPEG-4 audio, 0x15: an audio stream.
    decoder = struct.pack(">BBxxx2I", 0x40, 0x15, average, average) + _descriptor(
        5, packets.coder.open().extradata or b""
    )
    stream = struct.pack(">Hx", 1) + _descriptor(4, decoder) + _descriptor(6, b"\x02")
    sound = struct.pack(">6xH8xHH4xI", 1, packets.coder.channels, 16, packets.coder.rate_hz << 16)
    return _box(b"mp4a", sound, _full(b"esds", _descriptor(3, stream)))


def _descriptor(kind: int, content: bytes) -> bytes:
    return struct.pack(">BB", kind, len(content)) + content


def _chapter_track(packets: Packets, chapters: Sequence[Chapter], titles: Sequence[bytes], base: int) -> Box:
    count = len(chapters)
    lengths = [number for chapter in chapters for number in (1, chapter.end - chapter.start)]
    offsets = accumulate(map(len, titles[:-1]), initial=base)
    table = _box(
        b"stbl",
        _full(b"stsd", _integers(1), _box(b"text", _TEXT_ENTRY)),
        _full(b"stts", _integers(count, *lengths)),
        # A chunk each: some readers look for every title's place in the table of chunks.
        _full(b"stsc", _integers(1, 1, 1, 1)),
        _full(b"stsz", _integers(0, count, *map(len, titles))),
        _full(b"stco", _integers(count, *offsets)),
    )
    header = _box(
        b"gmhd", _full(b"gmin", struct.pack(">4H4x", 0x40, 0x8000, 0x8000, 0x8000)), _box(b"text", _UNITY_TEXT)
    )
    return _box(
        b"trak",
        _track_header(2, _IN_MOVIE, packets.length),
        _media(packets.coder.rate_hz, packets.length, "", b"text", [*header, *table]),
    )


def _title_sample(title: str) -> bytes:
    text = title.encode()
    return struct.pack(">H", len(text)) + text + struct.pack(">I4sI", 12, b"encd", 0x100)  # 0x100: UTF-8


def _track_header(number: int, flags: int, length: int, volume: int = 0) -> Box:
    return _full(b"tkhd", struct.pack(">5I12xH2x", 0, 0, number, 0, length, volume), _UNITY, bytes(8), flags=flags)


def _media(rate_hz: int, length: int, language: str, kind: bytes, content: Box) -> Box:
    packed = 0
    for letter in three_letters(language):
        packed = packed << 5 | ord(letter) - 0x60
    handler = struct.pack(">4x4s12x", kind) + b"voiceguide\0"
    here = _box(b"dinf", _full(b"dref", _integers(1), _full(b"url ", flags=1)))
    return _box(
        b"mdia",
        _full(b"mdhd", _integers(0, 0, rate_hz, length), struct.pack(">H2x", packed)),
        _full(b"hdlr", handler),
        _box(b"minf", content, here),
    )


def _nero_chapters(chapters: Sequence[Chapter], rate_hz: int) -> Box:
    listed = chapters[:255]  # their number is one byte
    marks = b"".join(_nero_chapter(chapter.start * 10_000_000 // rate_hz, chapter.title) for chapter in listed)
    return _full(b"chpl", struct.pack(">4xB", len(listed)), marks, version=1) if listed else []


def _nero_chapter(at: int, title: str) -> bytes:
    text = title.encode()[:255].decode(errors="ignore").encode()  # 255 bytes at most, no letter cut in two
    return struct.pack(">QB", at, len(text)) + text


def _metadata(tags: dict[str, str], cover: Cover | None, *, book: bool) -> Box:
    items = [piece for name, kind in _TAGS.items() if tags.get(name) for piece in _item(kind, 1, tags[name].encode())]
    if cover:
        items += _item(b"covr", 14 if cover.codec == "png" else 13, cover.content)
    if book:
        items += _item(b"stik", 21, b"\x02")
    return _full(b"meta", _full(b"hdlr", struct.pack(">4x4s4s9x", b"mdir", b"appl")), _box(b"ilst", items))


def _item(kind: bytes, form: int, content: bytes) -> Box:
    return _box(kind, _box(b"data", _integers(form, 0), content))


def _integers(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers)}I", *numbers)
