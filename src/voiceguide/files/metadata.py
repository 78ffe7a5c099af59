"""The metadata of a file: its tags, and chapters and lyrics as Vorbis comments."""

from collections.abc import Iterable

from voiceguide.files.captions import ARTIST, clock_to_ms, lrc, lyrics, milliseconds
from voiceguide.files.chapters import Chapter
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


def comment_chapters(timeline: Timeline, chapters: Iterable[Chapter]) -> dict[str, str]:
    """Return `chapters` as Vorbis comments, which FLAC and Opus players read; times are to the millisecond.

    Written by hand: libav's own Ogg chapters are 1 s wrong for times whose fraction is .5 or more.
    """
    written: dict[str, str] = {}
    for number, chapter in enumerate(chapters, start=1):
        # The Vorbis wiki wants three digits; chapter 1000 gets four.
        written[f"CHAPTER{number:03d}"] = clock_to_ms(milliseconds(timeline.rate, chapter.start))
        written[f"CHAPTER{number:03d}NAME"] = chapter.title
    return written


def comment_lyrics(timeline: Timeline) -> dict[str, str]:
    """Return the lyrics as Vorbis comments: plain, and with times for players that scroll along."""
    text = lyrics(timeline)
    return {"LYRICS": text, "SYNCEDLYRICS": lrc(timeline)} if text else {}


def three_letters(language: str) -> str:
    """Return the ISO 639-2 code of a BCP 47 tag, which MP4 and ID3 want; 'und' if this module doesn't know it.

    >>> three_letters("en-GB"), three_letters("haw"), three_letters("x-klingon")
    ('eng', 'haw', 'und')
    """
    main = language.partition("-")[0].lower()
    if len(main) == 3 and main.isascii() and main.isalpha():
        return main
    return _THREE_LETTERS.get(main, "und")
