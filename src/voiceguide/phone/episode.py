"""The files of one routine that a phone can get, and their paths on the server."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from voiceguide import pipeline
from voiceguide.errors import FileError
from voiceguide.files.captions import chapters_json, vtt
from voiceguide.files.file import comment
from voiceguide.files.picture import cover
from voiceguide.pictures.cover import draw

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from voiceguide.files.filing import Progress
    from voiceguide.timeline.model import Timeline

SOUND = "audio/mp4"
PAGE = "text/html; charset=utf-8"
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PLAYS = "script-src 'unsafe-inline'; style-src 'unsafe-inline'; media-src blob:; img-src data:; manifest-src data:"
"""What a page that contains everything needs of a browser. The page itself says which scripts may run."""
GUARDS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Headers of every response: the browser must not guess the type, run anything, or tell other sites the address."""
_KEPT = "private, no-cache"
"""A phone may keep a part of a file, so that it can continue the download, but must ask each time."""
_FORGOTTEN = "no-store"
_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A `file` of media type `kind`. A phone saves it as `keep_as`, if that isn't ''.

    `policy` is what a page needs of a browser, as a Content-Security-Policy.
    """

    file: Path
    kind: str
    keep_as: str = ""
    policy: str = ""

    @property
    def size(self) -> int:
        """The length of the file in bytes. It doesn't change while the file is shared."""
        return self.file.stat().st_size

    def headers(self) -> dict[str, str]:
        """Return the headers of a response with this file, without its length and range."""
        headers = GUARDS | {
            "Content-Type": self.kind,
            "Cache-Control": _FORGOTTEN if self.kind.startswith("text/html") else _KEPT,
        }
        if self.policy:
            headers["Content-Security-Policy"] = f"{_POLICY}; {self.policy}"
        if self.keep_as:
            headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(self.keep_as, safe='')}"
        return headers


@dataclass(frozen=True, slots=True)
class Episode:
    """One routine as files: its `sound`, `captions` (WebVTT), `chapters` (Podcasting 2.0) and `cover`.

    `screen` is a page that shows the steps while it plays; None if it would be too large. `notes` are the summary,
    safety texts and sources, one paragraph each. `digest` changes when the sound changes.
    """

    name: str
    title: str
    summary: str
    notes: str
    language: str
    seconds: Fraction
    digest: str
    sound: SharedFile
    captions: SharedFile
    chapters: SharedFile
    cover: SharedFile
    screen: SharedFile | None = None


class EpisodePaths:
    """The paths of the files of `episode`, decoded, below the path `root`, which no other file may use.

    `sound` is the file to save, and `listen` the same file to play at once. `screen` is '' if there is none.
    """

    def __init__(self, root: str, episode: Episode) -> None:
        self.episode = episode
        # Phones that ignore the name in the response's headers take the end of the path.
        self.sound = f"{root}/{episode.sound.keep_as}"
        self.listen = f"{root}/listen"
        self.captions = f"{root}/captions.vtt"
        self.chapters = f"{root}/chapters.json"
        self.cover = f"{root}/{episode.cover.file.name}"
        self.screen = f"{root}/screen" if episode.screen else ""

    def files(self) -> dict[str, SharedFile]:
        """Return the file at each of the paths."""
        episode = self.episode
        files = {
            self.sound: episode.sound,
            self.listen: replace(episode.sound, keep_as=""),
            self.captions: episode.captions,
            self.chapters: episode.chapters,
            self.cover: episode.cover,
        }
        return files | ({self.screen: episode.screen} if episode.screen else {})


def make_episode(
    timeline: Timeline, name: str, folder: Path, *, mono: bool = False, progress: Progress | None = None
) -> Episode:
    """Write the files of `timeline`, a routine called `name`, into the empty `folder`.

    `progress(done, total)` counts frames. Raise `FileError` if they can't be written, or the picture can't be read.
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
        sound=SharedFile(sound, SOUND, keep_as=f"{name}.m4a"),
        captions=SharedFile(captions, "text/vtt; charset=utf-8"),
        chapters=SharedFile(chapters, "application/json+chapters"),
        cover=_cover(timeline, folder),
        screen=_screen(timeline, folder, mono=mono),
    )


def _screen(timeline: Timeline, folder: Path, *, mono: bool) -> SharedFile | None:
    file = folder / "screen.html"
    try:
        pipeline.export(timeline, file, mono=mono)
    except FileError:  # a page with hours of sound would be too large; then the sound file alone is shared
        return None
    return SharedFile(file, PAGE, policy=_PLAYS)


def _cover(timeline: Timeline, folder: Path) -> SharedFile:
    picture = cover(timeline.metadata, draw)
    assert picture, "drawn where there is none"
    file = folder / f"cover.{_SUFFIXES[picture.mime]}"
    file.write_bytes(picture.content)
    return SharedFile(file, picture.mime)
