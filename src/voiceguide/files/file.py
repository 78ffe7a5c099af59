"""What every kind of file shares: the base class of its sinks, tags, and libav's containers."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import ClassVar, cast

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.stream import Disposition

from voiceguide.audio import Block, Samples
from voiceguide.errors import FileError
from voiceguide.files.captions import ARTIST, clock_to_ms, lrc, lyrics, milliseconds
from voiceguide.files.chapters import Chapter, fitting
from voiceguide.files.encode import Coder, Run
from voiceguide.files.filing import Chaptering
from voiceguide.files.picture import Cover, Draw, cover
from voiceguide.paths import check_writable, replacing
from voiceguide.plan.model import Metadata
from voiceguide.timeline.model import Timeline

_CODES = (
    "ar:ara be:bel bg:bul bn:ben bs:bos ca:cat cs:ces cy:cym da:dan de:deu el:ell en:eng eo:epo es:spa et:est eu:eus "
    "fa:fas fi:fin fr:fra ga:gle gl:glg gu:guj he:heb hi:hin hr:hrv hu:hun hy:hye id:ind is:isl it:ita ja:jpn ka:kat "
    "kk:kaz kn:kan ko:kor la:lat lt:lit lv:lav mk:mkd ml:mal mr:mar ms:msa nb:nob ne:nep nl:nld nn:nno no:nor pa:pan "
    "pl:pol pt:por ro:ron ru:rus sk:slk sl:slv sq:sqi sr:srp sv:swe sw:swa ta:tam te:tel th:tha tr:tur uk:ukr ur:urd "
    "vi:vie zh:zho"
)
_THREE_LETTERS = dict(code.split(":") for code in _CODES.split())


class FileSink(ABC):
    """Base class of the sinks that write files: a `playback.contracts.Writer` whose subclasses define `write` alone.

    The class attributes say what the kind of file can hold. The instance attributes say what the caller asked for:
    `by` is what its chapters are, `bit_rate` is in bits a second (None for the default), `draw` makes the cover of a
    routine that has no picture. `layout` is libav's name for the channels. `frames` is large because each block costs
    a call of the mixer and one of the encoder, however short it is.
    """

    bit_rates: ClassVar[Sequence[int]] = ()
    most_chapters: ClassVar[int | None] = None
    takes_cover: ClassVar[bool] = True

    def __init__(
        self,
        path: Path,
        *,
        mono: bool = False,
        bit_rate: int | None = None,
        chapters: Chaptering = "sections",
        draw: Draw | None = None,
    ) -> None:
        self.path = path
        self.bit_rate = bit_rate
        self.draw = draw
        self.by = chapters
        self.latency = 0
        self.channels = 1 if mono else 2
        self.layout = "mono" if mono else "stereo"
        self.frames = 32_768

    def play(self, timeline: Timeline, blocks: Iterable[Block]) -> None:
        """Write every block to the file. Raise `FileError` if that fails; then an older file stays as it was."""
        if not timeline.length:
            raise FileError(f"there is nothing to write to {self.path}: the programme lasts 0 s")
        with replacing(self.path, timeline.metadata.files) as temporary:
            self.write(temporary, timeline, (block.samples for block in blocks))

    def check_writable(self, metadata: Metadata) -> None:
        """Check, before anything is spoken, that the file can be written. Raise `FileError` if not."""
        check_writable(self.path, metadata.files)
        if self.takes_cover:
            cover(metadata)

    def chapters(self, timeline: Timeline) -> list[Chapter]:
        """Return the chapters that the file lists."""
        return fitting(timeline, self.by, self.most_chapters)[0]

    def cover(self, timeline: Timeline) -> Cover | None:
        """Return the picture that players show; raise `FileError` if the routine's own can't be used."""
        return cover(timeline.metadata, self.draw)

    @abstractmethod
    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole file at `path`; the blocks of `sound` have shape (frames, channels)."""


def tags(timeline: Timeline) -> dict[str, str]:
    """Return the file's tags, by libav's names; none is empty."""
    metadata = timeline.metadata
    title = " ".join(metadata.title.split())  # lists show one line
    named = {
        "title": title,
        "artist": ARTIST,
        # Each routine is an album: players show covers, and remember where the listener was, by album.
        "album": title,
        "comment": comment(timeline),
        "language": metadata.language,
    }
    return {name: text for name, text in named.items() if text}


def comment(timeline: Timeline) -> str:
    """Return the summary, the safety texts and the sources, a paragraph each; all of it is the author's own text."""
    metadata = timeline.metadata
    safety = "\n".join(f"- {text}" for text in metadata.safety)
    sources = "\n".join(f"[{text}]" for text in metadata.sources)
    return "\n\n".join(part for part in (metadata.summary, safety, sources) if part)


def vorbis_comments(timeline: Timeline, chapters: Iterable[Chapter]) -> dict[str, str]:
    """Return the tags with `chapters` and lyrics as Vorbis comments, which FLAC and Opus players read.

    Written by hand: libav's own Ogg chapters are 1 s wrong for times whose fraction is .5 or more.
    """
    comments = tags(timeline)
    for number, chapter in enumerate(chapters, start=1):
        # The Vorbis wiki wants three digits; chapter 1000 gets four.
        comments[f"CHAPTER{number:03d}"] = clock_to_ms(milliseconds(timeline.rate, chapter.start))
        comments[f"CHAPTER{number:03d}NAME"] = chapter.title
    if text := lyrics(timeline):
        # With times as well, for players that scroll along.
        comments |= {"LYRICS": text, "SYNCEDLYRICS": lrc(timeline)}
    return comments


def three_letters(language: str) -> str:
    """Return the ISO 639-2 code of a BCP 47 tag, which MP4 and ID3 want; 'und' if this module doesn't know it.

    >>> three_letters("en-GB"), three_letters("haw"), three_letters("x-klingon")
    ('eng', 'haw', 'und')
    """
    main = language.partition("-")[0].lower()
    if len(main) == 3 and main.isascii() and main.isalpha():
        return main
    return _THREE_LETTERS.get(main, "und")


@contextmanager
def writing(file: Path, kind: str, tags: dict[str, str], **options: str) -> Iterator[OutputContainer]:
    """Open `file` as libav's format `kind`; libav writes its last bytes when the body ends."""
    # bitexact: no version and no random serial number, so that the same routine gives the same bytes.
    with av.open(file, "w", format=kind, container_options={"fflags": "+bitexact", **options}) as container:
        container.metadata.update(tags)
        yield container


def add_sound(container: OutputContainer, coder: Coder) -> AudioStream:
    """Return a new stream for the packets of `coder`."""
    # Its own encoder gets no sound: it only gives the muxer its settings.
    stream = cast("AudioStream", container.add_stream(coder.codec, coder.rate_hz, dict(coder.options)))
    stream.layout, stream.format, stream.bit_rate = coder.layout, coder.sample_format, coder.bits
    return stream


def add_cover(container: OutputContainer, picture: Cover) -> None:
    """Write `picture` into the file; no stream can be added after that."""
    with av.open(BytesIO(picture.content)) as image:
        size = image.streams.video[0]
        stream = container.add_mux_stream(picture.codec, width=size.width, height=size.height)
    stream.disposition = Disposition.attached_pic
    stream.metadata["comment"] = "Cover (front)"  # so libav says which kind of picture it is
    packet = av.Packet(picture.content)
    packet.stream = stream
    container.mux_one(packet)


def mux(container: OutputContainer, stream: AudioStream, coder: Coder, runs: Iterable[Run], lead: int = 0) -> None:
    """Write all packets of `runs`, one unit after another; the last keeps its own length.

    The first begins at its own `pts`, which is minus the codec's delay, less the `lead`: frames that come before the
    programme, and that players leave out.
    """
    at: int | None = None
    for run in runs:
        packet = run.packet
        if at is None:
            at = (packet.pts or 0) - lead
        for _ in range(run.times):
            packet.stream, packet.time_base = stream, Fraction(1, coder.rate_hz)
            packet.pts = packet.dts = at
            if run.times > 1:
                packet.duration = coder.unit
            container.mux_one(packet)
            at += coder.unit
