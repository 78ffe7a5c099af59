"""Loads a routine by its name or its path: a built-in one, one of the listener's, or any file."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide import paths
from voiceguide.errors import FileError, RoutineError, UsageError
from voiceguide.messages import near, printable
from voiceguide.routine.source import inside, read_file, read_stream
from voiceguide.routine.tree import ProblemError, Scalar
from voiceguide.routine.values import TAG

if TYPE_CHECKING:
    from voiceguide.routine.model import Routine

BUILTIN = Path(__file__).parent / "builtin"
DEEPEST_INCLUDE = 8
_MOST_LISTED = 20
"""The most names that a message lists."""
_SUFFIXES = (".yaml", ".yml")
_LONGEST_NAME = 255 - len(".chapters.json")
"""The most bytes of a routine's name. A file name has at most 255, and exports add a suffix to the name."""


def load(source: str, language: str | None = None) -> Routine:
    """Return the routine that `source` names, with its `warnings`.

    `source` is '-' for standard input, a path, or the name of a built-in routine or one of the listener's.
    With a `language`, load the translation: the file NAME.LANG.yaml beside NAME.yaml.
    Raise `RoutineError` with every problem of the file, `FileError` if it can't be read, and `UsageError` for an
    unknown name, or for a language without a translation.
    """
    routine = _load(translated(source, language) if language else source)
    if language and _family(routine.language) != _family(language):
        known = ", ".join(sorted({routine.language, *translations(source)}))
        raise UsageError(f"{source} isn't here in '{language}'", hint=f"It is in: {known}.")
    return routine


def translated(source: str, language: str) -> str:
    """Return the name of the translation of `source` into `language`, a BCP 47 tag; `source` if there is none."""
    known = {tag.lower(): tag for tag in translations(source)}
    tag = language.lower().replace("_", "-")
    while tag and tag not in known:
        tag = tag.rpartition("-")[0]
    if not tag:
        return source
    stem, suffix = _split(source)
    return f"{stem}.{known[tag]}{suffix}"


def translations(source: str) -> list[str]:
    """Return the sorted languages of the translations of `source`, without its own language."""
    stem, suffix = _split(source)
    folders = [Path(stem).parent] if suffix or "/" in source or os.sep in source else [_own(), BUILTIN]
    name = Path(stem).name
    tags = {path.stem.removeprefix(f"{name}.") for folder in folders for path in folder.glob("*.y*ml")}
    return sorted(
        tag for tag in tags if TAG.fullmatch(tag) and any(_has(folder, f"{name}.{tag}") for folder in folders)
    )


def _split(source: str) -> tuple[str, str]:
    suffix = next((suffix for suffix in _SUFFIXES if source.endswith(suffix)), "")
    return source.removesuffix(suffix), suffix


def _has(folder: Path, name: str) -> bool:
    return any(_is_file(folder / f"{name}{suffix}") for suffix in _SUFFIXES)


def _is_file(path: Path) -> bool:
    return os.path.isfile(path)  # noqa: PTH113 - `Path.is_file` raises if a name is too long


def _family(language: str) -> str:
    return language.lower().replace("_", "-").partition("-")[0]


def _load(source: str) -> Routine:
    from voiceguide.routine.read import read

    if source == "-":
        text, file, name = read_stream(sys.stdin.buffer, "<stdin>"), "<stdin>", "routine"
        resolver = Resolver(Path(), files=[os.path.realpath("/dev/stdin")])  # the path of the file, if it is one
    else:
        path = _find(source)
        text, file, name = read_file(path), str(path), _called(path)
        resolver = Resolver(path.parent, (path.resolve(),), files=[str(path.resolve()), *_originals(path)])
    try:
        routine = read(text, file, resolver, name=name)
    except RoutineError as error:
        raise RoutineError(error.problems, resolver.files) from None
    return replace(routine, files=tuple(dict.fromkeys(resolver.files)))


def _originals(path: Path) -> list[str]:
    """Return the path of the routine that `path` translates, if there is one: NAME.yaml beside NAME.de.yaml."""
    name, _, tag = path.stem.rpartition(".")
    beside = [path.with_name(f"{name}{suffix}") for suffix in _SUFFIXES] if name and TAG.fullmatch(tag) else []
    return [str(original.resolve()) for original in beside if _is_file(original)]


def _called(path: Path) -> str:
    """Return the name of the routine at `path`, for messages and the names of exported files.

    The file's name can have characters that can't be printed, or bytes that aren't text.
    """
    coding = sys.getfilesystemencoding()  # ASCII on a few systems
    return printable(path.stem).encode(coding, "replace")[:_LONGEST_NAME].decode(coding, "ignore") or "routine"


def names() -> list[str]:
    """Return the sorted names of all routines, without those of translations, such as 'lower-back.de'.

    One of the listener's replaces the built-in one of the same name.
    """
    stems = {path.stem for folder in (_own(), BUILTIN) for path in folder.glob("*.y*ml")}
    parts = {stem: stem.rpartition(".") for stem in stems}
    return sorted(stem for stem, (name, _, tag) in parts.items() if name not in stems or not TAG.fullmatch(tag))


def known() -> str:
    """Return the names of routines for a message: the built-in ones first, then a few more."""
    all_names = sorted(names(), key=lambda name: not _has(BUILTIN, name))
    listed = ", ".join(all_names[:_MOST_LISTED])
    more = len(all_names) - _MOST_LISTED
    return f"{listed} and {more} more, which 'voiceguide list' shows" if more > 0 else listed


def is_name(source: str) -> bool:
    """Return True if `source` is one of `names`, or the name of a translation of one."""
    return Path(source).name == source and any(_has(folder, source) for folder in (_own(), BUILTIN))


def _own() -> Path:
    return paths.data_folder() / "routines"


def _find(source: str) -> Path:
    """Return the path of the file that `source` names. If `source` is a path, the file may not exist."""
    path = Path(source)
    if source.endswith(_SUFFIXES) or os.sep in source or "/" in source:
        return path
    named = [folder / f"{source}{suffix}" for folder in (_own(), BUILTIN) for suffix in _SUFFIXES]
    if source.strip() and (found := next(filter(os.path.exists, (*named, path)), None)):  # as in `_is_file`
        return found
    hint = f"Known: {known()}."
    if not source.strip():
        raise UsageError("the name of the routine is empty", hint=hint)
    if beside := next((f"{source}{suffix}" for suffix in _SUFFIXES if _is_file(Path(f"{source}{suffix}"))), ""):
        hint = f"There is a file {beside} here: give its whole name, {beside}."
    raise UsageError(f"no routine is called '{source}'{near(source, names())}", hint=hint)


@dataclass(slots=True)
class Resolver:
    """Finds the files that a routine file in `folder` names. `chain` has the paths of it and of those that include it.

    `known` has the routines that were read already, by path and depth: without it, files that include each other often
    take exponential time. `files` collects the whole path of each file that any of them names.
    """

    folder: Path
    chain: tuple[Path, ...] = ()
    known: dict[tuple[Path, int], Routine | ProblemError] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def file(self, written: Scalar) -> str:
        """Return the whole path of a file in the folder. Raise `ProblemError` if a routine may not use it."""
        self.files.append(str(inside(self.folder, written).resolve()))
        return self.files[-1]

    def routine(self, written: Scalar) -> Routine:
        """Return the routine to include. Raise `ProblemError` if it can't be read, with its own problems."""
        path = self._path(written)
        chain = (*self.chain, path.resolve())
        if chain[-1] in self.chain:
            raise written.error("VG123", f"{written} includes itself")
        if len(chain) > DEEPEST_INCLUDE + 1:
            raise written.error("VG123", f"{written} is included {len(chain) - 1} deep; {DEEPEST_INCLUDE} is the most")
        place = chain[-1], len(chain)
        if place not in self.known:
            self.files.append(str(chain[-1]))
            self.known[place] = self._read(path, chain, written)
        read = self.known[place]
        if isinstance(read, ProblemError):
            raise read
        return read

    def _path(self, written: Scalar) -> Path:
        if written.endswith(_SUFFIXES):
            return inside(self.folder, written)
        built_in = {path.stem: path for path in BUILTIN.glob("*.yaml")}
        if written in built_in:
            return built_in[written]
        beside = [path.name for suffix in _SUFFIXES for path in self.folder.glob(f"*{suffix}")]
        known = [*beside, *built_in]
        message = f"no built-in routine is called '{written}', and a file ends in '.yaml'{near(written, known)}"
        raise written.error("VG123", message)

    def _read(self, path: Path, chain: tuple[Path, ...], written: Scalar) -> Routine | ProblemError:
        from voiceguide.routine.read import read

        try:
            resolver = Resolver(path.parent, chain, self.known, self.files)
            return read(read_file(path), str(path), resolver, name=_called(path))
        except RoutineError as error:
            return ProblemError(error.problems)
        except FileError as error:
            return written.error("VG123", error.message)
