"""Embeddings of an utterance -> how likely each word is: a small network, trained here, kept as one .npz file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pathlib import Path

    from voiceguide.controls.ears.features import Embeddings


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A trained head: its `words` in the order of its outputs, its layers, and the `facts` of its training."""

    words: tuple[str, ...]
    facts: dict[str, str]

    def probabilities(self, embeddings: Embeddings) -> npt.NDArray[np.float32]:
        """Return, for each word and then for none of them, how likely it is; they add up to 1."""
        raise NotImplementedError


def shipped() -> Head:
    """Return the head that comes with voiceguide; raise `FileError` when it is damaged."""
    raise NotImplementedError


def load(path: Path) -> Head:
    """Return the head at `path`; raise `FileError` when it isn't there, is damaged, or of another version."""
    raise NotImplementedError


def save(head: Head, path: Path) -> None:
    """Write `head` to `path`, whole or not at all; raise `FileError` when it can't be written."""
    raise NotImplementedError
