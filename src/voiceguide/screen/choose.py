"""A terminal, or what stands in its place -> the screen that fits it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Protocol, Self, TextIO

from voiceguide.playback.contracts import Observer
from voiceguide.screen.full import FullScreen, size_of
from voiceguide.screen.hints import Hints
from voiceguide.screen.lines import Lines
from voiceguide.screen.output import SMALLEST, knows_blocks
from voiceguide.screen.wording import ReadAloud, Skimmed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from voiceguide.plan.model import Metadata
    from voiceguide.playback.contracts import Now

_NOBODY = Hints()


class Screen(Observer, Protocol):
    """What shows a session, inside its `with` block."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def tell(self, text: str) -> None:
        """Show `text`, a sentence from elsewhere: what was understood, or what became of the device."""
        ...

    def count(self, seconds: int) -> None:
        """Show that the session starts in so many seconds; called whenever the number has changed."""
        ...


class Silent:
    """Shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def see(self, now: Now) -> None:
        """Show nothing of it."""

    def tell(self, text: str) -> None:
        """Show nothing of it."""

    def count(self, seconds: int) -> None:
        """Show nothing of it."""


def choose(  # noqa: PLR0913 - one argument for each wish
    metadata: Metadata,
    hints: Hints = _NOBODY,
    *,
    stream: TextIO | None = None,
    quiet: bool = False,
    lines: bool = False,
    still: bool = False,
    environ: Mapping[str, str] = os.environ,
) -> Screen:
    """Return the screen that shows the routine `metadata` on `stream`, standard output if left out.

    `quiet` shows nothing. `lines` prints whole lines for a screen reader, and so does VOICEGUIDE_SCREEN_READER in
    `environ`; `still` moves nothing but numbers, and so does VOICEGUIDE_REDUCED_MOTION. NO_COLOR is honoured. Large
    letters need a terminal that can move its cursor, of `SMALLEST` size or more; elsewhere, plain lines are printed.
    """
    stream = stream or sys.stdout
    if quiet or stream is None:  # there is none under pythonw
        return Silent()
    if lines or _wished("VOICEGUIDE_SCREEN_READER", environ):
        return Lines(stream, ReadAloud(hints))
    color = not environ.get("NO_COLOR")
    capable = stream.isatty() and _understands_codes(environ)
    if capable and knows_blocks(stream) and _fits(stream):
        still = still or _wished("VOICEGUIDE_REDUCED_MOTION", environ)
        fine = environ.get("TERM") != "linux"  # Linux's own console knows only whole ones
        return FullScreen(metadata, stream, hints, fine=fine, color=color, still=still)
    return Lines(stream, Skimmed(hints, color=capable and color))


def _wished(name: str, environ: Mapping[str, str]) -> bool:
    return environ.get(name, "0") not in ("", "0")


def _fits(stream: TextIO) -> bool:
    columns, rows = size_of(stream.fileno())
    return columns >= SMALLEST[0] and rows >= SMALLEST[1]


def _understands_codes(environ: Mapping[str, str]) -> bool:
    """Return whether a terminal, as far as `environ` knows it, moves its cursor when it is told to."""
    if sys.platform != "win32":
        return environ.get("TERM", "dumb") not in ("dumb", "unknown")
    from rich.console import detect_legacy_windows

    return not detect_legacy_windows()
