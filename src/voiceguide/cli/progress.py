"""Work that takes a while -> one line on the terminal that grows, and is gone when the work is done."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

import click

from voiceguide.messages import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextlib.contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that is told `(done, total)` and keeps '`label` 43 %' on stderr, if that is a terminal.

    When all is done, and however the body ends, the line is wiped: a warning may follow. `quiet` shows nothing.
    """
    shown = ""
    draws = sys.stderr.isatty() and not quiet

    def draw(line: str) -> None:
        nonlocal shown
        if line != shown:
            click.echo(f"\r{line:<{len(shown)}}", nl=False, err=True)
            shown = line

    def wipe() -> None:
        nonlocal shown
        if shown:
            click.echo(f"\r{'':{len(shown)}}\r", nl=False, err=True)
            shown = ""

    def show(done: int, total: int) -> None:
        if draws and done < total:
            draw(f"{printable(label)} {100 * done // total} %")
        else:
            wipe()

    if draws:
        draw(f"{printable(label)} ...")
    try:
        yield show
    finally:
        wipe()
