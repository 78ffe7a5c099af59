"""A package that may not be here -> its version and its folder, found without importing it."""

from importlib import metadata, util
from pathlib import Path

from voiceguide.errors import EngineError


def version(distribution: str) -> str:
    """Return the version of `distribution`, 'absent' when it isn't installed."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "absent"


def folder(module: str) -> Path | None:
    """Return the folder of the top-level package `module`, None when it isn't installed."""
    found = util.find_spec(module)
    return Path(found.origin).parent if found and found.origin else None


def install(extra: str) -> str:
    """Return the command that installs voiceguide with `extra`."""
    return f"pip install 'voiceguide[{extra}]'"


def absent(engine: str, extra: str) -> EngineError:
    """Return the error of an engine whose packages aren't here."""
    return EngineError(f"the {engine} voices aren't installed", hint=f"Install them: {install(extra)}")
