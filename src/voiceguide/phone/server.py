"""Serves the files of a site to phones, until every sound file is downloaded or the time is up."""

import asyncio
import contextlib
import re
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import FrameType
from typing import Literal

import uvicorn
from starlette.responses import FileResponse, PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from voiceguide.phone.addresses import Listener
from voiceguide.phone.episode import GUARDS, SharedFile

Event = Literal["opened", "downloaded"]
Tell = Callable[[Event, str], object]
"""Is called with what a phone did, and with the path of the file."""
Header = tuple[bytes, bytes]
Piece = tuple[int, int]
"""The bytes `[start, end)` of a file."""

_GRACE_SECONDS = 10
"""Grace period for open requests at shutdown."""
_OTHERS = tuple(getattr(signal, name) for name in ("SIGHUP", "SIGQUIT") if hasattr(signal, name))
"""A closed terminal and Ctrl-Backslash. Raised inside asyncio, they could leave a thread that never ends."""
_LONGEST_HEAD = 16 * 1024
"""The most bytes in the headers of a request; browsers send one or two thousand."""
_PIECE = r"(?:\d{1,18}-\d{0,18}|-\d{1,18})"
"""A piece in a Range. No file is so long that a position in it has more digits."""
_RANGE = re.compile(rf"bytes=\s*{_PIECE}(?:\s*,\s*{_PIECE})*\s*", re.ASCII | re.IGNORECASE)


class App:
    """An ASGI application that serves `files`, by path, and nothing else.

    `tell` is called when a phone has received all of a file to save, and when it first opens any other file.
    """

    def __init__(self, files: Mapping[str, SharedFile], tell: Tell) -> None:
        self._files = files
        self._tell = tell
        self._sent: dict[tuple[str, str], tuple[Piece, ...]] = {}
        self._reported: set[tuple[str, str]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response, file = self._response(scope)
        if file is None:
            await response(scope, receive, send)
            return
        headers = with_usable_range(scope["method"], scope["headers"], file.size)
        await response({**scope, "headers": headers}, receive, self._noting(scope, file, send))

    def _response(self, scope: Scope) -> tuple[PlainTextResponse | FileResponse, SharedFile | None]:
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("Only GET and HEAD.\n", 405, GUARDS | {"Allow": "GET, HEAD"}), None
        file = self._files.get(scope["path"])
        if file is None:
            return PlainTextResponse("There is nothing here.\n", 404, GUARDS | {"Cache-Control": "no-store"}), None
        return FileResponse(file.file, headers=file.headers(), media_type=file.kind), file

    def _noting(self, scope: Scope, file: SharedFile, send: Send) -> Send:
        """Return a function that sends a part of the response, and afterwards notes that the phone got it.

        If the connection is lost, uvicorn drops what is sent without an error, but then starlette cancels the sending.
        """
        path, phone = scope["path"], scope["client"][0] if scope["client"] else ""
        at: int | None = None

        async def send_noting(message: Message) -> None:
            nonlocal at
            await send(message)
            if scope["method"] != "GET":
                return
            if message["type"] == "http.response.start":
                at = body_start(message["status"], message["headers"])
            elif at is not None:
                start, at = at, at + len(message.get("body", b""))
                self._note(phone, path, file, (start, at))

        return send_noting

    def _note(self, phone: str, path: str, file: SharedFile, piece: Piece) -> None:
        key = phone, path
        if key in self._reported:
            return
        if file.keep_as:
            self._sent[key] = joined(self._sent.get(key, ()), piece)
            if self._sent[key] != ((0, file.size),):
                return
        self._reported.add(key)
        self._tell("downloaded" if file.keep_as else "opened", path)


class Server(uvicorn.Server):
    """Serves `app` on a socket that already listens. Prints nothing and keeps no log."""

    def __init__(self, app: App) -> None:
        # Name each part, so that uvicorn runs as tested, whatever else is installed for it.
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=_LONGEST_HEAD,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        super().__init__(config)

    def stop(self) -> None:
        """Take no more connections, and end when the open requests are done or their grace period is over."""
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Shut down on SIGHUP and SIGQUIT too: uvicorn handles only SIGINT and SIGTERM."""
        with super().capture_signals():
            mine = threading.current_thread() is threading.main_thread()
            others = [number for number in _OTHERS if mine and callable(signal.getsignal(number))]
            answers = {number: signal.signal(number, self.handle_exit) for number in others}
            try:
                yield
            finally:
                for number, answer in answers.items():
                    signal.signal(number, answer)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End at once: after Ctrl-C, don't wait for a phone."""
        super().handle_exit(sig, frame)
        self.force_exit = True


class Share:
    """Serves `files` until each one to save is downloaded, `stop` is called or the time is up.

    With `endless`, downloads don't end it. After the last one it goes on for `linger_seconds`, because some phones
    request a file twice: once to look at it, and once to save it.
    """

    def __init__(
        self, files: Mapping[str, SharedFile], tell: Tell, *, endless: bool = False, linger_seconds: float = 3
    ) -> None:
        self._left = {path for path, file in files.items() if file.keep_as}
        self._tell = tell
        self._endless = endless
        self._linger_seconds = linger_seconds
        self._server = Server(App(files, self._happened))

    @property
    def downloaded(self) -> bool:
        """Whether every file to save was downloaded."""
        return not self._left

    def stop(self) -> None:
        """End soon. Any thread may call this."""
        self._server.stop()

    def run(self, listener: Listener, seconds: float | None = None) -> None:
        """Serve on `listener` for `seconds` at most, and close it. Ctrl-C raises `KeyboardInterrupt`."""
        asyncio.run(self._run(listener, seconds))

    async def _run(self, listener: Listener, seconds: float | None) -> None:
        if seconds is not None:
            asyncio.get_running_loop().call_later(seconds, self.stop)
        await self._server.serve([listener])

    def _happened(self, event: Event, path: str) -> None:
        self._tell(event, path)
        self._left.discard(path)
        if self.downloaded and not self._endless:
            asyncio.get_running_loop().call_later(self._linger_seconds, self.stop)


def joined(pieces: Iterable[Piece], piece: Piece) -> tuple[Piece, ...]:
    """Return `pieces` and `piece`, sorted and without empty ones; pieces that touch become one.

    >>> joined(((0, 2), (4, 6), (9, 10)), (2, 5))
    ((0, 6), (9, 10))
    """
    found: list[Piece] = []
    for start, end in sorted((*pieces, piece)):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        elif start < end:
            found.append((start, end))
    return tuple(found)


def with_usable_range(method: str, headers: Iterable[Header], size: int) -> list[Header]:
    """Return `headers` with a Range that starlette can use as it is, or without one.

    HEAD has no ranges, and a server ignores a range that it doesn't understand (RFC 9110, 14.2), where starlette
    answers 400. If one piece of several is inside a file of `size` bytes, those behind its end are left out (14.1.2).
    """
    headers = list(headers)
    ranges = [value.decode("latin-1") for name, value in headers if name == b"range"]
    others = [header for header in headers if header[0] != b"range"]
    if method != "GET" or len(ranges) != 1 or not _RANGE.fullmatch(ranges[0]):
        return others
    pieces = re.findall(_PIECE, ranges[0], re.ASCII)
    kept = [piece for piece in pieces if _begins_inside(piece, size)] or pieces[:1]
    return [*others, (b"range", f"bytes={','.join(kept)}".encode())]


def _begins_inside(piece: str, size: int) -> bool:
    first, _, last = piece.partition("-")
    return int(first) < size if first else int(last) > 0


def body_start(status: int, headers: Iterable[Header]) -> int | None:
    """Return the position in its file at which the body of a response begins; None if it isn't exactly one piece.

    >>> body_start(206, [(b"content-range", b"bytes 200-299/1000")]), body_start(200, []), body_start(404, [])
    (200, 0, None)
    """
    if status == 200:
        return 0
    found = re.match(rb"bytes (\d+)-", dict(headers).get(b"content-range", b""))
    return int(found[1]) if status == 206 and found else None
