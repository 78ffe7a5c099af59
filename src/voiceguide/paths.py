"""Where voiceguide keeps things, and files that are either whole or not there."""

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
    """Return the folder of rendered clips; it may not exist yet."""
    return _folder("cache")


def config_folder() -> Path:
    """Return the folder of the listener's own settings; it may not exist yet."""
    return _folder("config")


def data_folder() -> Path:
    """Return the folder of the listener's own routines; it may not exist yet."""
    return _folder("data")


def state_folder() -> Path:
    """Return the folder of what outlives a session but is nobody's work, such as its journal; it may not exist yet."""
    return _folder("state")


def _folder(kind: str) -> Path:
    from platformdirs import PlatformDirs  # here, so that --help does without

    return Path(getattr(PlatformDirs("voiceguide", appauthor=False), f"user_{kind}_dir"))


def content(path: Path) -> bytes:
    """Return what stands in the file at `path`.

    Raise `OSError` where it can't be read, and for a pipe or a device, whose end may never come.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # the system has words of its own for a folder
        raise OSError(errno.EINVAL, "it isn't a file", str(path))
    return path.read_bytes()


def read_toml(path: Path, example: str) -> dict[str, Any]:
    """Return what the TOML file at `path` holds; nothing if there is no such file.

    Raise `FileError` for a file that can't be read, or isn't TOML; the hint is then `example`.
    """
    try:
        text = content(path).decode()
        import tomllib  # here, because most listeners have no such file

        return tomllib.loads(text)
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise FileError(f"{path} isn't text in UTF-8: {error.reason}", hint="Save it anew as UTF-8.") from None
    except (ValueError, RecursionError) as error:  # TOML's own errors, and numbers or lists that are too large for it
        raise FileError(f"{path} isn't TOML: {error}", hint=example) from None
    except OSError as error:
        raise FileError(f"can't read {path}: {reason(error)}") from error


def is_other(path: Path) -> bool:
    """Return whether `path` is there but no file: a folder, a pipe, a device, or a link that leads to none of these.

    What can't be looked at for another reason, such as a missing permission, may well be a file.
    """
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        return error.errno in (errno.ENOENT, errno.ELOOP) and os.path.lexists(path)


@contextlib.contextmanager
def replacing(path: Path, read: Sequence[str] | None = None) -> Iterator[Path]:
    """Yield a temporary path beside `path`; rename it to `path` when the body ends well, delete it otherwise.

    What stood at `path` stays until then; where `path` is a link, what it leads to is replaced. A listener's file is
    made from the files `read`, and spares them as `spare` does; None is for voiceguide's own files, such as the cache.
    Raise `FileError` when the folder can't take a file, when something other than a file stands at `path`, when a file
    to spare stands there, or when writing fails.
    """
    target = _free(path, read)
    temporary = _beside(path, target)
    try:
        yield temporary
        # mkstemp makes files only their owner reads; give the one that stays what any new file gets.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        if read is not None:
            spare(target, read)  # a file may have been moved there meanwhile
        temporary.replace(target)
    except OSError as error:
        raise FileError(f"can't write {path}: {reason(error)}") from error
    finally:
        temporary.unlink(missing_ok=True)


def check_writable(path: Path, read: Sequence[str] | None = None) -> None:
    """Check that `replacing` can begin to write `path`; raise its `FileError` if not."""
    _beside(path, _free(path, read)).unlink()


def spare(path: Path, read: Iterable[str]) -> None:
    """Raise `FileError` if writing `path` would overwrite one of the files `read`, or one of the listener's settings.

    Paths, links and letter case don't matter: two names of one file are the same file.
    """
    target = _target(path)
    config = config_folder()
    for file in (*map(Path, read), *config.glob("*.toml"), *(config / "locales").glob("*.toml")):
        same = file == target
        with contextlib.suppress(OSError):  # one of them isn't there
            same = same or file.samefile(target)
        if same:
            raise FileError(
                f"can't write {path}: that would overwrite {file}, which voiceguide reads to make it",
                hint="Choose another name or folder for it.",
            )


def _beside(path: Path, target: Path) -> Path:
    """Return a new, empty file in the folder of `target`, which is where `path` leads."""
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
    """Return where a file called `path` would lie, without links."""
    try:
        return Path(os.path.realpath(path))  # Path.resolve raises on a loop of links
    except ValueError as error:  # a NUL, or a letter that file names here can't have
        raise FileError(f"can't write {str(path)!r}: no file can be called so", hint="Choose another name.") from error


def _free(path: Path, read: Iterable[str] | None) -> Path:
    """Return where a file called `path` would lie; raise now what a rename would only say when all work is done."""
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
