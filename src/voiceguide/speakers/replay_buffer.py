"""Blocks on their way to a speaker -> the same blocks, and the last of them once more when the ear missed them."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from voiceguide.audio import Block
from voiceguide.playback.transport import RAMP

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator


class ReplayBuffer:
    """The last `frames` frames that were handed over, or all while there are fewer."""

    def __init__(self, frames: int) -> None:
        self._frames = frames
        self._blocks: deque[Block] = deque()
        self._kept = 0

    def through(self, blocks: Iterable[Block]) -> Generator[Block, None, None]:
        """Yield `blocks`; each is kept before it is handed over."""
        for block in blocks:
            self._blocks.append(block)
            self._kept += len(block)
            while self._kept - len(self._blocks[0]) >= self._frames:
                self._kept -= len(self._blocks.popleft())
            yield block

    def again(self) -> Iterator[Block]:
        """Yield what is kept as one block, nothing where nothing is; it begins with a ramp up, lest it clicks.

        Its spans are left out: to whoever watches the session, it isn't played twice.
        """
        if self._blocks:
            samples = np.concatenate([block.samples for block in self._blocks])[-self._frames :]
            ramp = np.arange(min(RAMP, len(samples)), dtype=np.float32) / RAMP
            samples[: len(ramp)] *= ramp[:, None]
            yield Block(samples, ())
