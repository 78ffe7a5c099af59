"""Work that takes a while -> one line on the terminal that grows, and is gone when the work is done."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextlib.contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that is told `(done, total)` and keeps '`label` 43 %' on stderr, if that is a terminal.

    However the body ends, the line is wiped. `quiet` shows nothing.
    """
    shown = ""

    def draw(line: str) -> None:
        nonlocal shown
        if line != shown:
            click.echo(f"\r{line:<{len(shown)}}", nl=False, err=True)
            shown = line

    def show(done: int, total: int) -> None:
        if shown:
            draw(f"{label} {100 * done // max(total, 1)} %")

    if sys.stderr.isatty() and not quiet:
        draw(f"{label} ...")
    try:
        yield show
    finally:
        if shown:
            click.echo(f"\r{'':{len(shown)}}\r", nl=False, err=True)
