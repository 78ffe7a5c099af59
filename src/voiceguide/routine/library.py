"""A name or a path -> a routine: a built-in one, one of the listener's own, or any file."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide import paths
from voiceguide.errors import FileError, RoutineError, UsageError
from voiceguide.routine.source import inside, read_file, read_stream
from voiceguide.routine.tree import Fault, Scalar, fault
from voiceguide.routine.words import near

if TYPE_CHECKING:
    from voiceguide.routine.model import Routine

BUILTIN = Path(__file__).parent / "builtin"
DEEPEST_INCLUDE = 8
_SUFFIXES = (".yaml", ".yml")


def load(source: str) -> Routine:
    """Return the routine that `source` names; its `warnings` are what is odd in it and no error.

    `source` is '-' for standard input, a path, or the name of one of the listener's own routines or a built-in's.
    Raise `RoutineError` with every problem of the file, `FileError` where there is none to read, and `UsageError`
    for a name that nothing has.
    """
    from voiceguide.routine.read import read

    if source == "-":
        return read(read_stream(sys.stdin.buffer, "<stdin>"), "<stdin>", _Folder(Path()), name="routine")
    path = _find(source)
    return read(read_file(path), str(path), _Folder(path.parent, (path.resolve(),)), name=path.stem)


def names() -> list[str]:
    """Return every name that `load` knows, sorted; one of the listener's own hides a built-in of its name."""
    return sorted({path.stem for folder in (_own(), BUILTIN) for path in folder.glob("*.y*ml")})


def _own() -> Path:
    return paths.data_folder() / "routines"


def _find(source: str) -> Path:
    path = Path(source)
    if source.endswith(_SUFFIXES) or os.sep in source or "/" in source:
        return path
    for folder in (_own(), BUILTIN):
        for suffix in _SUFFIXES:
            if (named := folder / f"{source}{suffix}").exists():
                return named
    if path.exists():
        return path
    hint = f"Known: {', '.join(names())}."
    if beside := next((f"{source}{suffix}" for suffix in _SUFFIXES if Path(f"{source}{suffix}").is_file()), ""):
        hint = f"There is a file {beside} here: give its whole name, {beside}."
    raise UsageError(f"no routine is called '{source}'{near(source, names())}", hint=hint)


@dataclass(slots=True)
class _Folder:
    """What lies beside a routine file, whose folder is `folder`; `chain` is that file and the ones that include it.

    `known` are the routines already read for this session, by path and depth: files that include each other often
    would take exponential time.
    """

    folder: Path
    chain: tuple[Path, ...] = ()
    known: dict[tuple[Path, int], Routine | Fault] = field(default_factory=dict)

    def file(self, written: Scalar) -> str:
        return str(inside(self.folder, written).resolve())

    def routine(self, written: Scalar) -> Routine:
        path = self._path(written)
        chain = (*self.chain, path.resolve())
        if chain[-1] in self.chain:
            raise fault(written.where, "VG123", f"{written} includes itself")
        if len(chain) > DEEPEST_INCLUDE + 1:
            raise fault(
                written.where, "VG123", f"{written} is included {len(chain) - 1} deep; {DEEPEST_INCLUDE} is the most"
            )
        place = chain[-1], len(chain)
        if place not in self.known:
            self.known[place] = self._read(path, chain, written)
        read = self.known[place]
        if isinstance(read, Fault):
            raise read
        return read

    def _path(self, written: Scalar) -> Path:
        if written.endswith(_SUFFIXES):
            return inside(self.folder, written)
        if (built_in := BUILTIN / (written + ".yaml")).is_file() and "/" not in written:
            return built_in
        beside = [path.name for suffix in _SUFFIXES for path in self.folder.glob(f"*{suffix}")]
        known = [*beside, *(path.stem for path in BUILTIN.glob("*.yaml"))]
        message = f"no built-in routine is called '{written}', and a file ends in '.yaml'{near(written, known)}"
        raise fault(written.where, "VG123", message)

    def _read(self, path: Path, chain: tuple[Path, ...], written: Scalar) -> Routine | Fault:
        from voiceguide.routine.read import read

        try:
            return read(read_file(path), str(path), _Folder(path.parent, chain, self.known), name=path.stem)
        except RoutineError as error:
            return Fault(error.problems)
        except FileError as error:
            return fault(written.where, "VG123", error.message)
