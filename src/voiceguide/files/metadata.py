"""A timeline -> what a file says of itself: tags, chapters and lyrics as players read them."""

from collections.abc import Iterable

from voiceguide.files.chapters import Chapter
from voiceguide.files.clocks import clock_to_ms, milliseconds
from voiceguide.files.spoken import ARTIST, lrc, lyrics
from voiceguide.timeline.model import Timeline

_CODES = (
    "ar:ara be:bel bg:bul bn:ben bs:bos ca:cat cs:ces cy:cym da:dan de:deu el:ell en:eng eo:epo es:spa et:est eu:eus "
    "fa:fas fi:fin fr:fra ga:gle gl:glg gu:guj he:heb hi:hin hr:hrv hu:hun hy:hye id:ind is:isl it:ita ja:jpn ka:kat "
    "kk:kaz kn:kan ko:kor la:lat lt:lit lv:lav mk:mkd ml:mal mr:mar ms:msa nb:nob ne:nep nl:nld nn:nno no:nor pa:pan "
    "pl:pol pt:por ro:ron ru:rus sk:slk sl:slv sq:sqi sr:srp sv:swe sw:swa ta:tam te:tel th:tha tr:tur uk:ukr ur:urd "
    "vi:vie zh:zho"
)
_THREE_LETTERS = dict(code.split(":") for code in _CODES.split())


def tags(timeline: Timeline) -> dict[str, str]:
    """Return the file's tags under the names that libav gives them; none is empty."""
    metadata = timeline.metadata
    title = " ".join(metadata.title.split())  # one line, as lists show it
    named = {
        "title": title,
        "artist": ARTIST,
        # A routine is an album of its own: players show covers, and keep their place, by album.
        "album": title,
        "comment": comment(timeline),
        "language": metadata.language,
    }
    return {name: text for name, text in named.items() if text}


def comment(timeline: Timeline) -> str:
    """Return the summary, every safety text and the sources, a paragraph each, in no language but the routine's."""
    metadata = timeline.metadata
    safety = "\n".join(f"- {text}" for text in metadata.safety)
    sources = "\n".join(f"[{text}]" for text in metadata.sources)
    return "\n\n".join(part for part in (metadata.summary, safety, sources) if part)


def comment_chapters(timeline: Timeline, chapters: Iterable[Chapter]) -> dict[str, str]:
    """Return `chapters` as FLAC and Opus players read them: Vorbis comments, their times to the millisecond."""
    written: dict[str, str] = {}
    for number, chapter in enumerate(chapters, start=1):
        # Three digits, as the Vorbis wiki has it; a thousandth chapter simply gets a fourth.
        written[f"CHAPTER{number:03d}"] = clock_to_ms(milliseconds(timeline.rate, chapter.start))
        written[f"CHAPTER{number:03d}NAME"] = chapter.title
    return written


def comment_lyrics(timeline: Timeline) -> dict[str, str]:
    """Return what is spoken as FLAC and Opus players read it: plain, and with times for those that follow along."""
    said = lyrics(timeline)
    return {"LYRICS": said, "SYNCEDLYRICS": lrc(timeline)} if said else {}


def three_letters(language: str) -> str:
    """Return the ISO 639-2 code of a BCP 47 tag, which MP4 and ID3 want; 'und' for one not known here.

    >>> three_letters("en-GB"), three_letters("haw"), three_letters("x-klingon")
    ('eng', 'haw', 'und')
    """
    main = language.partition("-")[0].lower()
    if len(main) == 3 and main.isascii() and main.isalpha():
        return main
    return _THREE_LETTERS.get(main, "und")
