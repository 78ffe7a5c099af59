"""A timeline -> files beside its audio: what is spoken as WebVTT, SubRip or LRC, and chapters as podcasts have them."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

from voiceguide.errors import UsageError
from voiceguide.files.chapters import Chaptering, chapters
from voiceguide.files.clocks import clock_to_ms, milliseconds
from voiceguide.files.spoken import ARTIST, cues, lrc
from voiceguide.paths import check_writable, replacing
from voiceguide.timeline.model import Timeline

Captions = Literal["vtt", "srt", "lrc", "chapters"]
CAPTIONS: tuple[Captions, ...] = get_args(Captions)


def path_beside(path: Path, kind: Captions) -> Path:
    """Return where the captions of the file at `path` lie."""
    return path.with_suffix(".chapters.json" if kind == "chapters" else f".{kind}")


def write_beside(timeline: Timeline, path: Path, kinds: Iterable[Captions], by: Chaptering = "sections") -> list[Path]:
    """Write captions of each of `kinds` beside the file at `path`; return where they lie.

    Raise `FileError`; nothing is written where one of them can't be.
    """
    beside = {kind: path_beside(path, kind) for kind in kinds}
    for written in beside.values():
        check_writable(written, timeline.metadata.files)
    for kind, written in beside.items():
        write_captions(timeline, written, kind, by)
    return list(beside.values())


def write_captions(timeline: Timeline, path: Path, kind: Captions = "vtt", by: Chaptering = "sections") -> None:
    """Write captions of `kind` to `path`, whole or not at all; raise `FileError` when that fails.

    `by` is what the chapters are, where it is those that are written.
    """
    match kind:
        case "vtt":
            text = vtt(timeline)
        case "srt":
            text = srt(timeline)
        case "lrc":
            text = lrc(timeline)
        case "chapters":
            text = chapters_json(timeline, by)
        case _:
            raise UsageError(f"there are no captions of the kind '{kind}'", hint=f"There are: {', '.join(CAPTIONS)}.")
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
    """Return SubRip, which video players and editors read; it knows no escapes, so an arrow is written as a sign."""
    blocks = []
    for number, cue in enumerate(cues(timeline), start=1):
        times = f"{clock_to_ms(cue.start)} --> {clock_to_ms(cue.end)}".replace(".", ",")
        blocks.append(f"{number}\n{times}\n{cue.text.replace('-->', '→')}\n")
    return "\n".join(blocks)


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
