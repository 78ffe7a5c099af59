"""The words of a timeline as text with times: cues, lyrics, and the caption files beside the sound."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby, zip_longest
from pathlib import Path

from voiceguide.errors import UsageError
from voiceguide.files.chapters import chapters
from voiceguide.files.filing import CAPTIONS, Captions, Chaptering
from voiceguide.paths import check_writable, replacing
from voiceguide.timeline.model import Timeline
from voiceguide.units import Rate

ARTIST = "voiceguide"

_LINGERS_MS = 1_000
"""How long a line of LRC may stay after its words end. After a longer pause, an empty line ends it."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of text that the voice says from `start` to `end`, in milliseconds."""

    start: int
    end: int
    text: str


def cues(timeline: Timeline) -> list[Cue]:
    """Return every spoken cue in the order they sound, with times to the nearest millisecond."""
    spoken = sorted((mark for mark in timeline.marks if mark.kind == "caption"), key=lambda mark: (mark.at, mark.end))
    found = []
    for mark in spoken:
        start = milliseconds(timeline.rate, mark.at)
        # Readers drop a cue that doesn't end after it starts.
        end = max(milliseconds(timeline.rate, mark.end), start + 1)
        # A line break followed by an empty line would end the cue.
        found.append(Cue(start, end, " ".join(mark.label.split())))
    return found


def lyrics(timeline: Timeline) -> str:
    """Return everything spoken as text: a line for each cue, one for counts that follow each other."""
    groups = groupby((cue.text for cue in cues(timeline)), key=str.isdecimal)
    return "\n".join((" " if counting else "\n").join(texts) for counting, texts in groups)


def path_beside(path: Path, kind: Captions) -> Path:
    """Return the path of the captions of the file at `path`."""
    return path.with_suffix(".chapters.json" if kind == "chapters" else f".{kind}")


def write_beside(timeline: Timeline, path: Path, kinds: Iterable[Captions], by: Chaptering = "sections") -> list[Path]:
    """Write captions of each of `kinds` beside the file at `path`; return their paths.

    Raise `FileError` if one of them can't be written, before any is.
    """
    beside = {kind: path_beside(path, kind) for kind in kinds}
    for written in beside.values():
        check_writable(written, timeline.metadata.files)
    for kind, written in beside.items():
        write_captions(timeline, written, kind, by)
    return list(beside.values())


def write_captions(timeline: Timeline, path: Path, kind: Captions = "vtt", by: Chaptering = "sections") -> None:
    """Write captions of `kind` to `path`, whole or not at all; raise `FileError` if that fails.

    `by` is what the chapters are, for the kind "chapters".
    """
    makers: dict[str, Callable[[Timeline], str]]
    makers = {"vtt": vtt, "srt": srt, "lrc": lrc, "chapters": partial(chapters_json, by=by)}
    if kind not in makers:
        raise UsageError(f"there are no captions of the kind '{kind}'", hint=f"There are: {', '.join(CAPTIONS)}.")
    text = makers[kind](timeline)
    with replacing(path, timeline.metadata.files) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def vtt(timeline: Timeline) -> str:
    """Return WebVTT, which browsers and podcast apps show."""
    blocks = ["WEBVTT"]
    for cue in cues(timeline):
        # '-->' would begin another cue, '<' a tag.
        text = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{clock_to_ms(cue.start)} --> {clock_to_ms(cue.end)}\n{text}")
    return "\n\n".join(blocks) + "\n"


def srt(timeline: Timeline) -> str:
    """Return SubRip, which video players and editors read. It has no escapes, so '-->' becomes an arrow sign."""
    blocks = []
    for number, cue in enumerate(cues(timeline), start=1):
        times = f"{clock_to_ms(cue.start)} --> {clock_to_ms(cue.end)}".replace(".", ",")
        blocks.append(f"{number}\n{times}\n{cue.text.replace('-->', '→')}\n")
    return "\n".join(blocks)


def lrc(timeline: Timeline) -> str:
    """Return LRC, which music players show as lyrics: times to the hundredth of a second, minutes past 60 too."""
    # Square brackets begin and end a time or a tag.
    rounded = str.maketrans("[]", "()")
    title = " ".join(timeline.metadata.title.split()).translate(rounded)
    length = minutes_to_hundredths(milliseconds(timeline.rate, timeline.ends)).partition(".")[0]
    lines = [f"[ti:{title}]", f"[ar:{ARTIST}]", f"[length:{length}]"]
    spoken = cues(timeline)
    for cue, following in zip_longest(spoken, spoken[1:]):
        lines.append(f"[{minutes_to_hundredths(cue.start)}]{cue.text.translate(rounded)}")
        if following is None or following.start - cue.end > _LINGERS_MS:
            lines.append(f"[{minutes_to_hundredths(cue.end)}]")
    return "\n".join(lines) + "\n"


def chapters_json(timeline: Timeline, by: Chaptering) -> str:
    """Return the chapters in the JSON of Podcasting 2.0, version 1.2.0."""
    listed = [
        {
            "startTime": milliseconds(timeline.rate, chapter.start) / 1000,
            "endTime": milliseconds(timeline.rate, chapter.end) / 1000,
            "title": chapter.title,
        }
        for chapter in chapters(timeline, by)
    ]
    written = {"version": "1.2.0", "title": timeline.metadata.title, "author": ARTIST, "chapters": listed}
    return json.dumps(written, indent=2, ensure_ascii=False) + "\n"


def milliseconds(rate: Rate, frame: int) -> int:
    """Return the millisecond nearest to `frame`; halves go up."""
    return (2000 * frame + rate.hz) // (2 * rate.hz)


def clock_to_ms(at: int) -> str:
    """Return `at` (milliseconds) as hours, minutes and seconds with three decimals.

    >>> clock_to_ms(90_499)
    '00:01:30.499'
    """
    seconds, thousandths = divmod(at, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{thousandths:03d}"


def minutes_to_hundredths(at: int) -> str:
    """Return `at` (milliseconds) as LRC writes it: minutes, past 60 too, and seconds; halves of a hundredth go up.

    >>> minutes_to_hundredths(3_690_499)
    '61:30.50'
    """
    hundredths = (at + 5) // 10
    return f"{hundredths // 6000:02d}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}"
