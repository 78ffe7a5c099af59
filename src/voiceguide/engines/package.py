"""Finds the packages and data of engines without importing them: versions, folders, and how to install them."""

import functools
import os
from importlib import metadata, util
from pathlib import Path
from tempfile import TemporaryDirectory

from voiceguide.errors import EngineError

_LONGEST_PATH_BYTES = 140  # eSpeak cuts paths after 159 bytes, and adds "/espeak-ng-data"


def version(distribution: str) -> str:
    """Return the version of `distribution`, 'absent' if it isn't installed."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "absent"


def folder(module: str) -> Path | None:
    """Return the folder of the top-level package `module`, None if it isn't installed."""
    found = util.find_spec(module)
    return Path(found.origin).parent if found and found.origin else None


def install(extra: str) -> str:
    """Return the command that installs voiceguide with `extra`."""
    return f"pip install 'voiceguide[{extra}]'"


def absent(engine: str, extra: str) -> EngineError:
    """Return the error of an engine whose packages aren't installed."""
    return EngineError(f"the {engine} voices aren't installed", hint=f"Install them: {install(extra)}")


def espeak_data(folder: Path) -> Path:
    """Return `folder`, the data of eSpeak; or a link to it if its path is too long for eSpeak.

    The link is deleted when this process ends.
    """
    if len(os.fsencode(folder)) <= _LONGEST_PATH_BYTES:
        return folder
    link = Path(_folder_of_links().name, "espeak-ng-data")
    if not link.exists():
        link.symlink_to(folder)
    return link


@functools.cache
def _folder_of_links() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="voiceguide-")
