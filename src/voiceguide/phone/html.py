"""One HTML page that plays a routine in a browser, with the sound and everything else inside."""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import numpy as np

from voiceguide import plugins
from voiceguide.audio import Samples
from voiceguide.errors import FileError
from voiceguide.files.file import FileSink
from voiceguide.files.filing import Chaptering
from voiceguide.files.picture import Draw, shrunk
from voiceguide.phone.programme import direction, lead_in_at, lead_in_end, programme, texts
from voiceguide.timeline.model import Timeline
from voiceguide.timeline.shown import Shown

LARGEST = 50_000_000
"""Bytes. A phone holds a page in memory several times, and mail and messengers take no larger one."""

_LOCK_SCREEN = 384
"""The longer side of the cover in pixels; a lock screen shows no more."""

_TYPES = {
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
}
_CHUNK = 3 * 2**16
"""Bytes to encode in base64 at once; a multiple of three, so that the pieces join."""
_KIND = "m4a"
"""The kind of sound that every phone plays."""

FOLDER = Path(__file__).with_name("page")
SCRIPTS = (
    "places.mjs",
    "transport.mjs",
    "player.mjs",
    "course.mjs",
    "screen.mjs",
    "steps.mjs",
    "phone.mjs",
    "page.mjs",
)
"""The scripts of the page, each before those that import it."""
_SLOT = re.compile(r"\{\{([a-z]+)(?: ([a-z-]+))?\}\}")
_IMPORT = re.compile(r"^import .*?;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_COMMENT = re.compile(r"^ *(?://[^\n]*|/\*\*.*?\*/)\n", re.MULTILINE | re.DOTALL)


class HtmlFile(FileSink):
    """A page with buttons, and everything in it: it needs no network, no account and no app.

    `kind` is the kind of the sound inside. The page lists every step, whatever `chapters` says.
    """

    bit_rates: ClassVar[Sequence[int]] = plugins.load(plugins.SINKS, _KIND).bit_rates

    def __init__(  # noqa: PLR0913 - the options of every file, and the kind of the sound
        self,
        path: Path,
        *,
        mono: bool = False,
        bit_rate: int | None = None,
        chapters: Chaptering = "sections",
        draw: Draw | None = None,
        kind: str = _KIND,
    ) -> None:
        self.kind = kind
        self._inner: type[FileSink] = plugins.load(plugins.SINKS, kind)
        super().__init__(path, mono=mono, bit_rate=bit_rate, chapters=chapters, draw=draw)

    def write(self, path: Path, timeline: Timeline, sound: Iterable[Samples]) -> None:
        """Write the whole page to `path`. Raise `FileError` if it would be too large for phones."""
        whole = self.cover(timeline)
        picture = whole and shrunk(whole, _LOCK_SCREEN)
        with TemporaryDirectory(prefix=f".{path.stem[:40]}-", dir=path.parent) as folder:
            inner = Path(folder, f"sound.{self.kind}")
            sink = self._inner(inner, mono=self.channels == 1, bit_rate=self.bit_rate)
            # The page itself shows the picture, so the sound file needs none.
            plain = replace(timeline, metadata=replace(timeline.metadata, picture=None))
            if timeline.holds:
                sound = _with_lead_in(timeline, sound, sink.channels)
                plain = replace(plain, length=lead_in_end(timeline))
            sink.write(inner, plain, sound)
            shown = Shown(timeline.metadata.language)
            scripted = {
                "timeline": programme(timeline, shown),
                "texts": texts(shown),
                "sound": _TYPES[self.kind],
                "cover": picture and f"data:{picture.mime};base64,{b64encode(picture.content).decode()}",
            }
            head, tail = (part.encode() for part in _page(timeline, scripted, shown.tag))
            self._refuse_large(len(head) + 4 * -(-inner.stat().st_size // 3) + len(tail))
            with path.open("wb") as file, inner.open("rb") as encoded:
                file.write(head)
                while chunk := encoded.read(_CHUNK):
                    file.write(b64encode(chunk))
                file.write(tail)

    def _refuse_large(self, size: int) -> None:
        """Raise `FileError` if `size` bytes are too large for phones; its hint says how to make the page smaller."""
        if size <= LARGEST:
            return
        alone = self.path.with_suffix(".m4a")
        raise FileError(
            f"{self.path} would have {size / 1e6:.0f} MB; phones open pages of {LARGEST / 1e6:.0f} MB",
            hint=f"Export the sound alone: -o {alone}."
            if self.channels == 1
            else f"Try --mono, or export the sound alone: -o {alone}.",
        )


def _with_lead_in(timeline: Timeline, sound: Iterable[Samples], channels: int) -> Iterator[Samples]:
    """Yield `sound`, and after the end of `timeline` its lead-in, which a page plays before a hold begins again."""
    frames = 0
    for samples in sound:
        yield samples
        frames += len(samples)
    at, clip = lead_in_at(timeline), timeline.lead_in.clip
    yield np.zeros((at - frames, channels), np.float32)
    # Two channels have the power of one, as in the mixer.
    yield np.repeat(clip.samples[:, None] / np.float32(channels**0.5), channels, axis=1)
    yield np.zeros((lead_in_end(timeline) - at - len(clip), channels), np.float32)


def _page(timeline: Timeline, scripted: Mapping[str, Any], own: str) -> tuple[str, str]:
    """Return the parts of the page before and after the sound in base64. The scripts read `scripted`.

    `own` is the tag of the language of its own words.
    """
    metadata = timeline.metadata
    style, code = styled(FOLDER / "page.css"), script()
    summary = f"<p>{escape(metadata.summary)}</p>" if metadata.summary else ""
    filled = {
        "language": escape(metadata.language),
        "direction": direction(metadata.language),
        "title": escape(metadata.title),
        "policy": _policy(style, code),
        "style": style,
        "script": code,
        "own": "" if own in metadata.language.lower().split("-") else f'lang="{own}" dir="auto"',
        "safety": "" if timeline.safety is not None else _listed(metadata.safety, "safety"),
        "about": "\n".join(filter(None, (summary, _listed(metadata.safety), _listed(metadata.sources, "sources")))),
        "programme": in_script(scripted),
    }

    def fill(slot: re.Match[str]) -> str:
        name, key = slot.groups()
        return escape(scripted["texts"][key]) if key else filled[name]

    # The sound isn't filled in here: it may be large, so it is written block by block.
    head, _, tail = (FOLDER / "page.html").read_text("utf-8").partition("{{sound}}")
    return _SLOT.sub(fill, head), _SLOT.sub(fill, tail)


@cache
def styled(path: Path) -> str:
    """Return the style sheet at `path`, after the colours that all pages share."""
    return "\n".join(file.read_text("utf-8") for file in (Path(__file__).with_name("colours.css"), path))


@cache
def script() -> str:
    """Return the scripts as one module without comments, because the page may not load any other file."""
    parts = (_COMMENT.sub("", (FOLDER / name).read_text("utf-8")) for name in SCRIPTS)
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", part)).strip() for part in parts)


def in_script(value: object) -> str:
    r"""Return `value` as JSON for use inside a script element: it can neither end the element nor open a comment.

    >>> in_script("</script><!--")
    '"\\u003c/script>\\u003c!--"'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _policy(style: str, code: str) -> str:
    """Return a policy that lets the page run its own scripts, and load nothing."""
    return (
        f"default-src 'none'; script-src {csp_hash(code)}; style-src {csp_hash(style)}; media-src blob:; "
        "img-src data:; manifest-src data:; base-uri 'none'; form-action 'none'"
    )


def csp_hash(text: str) -> str:
    """Return the hash of `text` by which a Content-Security-Policy allows a script or a style."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _listed(lines: tuple[str, ...], name: str = "") -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<ul class="{name}">{items}</ul>' if name else f"<ul>{items}</ul>"
