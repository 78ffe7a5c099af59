"""The folder of eSpeak's data -> one with a path that eSpeak can take: it cuts longer ones at 159 bytes."""

import functools
import os
import tempfile
from pathlib import Path

_LONGEST_BYTES = 140  # eSpeak adds "/espeak-ng-data" to it when it looks for its files
_LINK = "espeak-ng-data"


def reachable(folder: Path) -> Path:
    """Return `folder`, or where its path is too long a link to it that lasts as long as this process."""
    if len(os.fsencode(folder)) <= _LONGEST_BYTES:
        return folder
    link = Path(_own_folder().name, _LINK)
    if not link.exists():
        link.symlink_to(folder)
    return link


@functools.cache
def _own_folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="voiceguide-")
