"""Downloads files of known size and checksum over https, and resumes a download that broke off.

What has arrived lies beside the file as `.NAME.part` until the file is whole, and the next download continues it. No
other module connects to another computer. It uses urllib, because the HTTP libraries don't resume or check a file
either. It takes https only, except on this computer, and the proxies of the environment (`https_proxy`, `no_proxy`).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import ssl
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from importlib import metadata
from typing import IO, TYPE_CHECKING, Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from voiceguide.errors import FetchError, FileError
from voiceguide.messages import reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from email.message import Message
    from pathlib import Path
    from types import TracebackType

    Progress = Callable[[int, int], None]

_TIMEOUT_SECONDS = 30.0
_BLOCK = 1 << 16
_HERE = ("127.0.0.1", "::1", "localhost")
_PARTIAL, _OUT_OF_RANGE = 206, 416
_ONLINE = "Go online and repeat the command. Behind a proxy, name it in the variable https_proxy."
_LATER = "Repeat the command later: what has come is kept."
_CERTIFICATES = (
    "Check this computer's clock, and that its certificates are up to date; SSL_CERT_FILE names a file of others."
)
_ELSE = (
    "A network that wants you to log in first answers so, too: open a page in your browser, then repeat the command."
)


@dataclass(frozen=True, slots=True)
class Remote:
    """A file on another computer: its `address`, its size, and its checksum in hex, made with `algorithm`."""

    address: str
    size_bytes: int
    algorithm: str
    checksum: str


@dataclass(frozen=True, slots=True)
class _Part:
    """What has arrived of the file that will lie at `path`, and the server's tag of that version."""

    path: Path

    @property
    def file(self) -> Path:
        return self.path.with_name(f".{self.path.name}.part")

    @property
    def tag(self) -> Path:
        return self.path.with_name(f".{self.path.name}.part-of")

    def size_bytes(self) -> int:
        return self.file.stat().st_size if self.file.is_file() else 0

    def drop(self) -> None:
        self.file.unlink(missing_ok=True)
        self.tag.unlink(missing_ok=True)


def fetch(remote: Remote, path: Path, progress: Progress | None = None) -> None:
    """Download `remote` to `path`, and replace what is there. `progress` is called with (bytes done, all bytes).

    Raise `FetchError` if it doesn't arrive or isn't what was promised, and `FileError` if there is no room for it. What
    has arrived is kept for the next call, unless it turned out to be wrong.
    """
    part = _Part(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        had = _complete(remote, part, progress)
        if had and not _is_right(part, remote):
            part.drop()  # it was the beginning of another version
            _complete(remote, part, progress)
        if not _is_right(part, remote):
            part.drop()
            raise FetchError(
                f"what came from {remote.address} isn't what was promised: its {remote.algorithm} checksum is another."
                " It is deleted",
                hint="Repeat the command. If it stays so, the voice was changed there, or somebody is in between.",
            )
        part.file.replace(path)
        part.drop()
    except OSError as error:
        raise FileError(
            f"can't write {path}: {reason(error)}", hint="Mend that, and repeat the command: what has come is kept."
        ) from error


def drop_part(path: Path) -> int:
    """Delete what has arrived of the file that would lie at `path`. Return how many bytes that frees."""
    part = _Part(path)
    freed = part.size_bytes()
    part.drop()
    return freed


def is_begun(path: Path) -> bool:
    """Return True if a part of the file that will lie at `path` has arrived."""
    return _Part(path).size_bytes() > 0


def read(address: str, largest: int) -> bytes:
    """Return the whole body at `address`. Raise `FetchError` if it is cut off, or longer than `largest` bytes."""
    body = bytearray()
    with request(address) as response:
        for block in response.blocks():
            body += block
            if len(body) > largest:
                raise FetchError(f"{address} is longer than {largest} bytes, and so not what is expected there")
        promised = response.header("Content-Length")
    if promised.isdecimal() and len(body) < int(promised):
        raise FetchError(f"{address} was cut off after {len(body)} of {promised} bytes", hint="Repeat the command.")
    return bytes(body)


class Response:
    """The response of a server: `status` 200, 206 or 416, headers, and the body in blocks.

    It is a context manager, which closes the connection.
    """

    def __init__(self, response: HTTPResponse | HTTPError, address: str) -> None:
        self.status = int(response.status or 0)
        self._response = response
        self._address = address

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self._response.close()

    def header(self, name: str) -> str:
        """Return the header `name`, '' if there is none."""
        return self._response.headers.get(name) or ""

    def blocks(self) -> Iterator[bytes]:
        """Yield the body in blocks of up to 64 KiB. Raise `FetchError` if the connection breaks."""
        while True:
            try:
                block = self._response.read(_BLOCK)
            except (OSError, HTTPException) as error:
                raise FetchError(f"the connection broke: {_why(error)} ({self._address})", hint=_LATER) from error
            if not block:
                return
            yield block


def request(address: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the response at `address`. Raise `FetchError` if the server can't be reached, or has no such file."""
    _check(address)
    sent = {"User-Agent": f"voiceguide/{metadata.version('voiceguide')}", **(headers or {})}
    try:
        response = build_opener(_HttpsOnly).open(Request(address, headers=sent), timeout=_TIMEOUT_SECONDS)  # noqa: S310 - checked
    except HTTPError as error:
        if error.code == _OUT_OF_RANGE:
            return Response(error, address)
        with error:
            raise _refused(address, error) from error
    except (OSError, HTTPException) as error:  # URLError is an OSError
        raise _unreachable(address, error) from error
    return Response(response, address)


def _complete(remote: Remote, part: _Part, progress: Progress | None) -> int:
    """Download what is missing of `part`. Return how many of its bytes were there before and are kept."""
    had = part.size_bytes()
    if had > remote.size_bytes:
        part.drop()
        had = 0
    if had == remote.size_bytes:
        return had
    free = shutil.disk_usage(part.path.parent).free
    if free < remote.size_bytes - had:
        more = remote.size_bytes - had
        raise FileError(
            f"there is no room for {part.path.name}: it takes {more:,} bytes more, {free:,} are free",
            hint=f"Make room on the disk of {part.path.parent}, and repeat the command.",
        )
    with _request_rest(remote, part, had) as response:
        kept = had if response.status == _PARTIAL else 0
        _write(response, remote, part, kept, progress)
    return kept


def _request_rest(remote: Remote, part: _Part, had: int) -> Response:
    """Return the response with the rest after `had` bytes, or with the whole file if the server can't send a rest."""
    if had:
        tag = part.tag.read_text("utf-8") if part.tag.exists() else ""
        response = request(remote.address, {"Range": f"bytes={had}-"} | ({"If-Range": tag} if tag else {}))
        begins = re.match(r"bytes (\d+)-", response.header("Content-Range"))
        if response.status == 200 or (response.status == _PARTIAL and begins and int(begins[1]) == had):
            return response
        with response:
            part.drop()  # the file has another length now, or the server counts its bytes in another way
    return request(remote.address)


def _write(response: Response, remote: Remote, part: _Part, begin: int, progress: Progress | None) -> None:
    promised = response.header("Content-Length")
    if promised.isdecimal() and begin + int(promised) != remote.size_bytes:
        raise FetchError(
            f"what is at {remote.address} isn't what was promised: {begin + int(promised):,} bytes instead of"
            f" {remote.size_bytes:,}",
            hint=_ELSE,
        )
    tag = response.header("ETag") or response.header("Last-Modified")
    # A weak tag doesn't promise the same bytes.
    part.tag.write_text("" if tag.startswith("W/") else tag, "utf-8")
    done = begin
    with part.file.open("ab" if begin else "wb") as file:
        for block in response.blocks():
            done += len(block)
            if done > remote.size_bytes:
                break  # an endless body would fill the disk
            file.write(block)
            if progress:
                progress(done, remote.size_bytes)
        file.flush()
        os.fsync(file.fileno())
    if done > remote.size_bytes:
        part.drop()
        raise FetchError(f"what comes from {remote.address} is longer than promised: it is deleted", hint=_ELSE)
    if done < remote.size_bytes:
        raise FetchError(
            f"{remote.address} broke off after {done:,} of {remote.size_bytes:,} bytes",
            hint="Repeat the command: it goes on from there.",
        )


def _is_right(part: _Part, remote: Remote) -> bool:
    with contextlib.suppress(FileNotFoundError), part.file.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.new(remote.algorithm, usedforsecurity=False)).hexdigest() == (
            remote.checksum.lower()
        )
    return False


class _HttpsOnly(HTTPRedirectHandler):
    def redirect_request(  # noqa: PLR0913, PLR0917 - urllib's signature
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message[str, str], newurl: str
    ) -> Request | None:
        _check(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type] # typeshed's HTTPMessage is this Message


def _check(address: str) -> None:
    """Raise `FetchError` if `address` is neither https nor on this computer."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:  # such as an open bracket
        parts, host = None, None
    if parts and host and (parts.scheme == "https" or (parts.scheme == "http" and host in _HERE)):
        return
    raise FetchError(
        f"'{address}' isn't fetched from: it is no https address", hint="Only this computer is trusted without https."
    )


def _refused(address: str, error: HTTPError) -> FetchError:
    if 300 <= error.code < 400:
        return FetchError(f"{address} leads in circles, or nowhere", hint="Repeat the command later.")
    if error.code in (404, 410):
        return FetchError(
            f"there is nothing at {address}", hint="It may have moved: a newer voiceguide may know where."
        )
    return FetchError(f"{address} answers {error.code}: {str(error.reason).lower()}", hint=_LATER)


def _unreachable(address: str, error: Exception) -> FetchError:
    cause: Any = error.reason if isinstance(error, URLError) else error
    hint = _CERTIFICATES if isinstance(cause, ssl.SSLCertVerificationError) else _ONLINE
    return FetchError(f"can't reach {urlsplit(address).netloc} for {address}: {_why(cause)}", hint=hint)


def _why(cause: object) -> str:
    if isinstance(cause, TimeoutError):
        return f"no answer in {_TIMEOUT_SECONDS:.0f} s"
    return str(getattr(cause, "strerror", None) or str(cause) or type(cause).__name__).lower()
