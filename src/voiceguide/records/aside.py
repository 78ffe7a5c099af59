"""A file that can't be read -> the same file under another name, out of the way, lost to nobody, found again."""

from __future__ import annotations

import errno
import os
import re
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

from voiceguide.errors import FileError
from voiceguide.messages import reason

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


def set_aside(path: Path, when: datetime, *, companions: tuple[str, ...] = ()) -> Path:
    """Rename `path`, and the files named like it with one of `companions` behind; return its new path.

    The new name carries `when`, and is one that nothing has. Raise `FileError`, with the old names back, where a file
    can't be renamed.
    """
    stamp = f"{path.stem}-{when:%Y-%m-%d-%H%M%S}"
    names = (f"{stamp}{f'-{number}' * (number > 1)}{path.suffix}" for number in count(1))
    aside = next(free for name in names if not os.path.lexists(free := path.with_name(name)))
    try:
        _rename(path, aside, companions)
    except OSError as error:
        with suppress(OSError):
            _rename(aside, path, companions)
        refused = error.errno in (errno.EACCES, errno.EPERM)
        raise FileError(
            f"can't set {path} aside: {reason(error)}",
            hint=f"Make {path.parent} writable, and try again." if refused else "",
        ) from error
    return aside


def put_back(aside: Path, path: Path, *, companions: tuple[str, ...] = ()) -> None:
    """Undo what `set_aside` did, and delete what stands at `path` now. Raise `OSError` where that can't be done."""
    for suffix in ("", *companions):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    _rename(aside, path, companions)


def asides(path: Path, *, companions: tuple[str, ...] = ()) -> list[Path]:
    """Return the files that `set_aside` has made of `path` and its `companions`, the oldest first; no folders."""
    ending = "|".join(re.escape(suffix) for suffix in companions)
    named = re.compile(rf"{re.escape(path.stem)}-\d{{4}}-\d\d-\d\d-\d{{6}}(-\d+)?{re.escape(path.suffix)}({ending})?")
    found = (file for file in path.parent.glob(f"{path.stem}-*") if named.fullmatch(file.name))
    return sorted(file for file in found if not file.is_dir())


def _rename(path: Path, to: Path, companions: tuple[str, ...]) -> None:
    path.rename(to)
    for suffix in companions:
        companion = path.with_name(path.name + suffix)
        if os.path.lexists(companion):
            companion.rename(to.with_name(to.name + suffix))
