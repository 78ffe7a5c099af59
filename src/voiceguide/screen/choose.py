"""Chooses the screen for a terminal, or for a stream that isn't one."""

import os
import sys
from collections.abc import Mapping
from typing import TextIO

from voiceguide.plan.model import Metadata
from voiceguide.screen.full import FullScreen
from voiceguide.screen.lines import Lines, ReadAloud, Skimmed
from voiceguide.screen.terminal import SMALLEST, knows_blocks, size_of
from voiceguide.screen.view import Hints, Screen
from voiceguide.timeline.shown import Shown


def choose(  # noqa: PLR0913 - one argument for each option
    metadata: Metadata,
    hints: Hints = Hints(),  # noqa: B008 - it is frozen
    *,
    stream: TextIO | None = None,
    quiet: bool = False,
    lines: bool = False,
    still: bool = False,
    environ: Mapping[str, str] = os.environ,
) -> Screen:
    """Return the screen that shows the routine `metadata` on `stream`, by default standard output.

    `quiet` shows nothing. `lines` prints complete lines for a screen reader, and so does VOICEGUIDE_SCREEN_READER in
    `environ`. With `still` only numbers move, and so with VOICEGUIDE_REDUCED_MOTION. NO_COLOR is respected. Large
    letters need a terminal of at least `SMALLEST` size that can move its cursor; otherwise plain lines are printed.
    """
    stream = stream or sys.stdout
    if quiet or stream is None:  # pythonw has no standard output
        return Screen()
    if lines or _switched_on("VOICEGUIDE_SCREEN_READER", environ):
        return Lines(stream, ReadAloud(hints, Shown(metadata.language)))
    color = not environ.get("NO_COLOR")
    capable = stream.isatty() and _understands_codes(environ)
    if capable and knows_blocks(stream) and _fits(stream):
        still = still or _switched_on("VOICEGUIDE_REDUCED_MOTION", environ)
        fine = environ.get("TERM") != "linux"  # the Linux console has only whole blocks
        return FullScreen(metadata, stream, hints, fine=fine, color=color, still=still)
    return Lines(stream, Skimmed(hints, capable and color, Shown(metadata.language)))


def _switched_on(name: str, environ: Mapping[str, str]) -> bool:
    return environ.get(name, "0") not in ("", "0")


def _fits(stream: TextIO) -> bool:
    columns, rows = size_of(stream.fileno())
    return columns >= SMALLEST[0] and rows >= SMALLEST[1]


def _understands_codes(environ: Mapping[str, str]) -> bool:
    """Return True if the terminal understands codes that move the cursor, as far as `environ` says."""
    if sys.platform != "win32":
        return environ.get("TERM", "dumb") not in ("dumb", "unknown")
    from rich.console import detect_legacy_windows

    return not detect_legacy_windows()
