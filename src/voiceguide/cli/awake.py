"""Blocks of a session -> the same blocks, and a machine that doesn't go to sleep while they are heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceguide.background import Task

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Iterator

    from voiceguide.audio import Block

_LONGEST_GOODBYE_SECONDS = 2


def awake(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield `blocks`; from the first to the last, ask the system not to sleep.

    A thread asks, because that may take longer than a sound device can wait. A system that refuses is left alone:
    a session is worth playing anyway.
    """
    keeper = Task(_keep_awake, name="voiceguide-awake")
    try:
        for block in blocks:
            yield block
            keeper.start()
    finally:
        keeper.stop(_LONGEST_GOODBYE_SECONDS)


def _keep_awake(stop: threading.Event) -> None:
    from wakepy import keep

    with keep.running(on_fail="pass"):
        stop.wait()
