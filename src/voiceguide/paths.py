"""Where voiceguide keeps things, and files that are either whole or not there."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from voiceguide.errors import FileError


def cache_folder() -> Path:
    """Return the folder of rendered clips; it may not exist yet."""
    return _folder("cache")


def config_folder() -> Path:
    """Return the folder of the listener's own settings; it may not exist yet."""
    return _folder("config")


def data_folder() -> Path:
    """Return the folder of the listener's own routines; it may not exist yet."""
    return _folder("data")


def _folder(kind: str) -> Path:
    from platformdirs import PlatformDirs  # here, so that --help does without

    return Path(getattr(PlatformDirs("voiceguide", appauthor=False), f"user_{kind}_dir"))


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; rename it to `path` when the body ends well, delete it otherwise.

    What stood at `path` stays until then. Raise `FileError` when the folder can't take a file.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}-", suffix=path.suffix, dir=path.parent)
    except FileNotFoundError as error:
        raise FileError(f"the folder {path.parent} doesn't exist", hint=f"Make it first: mkdir -p '{path.parent}'") from error
    except OSError as error:
        raise FileError(f"can't write in {path.parent}: {_reason(error)}", hint="Name another folder with -o.") from error
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes files only their owner reads; give the one that stays what any new file gets.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    except OSError as error:
        raise FileError(f"can't write {path}: {_reason(error)}") from error
    finally:
        temporary.unlink(missing_ok=True)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
