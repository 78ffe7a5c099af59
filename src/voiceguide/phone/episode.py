"""A timeline -> the files that a phone is offered of it, and what a page and a feed say of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceguide import pipeline
from voiceguide.errors import FileError
from voiceguide.files.captions import chapters_json, vtt
from voiceguide.files.metadata import comment
from voiceguide.files.picture import cover
from voiceguide.phone.offer import Offered
from voiceguide.pictures.cover import draw

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from voiceguide.filing import Progress
    from voiceguide.timeline.model import Timeline

SOUND = "audio/mp4"
PAGE = "text/html; charset=utf-8"
_ALIVE = "script-src 'unsafe-inline'; style-src 'unsafe-inline'; media-src blob:; img-src data:; manifest-src data:"
"""What a page with everything in it needs of a browser; which scripts may run, it says itself."""
_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True, slots=True)
class Episode:
    """One routine as files: its `sound`, `captions` (WebVTT), `chapters` (Podcasting 2.0) and `cover`.

    `screen` is a page that shows what to do while it sounds; None where that would be too large.
    `notes` are its summary, safety texts and sources, a paragraph each. `digest` changes when the sound does.
    """

    name: str
    title: str
    summary: str
    notes: str
    language: str
    seconds: Fraction
    digest: str
    sound: Offered
    captions: Offered
    chapters: Offered
    cover: Offered
    screen: Offered | None = None


def make_episode(
    timeline: Timeline, name: str, folder: Path, *, mono: bool = False, progress: Progress | None = None
) -> Episode:
    """Write the files of `timeline`, a routine called `name`, into `folder`, which is there and empty.

    `progress(done, total)` counts frames. Raise `FileError` when they can't be written, or its picture not be read.
    """
    sound, captions, chapters = (folder / f"{part}" for part in ("sound.m4a", "captions.vtt", "chapters.json"))
    pipeline.export(timeline, sound, mono=mono, progress=progress)
    captions.write_text(vtt(timeline), "utf-8")
    chapters.write_text(chapters_json(timeline, "sections"), "utf-8")
    metadata = timeline.metadata
    with sound.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Episode(
        name=name,
        title=metadata.title,
        summary=metadata.summary,
        notes=comment(timeline),
        language=metadata.language,
        seconds=timeline.seconds,
        digest=digest,
        sound=Offered(sound, SOUND, keep_as=f"{name}.m4a"),
        captions=Offered(captions, "text/vtt; charset=utf-8"),
        chapters=Offered(chapters, "application/json+chapters"),
        cover=_cover(timeline, folder),
        screen=_screen(timeline, folder, mono=mono),
    )


def _screen(timeline: Timeline, folder: Path, *, mono: bool) -> Offered | None:
    file = folder / "screen.html"
    try:
        pipeline.export(timeline, file, mono=mono)
    except FileError:  # hours of sound are too large for a page, and the file alone does, too
        return None
    return Offered(file, PAGE, policy=_ALIVE)


def _cover(timeline: Timeline, folder: Path) -> Offered:
    picture = cover(timeline.metadata, draw)
    assert picture, "drawn where there is none"
    file = folder / f"cover.{_SUFFIXES[picture.mime]}"
    file.write_bytes(picture.content)
    return Offered(file, picture.mime)
