"""Downloads files of known size and checksum over https, and resumes a download that broke off.

What has arrived is in `.NAME.part` beside the file until the file is whole; the next download continues it. No other
module connects to another computer. It uses urllib, because the HTTP libraries don't resume or check a file either. It
takes https only, except from this computer, and uses the proxies of the environment (`https_proxy`, `no_proxy`).
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
from typing import IO, TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from voiceguide.errors import FetchError, FileError
from voiceguide.messages import reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from email.message import Message
    from pathlib import Path

    Progress = Callable[[int, int], None]
    Response = HTTPResponse | HTTPError
    """The response of a server, with status 200, 206 or 416."""

_TIMEOUT_SECONDS = 30.0
_BLOCK = 1 << 16
_HERE = ("127.0.0.1", "::1", "localhost")
_PARTIAL, _OUT_OF_RANGE = 206, 416
_ONLINE = "Go online and repeat the command. Behind a proxy, name it in the variable https_proxy."
_LATER = "Repeat the command later: what has come is kept."
_CERTIFICATES = (
    "Check this computer's clock, and that its certificates are up to date; SSL_CERT_FILE names a file of others."
)
_LOGIN = (
    "A network that wants you to log in first answers so, too: open a page in your browser, then repeat the command."
)


@dataclass(frozen=True, slots=True)
class Remote:
    """A file on another computer: its `address`, its size, and its checksum in hex, made with `algorithm`."""

    address: str
    size_bytes: int
    algorithm: str
    checksum: str


def fetch(remote: Remote, path: Path, progress: Progress | None = None) -> None:
    """Download `remote` to `path`, and replace what is there. `progress` is called with (bytes done, all bytes).

    Raise `FetchError` if it doesn't arrive or has another checksum, and `FileError` if it can't be written. What has
    arrived is kept for the next call, unless its checksum is wrong.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        had = _complete(remote, path, progress)
        if had and not _is_right(remote, path):
            drop_part(path)  # it was the beginning of another version
            _complete(remote, path, progress)
        if not _is_right(remote, path):
            drop_part(path)
            raise FetchError(
                f"what came from {remote.address} isn't what was promised: its {remote.algorithm} checksum is another."
                " It is deleted",
                hint="Repeat the command. If it happens again, the voice has changed there, or the network changes it.",
            )
        _part(path).replace(path)
        drop_part(path)
    except OSError as error:
        raise FileError(
            f"can't write {path}: {reason(error)}",
            hint="Fix that, and repeat the command: the part that has arrived is kept.",
        ) from error


def part_bytes(path: Path) -> int:
    """Return how many bytes of the file that will be at `path` have arrived."""
    return _part(path).stat().st_size if _part(path).is_file() else 0


def drop_part(path: Path) -> int:
    """Delete what has arrived of the file that would be at `path`. Return how many bytes that frees."""
    freed = part_bytes(path)
    _part(path).unlink(missing_ok=True)
    _tag(path).unlink(missing_ok=True)
    return freed


def read(address: str, largest: int) -> bytes:
    """Return the whole body at `address`. Raise `FetchError` if it is cut off, or longer than `largest` bytes."""
    body = bytearray()
    with request(address) as response:
        for block in _blocks(response, address):
            body += block
            if len(body) > largest:
                raise FetchError(f"{address} is longer than {largest} bytes, and so not what is expected there")
        promised = response.headers.get("Content-Length", "")
    if promised.isdecimal() and len(body) < int(promised):
        raise FetchError(f"{address} was cut off after {len(body)} of {promised} bytes", hint="Repeat the command.")
    return bytes(body)


def request(address: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the response at `address`. Raise `FetchError` if the server can't be reached, or has no such file."""
    _check(address)
    sent = {"User-Agent": f"voiceguide/{metadata.version('voiceguide')}", **(headers or {})}
    try:
        response: Response = build_opener(_HttpsOnly).open(Request(address, headers=sent), timeout=_TIMEOUT_SECONDS)  # noqa: S310 - checked
    except HTTPError as error:
        if error.code == _OUT_OF_RANGE:
            return error
        with error:
            raise _refused(address, error) from error
    except (OSError, HTTPException) as error:  # URLError is an OSError
        raise _unreachable(address, error) from error
    return response


def _blocks(response: Response, address: str) -> Iterator[bytes]:
    """Yield the body of `response` in blocks of up to 64 KiB. Raise `FetchError` if the connection breaks."""
    try:
        while block := response.read(_BLOCK):
            yield block
    except (OSError, HTTPException) as error:
        raise FetchError(f"the connection broke: {_why(error)} ({address})", hint=_LATER) from error


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _tag(path: Path) -> Path:
    """Return the path of the file that has the server's tag of the version that has arrived in part."""
    return path.with_name(f".{path.name}.part-of")


def _complete(remote: Remote, path: Path, progress: Progress | None) -> int:
    """Download what is missing of the part. Return how many of its bytes were there before and are kept."""
    had = part_bytes(path)
    if had > remote.size_bytes:
        drop_part(path)
        had = 0
    missing = remote.size_bytes - had
    if not missing:
        return had
    free = shutil.disk_usage(path.parent).free
    if free < missing:
        raise FileError(
            f"there is no room for {path.name}: it takes {missing:,} bytes more, {free:,} are free",
            hint=f"Make room on the disk of {path.parent}, and repeat the command.",
        )
    with _request_rest(remote, path, had) as response:
        kept = had if response.status == _PARTIAL else 0
        _write(response, remote, path, kept, progress)
    return kept


def _request_rest(remote: Remote, path: Path, had: int) -> Response:
    """Return the response with the rest after `had` bytes, or with the whole file if the server can't send a rest."""
    if had:
        tag = _tag(path).read_text("utf-8") if _tag(path).exists() else ""
        response = request(remote.address, {"Range": f"bytes={had}-"} | ({"If-Range": tag} if tag else {}))
        begins = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
        if response.status == 200 or (response.status == _PARTIAL and begins and int(begins[1]) == had):
            return response
        with response:
            drop_part(path)  # the file has another length now, or the server counts its bytes in another way
    return request(remote.address)


def _write(response: Response, remote: Remote, path: Path, begin: int, progress: Progress | None) -> None:
    promised = response.headers.get("Content-Length", "")
    if promised.isdecimal() and begin + int(promised) != remote.size_bytes:
        raise FetchError(
            f"what is at {remote.address} isn't what was promised: {begin + int(promised):,} bytes instead of"
            f" {remote.size_bytes:,}",
            hint=_LOGIN,
        )
    tag = response.headers.get("ETag", "") or response.headers.get("Last-Modified", "")
    # A weak tag doesn't promise the same bytes.
    _tag(path).write_text("" if tag.startswith("W/") else tag, "utf-8")
    done = begin
    with _part(path).open("ab" if begin else "wb") as file:
        for block in _blocks(response, remote.address):
            done += len(block)
            if done > remote.size_bytes:
                break  # an endless body would fill the disk
            file.write(block)
            if progress:
                progress(done, remote.size_bytes)
        file.flush()
        os.fsync(file.fileno())
    if done > remote.size_bytes:
        drop_part(path)
        raise FetchError(f"what comes from {remote.address} is longer than promised: it is deleted", hint=_LOGIN)
    if done < remote.size_bytes:
        raise FetchError(
            f"{remote.address} broke off after {done:,} of {remote.size_bytes:,} bytes",
            hint="Repeat the command: it goes on from there.",
        )


def _is_right(remote: Remote, path: Path) -> bool:
    """Return True if what has arrived has the checksum of `remote`."""
    with contextlib.suppress(FileNotFoundError), _part(path).open("rb") as file:
        found = hashlib.file_digest(file, lambda: hashlib.new(remote.algorithm, usedforsecurity=False))
        return found.hexdigest() == remote.checksum.lower()
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
            f"{address} doesn't exist",
            hint="The voice may have a new address. Update voiceguide, and repeat the command.",
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
