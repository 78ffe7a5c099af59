"""An address -> what is answered there: the only module of voiceguide that reaches the network.

Addresses and all that they redirect to are https; plain http only on this computer. Proxies are those of the
environment (`https_proxy`, `no_proxy`).
"""

from __future__ import annotations

import ssl
from http.client import HTTPException, HTTPResponse
from importlib import metadata
from typing import IO, TYPE_CHECKING, Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from voiceguide.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from email.message import Message
    from types import TracebackType

_TIMEOUT_SECONDS = 30.0
_BLOCK = 1 << 16
_HERE = ("127.0.0.1", "::1", "localhost")
_OUT_OF_RANGE = 416
_ONLINE = "Go online and repeat the command. Behind a proxy, name it in the variable https_proxy."
_LATER = "Repeat the command later: what has come is kept."
_CERTIFICATES = (
    "Check this computer's clock, and that its certificates are up to date; SSL_CERT_FILE names a file of others."
)


class Answer:
    """What a server answers: `status` 200, 206 or 416, headers, and a body that comes in blocks.

    It is a context manager, which hangs up.
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
        """Return the header called `name`, '' when there is none."""
        return self._response.headers.get(name) or ""

    def blocks(self) -> Iterator[bytes]:
        """Yield the body, up to 64 KiB at a time; raise `FetchError` when the connection breaks."""
        while True:
            try:
                block = self._response.read(_BLOCK)
            except (OSError, HTTPException) as error:
                raise FetchError(f"the connection broke: {_reason(error)} ({self._address})", hint=_LATER) from error
            if not block:
                return
            yield block


def ask(address: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Return what is answered at `address`; raise `FetchError` when it can't be reached, or has nothing."""
    _check(address)
    told = {"User-Agent": f"voiceguide/{metadata.version('voiceguide')}", **(headers or {})}
    try:
        response = build_opener(_Careful).open(Request(address, headers=told), timeout=_TIMEOUT_SECONDS)  # noqa: S310 - checked
    except HTTPError as error:
        if error.code == _OUT_OF_RANGE:
            return Answer(error, address)
        with error:
            raise _refused(address, error) from error
    except (OSError, HTTPException) as error:  # URLError is an OSError
        raise _unreachable(address, error) from error
    return Answer(response, address)


def read(address: str, largest: int) -> bytes:
    """Return the whole body at `address`; raise `FetchError` when it is cut off, or longer than `largest` bytes."""
    body = bytearray()
    with ask(address) as answer:
        for block in answer.blocks():
            body += block
            if len(body) > largest:
                raise FetchError(f"{address} is longer than {largest} bytes, and so not what is expected there")
        promised = answer.header("Content-Length")
    if promised.isdecimal() and len(body) < int(promised):
        raise FetchError(f"{address} was cut off after {len(body)} of {promised} bytes", hint="Repeat the command.")
    return bytes(body)


class _Careful(HTTPRedirectHandler):
    def redirect_request(  # noqa: PLR0913, PLR0917 - urllib's signature
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message[str, str], newurl: str
    ) -> Request | None:
        _check(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type] # typeshed's HTTPMessage is this Message


def _check(address: str) -> None:
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
    return FetchError(f"can't reach {urlsplit(address).netloc} for {address}: {_reason(cause)}", hint=hint)


def _reason(cause: object) -> str:
    if isinstance(cause, TimeoutError):
        return f"no answer in {_TIMEOUT_SECONDS:.0f} s"
    told = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
    return str(told).lower()
