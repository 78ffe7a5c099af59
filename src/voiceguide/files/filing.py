"""The file that a user names: the kinds there are, the choices each takes, and writing one.

Imports nothing large, so that the command line starts at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

from voiceguide import paths, plugins
from voiceguide.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from voiceguide.audio import Block
    from voiceguide.plan.model import Metadata
    from voiceguide.playback.contracts import Sink, Writer
    from voiceguide.timeline.model import Timeline

    Progress = Callable[[int, int], None]

Chaptering = Literal["sections", "steps", "none"]
"""What a player lists and skips to: the routine's sections, each step to do, or nothing."""
CHAPTERINGS: tuple[Chaptering, ...] = get_args(Chaptering)

Captions = Literal["vtt", "srt", "lrc", "chapters"]
"""A file beside the sound: the spoken cues as WebVTT, SubRip or LRC, or the chapters as podcasts read them."""
CAPTIONS: tuple[Captions, ...] = get_args(Captions)


def file_sink(
    path: Path,
    *,
    mono: bool = False,
    bit_rate: int | None = None,
    chapters: Chaptering = "sections",
    cover: bool = True,
) -> Writer:
    """Return the sink that writes `path`; the options are those of `pipeline.export`.

    Raise `UsageError` if its suffix names no known kind of file, or if this kind doesn't take an option.
    """
    kind = path.suffix.lower().removeprefix(".")
    known = plugins.names(plugins.SINKS)
    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint=f"Name a file in it: {path / 'NAME.m4a'}")
    if kind not in known:
        suffixes = ", ".join(f".{name}" for name in known)
        raise UsageError(f"can't tell what kind of file '{path.name}' is", hint=f"Name one that ends in {suffixes}.")
    made: type[Writer] = plugins.load(plugins.SINKS, kind)
    options: dict[str, Any] = {"mono": mono}
    if bit_rate is not None:
        _check_bit_rate(bit_rate, made.bit_rates, path.suffix)
        options["bit_rate"] = bit_rate
    if made.most_chapters != 0:
        options["chapters"] = chapters
    elif chapters == "steps":
        raise UsageError(
            f"a {path.suffix} file holds no chapters",
            hint="Leave the chapters out, or name a file that ends in .m4a, .mp3 or .opus.",
        )
    if made.takes_cover and cover:
        from voiceguide.pictures.cover import draw

        options["draw"] = draw
    return made(path, **options)


def _check_bit_rate(bit_rate: int, bit_rates: Sequence[int], suffix: str) -> None:
    if not bit_rates:
        raise UsageError(
            f"a {suffix} file has no bit rate to choose: it keeps every sample",
            hint="Leave the bit rate out, or name a file that ends in .m4a, .mp3 or .opus.",
        )
    if bit_rate not in [1000 * rate for rate in bit_rates]:
        raise UsageError(
            f"a {suffix} file can't have {bit_rate / 1000:g} kbit/s here", hint=f"Choose {listed(bit_rates)}."
        )


def listed(bit_rates: Sequence[int]) -> str:
    """Return `bit_rates` in words.

    >>> listed(range(48, 129)), listed((32, 40, 48))
    ('48k to 128k', '32k, 40k or 48k')
    """
    if isinstance(bit_rates, range):
        return f"{bit_rates[0]}k to {bit_rates[-1]}k"
    return " or ".join(part for part in (", ".join(f"{rate}k" for rate in bit_rates[:-1]), f"{bit_rates[-1]}k") if part)


def check_writable(sink: Writer, path: Path, metadata: Metadata, captions: Iterable[Captions] = ()) -> None:
    """Check that `path` and its captions can be written; raise `FileError` if not."""
    from voiceguide.files.captions import path_beside

    paths.check_writable(path, metadata.files)
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
