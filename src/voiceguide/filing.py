"""A path and wishes -> the sink that writes the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceguide import paths, plugins
from voiceguide.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from voiceguide.audio import Block
    from voiceguide.files.captions import Captions
    from voiceguide.files.chapters import Chaptering
    from voiceguide.plan.model import Metadata
    from voiceguide.playback.contracts import Sink
    from voiceguide.timeline.model import Timeline

    Progress = Callable[[int, int], None]


def file_sink(
    path: Path,
    *,
    mono: bool = False,
    bit_rate: int | None = None,
    chapters: Chaptering = "sections",
    cover: bool = True,
) -> Sink:
    """Return the sink that writes `path`; the wishes are those of `pipeline.export`.

    Raise `UsageError` when its suffix names no known kind, or for a wish that this kind can't fulfil.
    """
    kind = path.suffix.lower().removeprefix(".")
    known = plugins.names(plugins.SINKS)
    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint=f"Name a file in it: {path / 'NAME.m4a'}")
    if kind not in known:
        listed = ", ".join(f".{name}" for name in known)
        raise UsageError(f"can't tell what kind of file '{path.name}' is", hint=f"Name one that ends in {listed}.")
    made = plugins.load(plugins.SINKS, kind)
    from voiceguide.files.file import FileSink
    from voiceguide.pictures.cover import draw

    sink: Sink
    if isinstance(made, type) and issubclass(made, FileSink):
        sink = made(path, mono=mono, bit_rate=bit_rate, chapters=chapters, draw=draw if cover else None)
    elif chapters == "sections" and bit_rate is None:
        sink = made(path, mono=mono)
    else:
        raise UsageError(f"what writes .{kind} files takes no other chapters or bit rate than its own")
    return sink


def check_writable(sink: Sink, path: Path, metadata: Metadata, captions: Iterable[Captions] = ()) -> None:
    """Check that `path` and its captions can be written; raise `FileError` if not."""
    from voiceguide.files.captions import path_beside
    from voiceguide.files.file import FileSink

    paths.spare(path, metadata.files)
    if isinstance(sink, FileSink):
        sink.check_writable(metadata)
    for kind in captions:
        paths.check_writable(path_beside(path, kind), metadata.files)


def write(timeline: Timeline, sink: Sink, progress: Progress | None = None) -> None:
    """Write the whole of `timeline` into `sink`, which `file_sink` gave; `progress(done, total)` counts frames."""
    from voiceguide.playback.session import perform

    blocks = perform(timeline, channels=sink.channels, block=sink.frames)
    sink.play(timeline, _reported(blocks, timeline.length, progress) if progress else blocks)


def _reported(blocks: Iterable[Block], total: int, progress: Progress) -> Iterator[Block]:
    done = 0
    for block in blocks:
        yield block
        done += len(block)
        progress(done, total)
