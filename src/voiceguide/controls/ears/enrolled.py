"""The head of this computer's listener, if there is one, and its place among the data that voiceguide keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceguide import paths

if TYPE_CHECKING:
    from pathlib import Path

    from voiceguide.controls.ears.head import Head


def head_file() -> Path:
    """Return where the head lies that `voiceguide enrol` made; it may not be there."""
    return paths.data_folder() / "ears" / "en.npz"


def current() -> Head:
    """Return the listener's own head, or else the one that comes with voiceguide.

    Raise `FileError` when it is damaged or made for another version.
    """
    from voiceguide.controls.ears.head import load, shipped

    return load(head_file()) if head_file().exists() else shipped()
