"""Voiceguide's folders, and reading and writing of files: a file is written whole or not at all."""

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from voiceguide.errors import FileError
from voiceguide.messages import reason


def cache_folder() -> Path:
    """Return the folder of the clips that engines spoke; it may not exist yet."""
    return _folder("cache")


def config_folder() -> Path:
    """Return the folder of the listener's own settings; it may not exist yet."""
    return _folder("config")


def data_folder() -> Path:
    """Return the folder of the listener's own routines; it may not exist yet."""
    return _folder("data")


def state_folder() -> Path:
    """Return the folder of what a session leaves, such as its journal; it may not exist yet."""
    return _folder("state")


def _folder(kind: str) -> Path:
    from platformdirs import PlatformDirs  # here, because --help doesn't need it

    return Path(getattr(PlatformDirs("voiceguide", appauthor=False), f"user_{kind}_dir"))


def content(path: Path) -> bytes:
    """Return the bytes of the file at `path`.

    Raise `OSError` if it can't be read, or if it is a pipe or a device, which may never end.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # the system reports a folder itself
        raise OSError(errno.EINVAL, "it isn't a file", str(path))
    return path.read_bytes()


def read_toml(path: Path, example: str) -> dict[str, Any]:
    """Return the tables of the TOML file at `path`; an empty one if there is no such file.

    Raise `FileError` if it can't be read, or, with `example` as its hint, if it isn't TOML.
    """
    try:
        text = content(path).decode()
        import tomllib  # here, because most listeners have no such file

        return tomllib.loads(text)
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise FileError(f"{path} isn't text in UTF-8: {error.reason}", hint="Save it anew as UTF-8.") from None
    except (ValueError, RecursionError) as error:  # or a number or nesting that is too large
        raise FileError(f"{path} isn't TOML: {error}", hint=example) from None
    except OSError as error:
        raise FileError(f"can't read {path}: {reason(error)}") from error


def is_other(path: Path) -> bool:
    """Return True if `path` exists but is no file: a folder, a pipe, a device or a broken link.

    If it can't be examined for another reason, such as a missing permission, it may be a file.
    """
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        return error.errno in (errno.ENOENT, errno.ELOOP) and os.path.lexists(path)


@contextlib.contextmanager
def replacing(path: Path, read: Sequence[str] | None = None) -> Iterator[Path]:
    """Yield a temporary path in the same folder. If the body succeeds, rename it to `path`, or else delete it.

    An old file at `path` stays until then. If `path` is a link, its target is replaced. `read` are the files that the
    new one is made from, which `spare` protects; None is for voiceguide's own files, such as the cache.
    Raise `FileError` if the folder can't take a file, if `path` is no file or a protected one, or if writing fails.
    """
    target = _free(path, read)
    temporary = _beside(path, target)
    try:
        yield temporary
        # Only its owner can read a file of mkstemp; give it the permissions of any new file.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        if read is not None:
            spare(target, read)  # another program may have moved a file there
        temporary.replace(target)
    except OSError as error:
        raise FileError(f"can't write {path}: {reason(error)}") from error
    finally:
        temporary.unlink(missing_ok=True)


def check_writable(path: Path, read: Sequence[str] | None = None) -> None:
    """Check that `path` can be written; raise the `FileError` of `replacing` if not."""
    _beside(path, _free(path, read)).unlink()


def spare(path: Path, read: Iterable[str]) -> None:
    """Raise `FileError` if writing `path` would overwrite one of the files `read`, or one of the listener's settings.

    It compares files, not names: a link, or another case of letters, is the same file.
    """
    target = _target(path)
    config = config_folder()
    for file in (*map(Path, read), *config.glob("*.toml"), *(config / "locales").glob("*.toml")):
        same = file == target
        with contextlib.suppress(OSError):  # one of them doesn't exist
            same = same or file.samefile(target)
        if same:
            raise FileError(
                f"can't write {path}: that would overwrite {file}, which voiceguide reads to make it",
                hint="Choose another name or folder for it.",
            )


def _beside(path: Path, target: Path) -> Path:
    """Create an empty file in the folder of `target`, the file that `path` leads to, and return its path."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.stem[:40]}-", suffix=target.suffix, dir=target.parent)
    except OSError as error:
        linked = any(each.is_symlink() for each in (path, *path.parents))
        folder = target.parent if linked else path.parent
        if isinstance(error, FileNotFoundError):
            leads = f", and {path} leads there" if linked else ""
            hint = f"Make it first: mkdir -p '{folder}'"
            raise FileError(f"the folder {folder} doesn't exist{leads}", hint=hint) from error
        leads = f", where {path} leads" if linked else ""
        hint = "Name another folder with -o."
        raise FileError(f"can't write in {folder}{leads}: {reason(error)}", hint=hint) from error
    os.close(descriptor)
    return Path(name)


def _target(path: Path) -> Path:
    """Return `path` with all links resolved. Raise `FileError` if no file can have that name."""
    try:
        return Path(os.path.realpath(path))  # Path.resolve raises on a loop of links
    except ValueError as error:  # a NUL, or a character that a name can't have here
        raise FileError(f"can't write {str(path)!r}: no file can be called so", hint="Choose another name.") from error


def _free(path: Path, read: Iterable[str] | None) -> Path:
    """Return `path` with all links resolved. Raise `FileError` now if the rename at the end would fail."""
    target = _target(path)
    if read is not None:
        spare(path, read)
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return target
    except OSError as error:
        raise FileError(f"can't write {path}: {reason(error)}") from error
    if stat.S_ISDIR(mode):
        raise FileError(f"{path} is a folder", hint="Name a file in it.")
    if not stat.S_ISREG(mode):
        raise FileError(
            f"{path} is not a file but a device or a pipe", hint="Name a file; it is written whole, then renamed."
        )
    return target
