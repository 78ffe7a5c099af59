"""Blocks of a session -> the same blocks, and a machine that doesn't go to sleep while they are heard."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from voiceguide.audio import Block

_LONGEST_GOODBYE_SECONDS = 2


def awake(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield `blocks`; from the first to the last, ask the system not to sleep.

    A thread asks, because that may take longer than a sound device can wait. A system that refuses is left alone:
    a session is worth playing anyway.
    """
    over = threading.Event()
    keeper = threading.Thread(target=_keep_awake, args=[over], name="voiceguide-awake", daemon=True)
    try:
        for block in blocks:
            yield block
            if keeper.ident is None:
                keeper.start()
    finally:
        over.set()
        if keeper.ident is not None:
            keeper.join(_LONGEST_GOODBYE_SECONDS)


def _keep_awake(over: threading.Event) -> None:
    from wakepy import keep

    with keep.running(on_fail="pass"):
        over.wait()
