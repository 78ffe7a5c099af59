"""A name or a path -> a routine: built-in ones, the listener's own, and any file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide import paths
from voiceguide.errors import UsageError
from voiceguide.routine.words import near

if TYPE_CHECKING:
    from voiceguide.routine.model import Routine
    from voiceguide.routine.tree import Scalar

BUILTIN = Path(__file__).parent / "builtin"


def load(source: str) -> Routine:
    """Return the routine that `source` names: '-' for standard input, a path, the listener's own or a built-in's name."""
    from voiceguide.routine.read import read

    if source == "-":
        return read(sys.stdin.read(), "<stdin>", _Folder(), name="stdin")
    path = _find(source)
    return read(path.read_text("utf-8"), str(path), _Folder(), name=path.stem)


def names() -> list[str]:
    """Return the names of every routine that `load` knows by name, sorted."""
    return sorted({path.stem for folder in (_own(), BUILTIN) for path in folder.glob("*.yaml")})


def _own() -> Path:
    return paths.data_folder() / "routines"


def _find(source: str) -> Path:
    path = Path(source)
    if path.suffix in (".yaml", ".yml") or len(path.parts) > 1 or path.exists():
        return path
    for folder in (_own(), BUILTIN):
        if (named := folder / f"{source}.yaml").exists():
            return named
    raise UsageError(f"no routine is called '{source}'{near(source, names())}", hint=f"Known: {', '.join(names())}.")


class _Folder:
    def sound(self, written: Scalar) -> str:
        raise NotImplementedError

    def routine(self, written: Scalar, language: str) -> Routine:
        raise NotImplementedError
