"""Loads adapters by group and name, from entry points: voiceguide's own and those of other packages alike."""

from importlib import metadata
from typing import Any

from voiceguide.errors import UsageError

ENGINES = "voiceguide.engines"
SINKS = "voiceguide.sinks"
SPEAKERS = "voiceguide.speakers"
CONTROLS = "voiceguide.controls"


def names(group: str) -> list[str]:
    """Return every name in `group`, sorted."""
    return sorted({point.name for point in metadata.entry_points(group=group)})


def own_names(group: str) -> list[str]:
    """Return the names in `group` of the plugins that come with voiceguide, sorted."""
    return sorted(point.name for point in _own().select(group=group))


def load(group: str, name: str) -> Any:
    """Import the object called `name` in `group`; raise `UsageError`, which lists the names, if there is none.

    What the import of a plugin raises comes through.
    """
    # Our own metadata first: one folder to read instead of every installed package's.
    for points in (_own, metadata.entry_points):
        for point in points().select(group=group, name=name):
            return point.load()
    kind = group.removeprefix("voiceguide.").removesuffix("s")
    raise UsageError(f"no {kind} is called '{name}'", hint=f"Known: {', '.join(names(group))}.")


def _own() -> metadata.EntryPoints:
    try:
        return metadata.distribution("voiceguide").entry_points
    except metadata.PackageNotFoundError:
        return metadata.EntryPoints()
