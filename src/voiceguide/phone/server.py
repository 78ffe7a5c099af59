"""An offer and a socket -> what phones ask for, until they have it, or the time is up."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Literal

import uvicorn
from starlette.responses import FileResponse, PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from voiceguide.phone.addresses import Listener
from voiceguide.phone.delivery import Deliveries
from voiceguide.phone.offer import GUARDS, Offer, Offered
from voiceguide.phone.ranges import begins, understood

Event = Literal["opened", "downloaded"]
Tell = Callable[[Event, str], object]
"""Is told what happened, and with which path of the offer."""

_GRACE_SECONDS = 10
"""How long who is in the middle of something may go on when serving ends."""
_OTHERS = tuple(getattr(signal, name) for name in ("SIGHUP", "SIGQUIT") if hasattr(signal, name))
"""A terminal that closes, and Ctrl-Backslash: raised within asyncio, they could leave a thread that never ends."""
_LONGEST_HEAD = 16 * 1024
"""Bytes of a request; browsers send one or two thousand."""


class App:
    """Answers with what is offered, and with nothing else; an ASGI application.

    `tell` learns of a file to keep once a phone has it whole, and of all else when a phone first opens it.
    """

    def __init__(self, offer: Offer, tell: Tell) -> None:
        self._offer = offer
        self._tell = tell
        self._deliveries = Deliveries()
        self._told: set[tuple[str, str]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        answer, offered = self._answer(scope)
        if offered is None:
            await answer(scope, receive, send)
            return
        asked = understood(scope["method"], scope["headers"], offered.size)
        await answer({**scope, "headers": asked}, receive, self._noting(scope, offered, send))

    def _answer(self, scope: Scope) -> tuple[PlainTextResponse | FileResponse, Offered | None]:
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("Only GET and HEAD.\n", 405, GUARDS | {"Allow": "GET, HEAD"}), None
        offered = self._offer.get(scope["path"])
        if offered is None:
            return PlainTextResponse("There is nothing here.\n", 404, GUARDS | {"Cache-Control": "no-store"}), None
        return FileResponse(offered.file, headers=offered.headers(), media_type=offered.kind), offered

    def _noting(self, scope: Scope, offered: Offered, send: Send) -> Send:
        """Return what sends an answer of `offered` and notes what of it has gone out: after it has, never before.

        To a connection that is lost, uvicorn sends nothing and doesn't say so; there, starlette cancels the sending.
        """
        path, phone = scope["path"], scope["client"][0] if scope["client"] else ""
        at: int | None = None

        async def send_noting(message: Message) -> None:
            nonlocal at
            await send(message)
            if scope["method"] != "GET":
                return
            if message["type"] == "http.response.start":
                at = begins(message["status"], message["headers"])
            elif at is not None:
                start, at = at, at + len(message.get("body", b""))
                self._note(phone, path, offered, (start, at))

        return send_noting

    def _note(self, phone: str, path: str, offered: Offered, piece: tuple[int, int]) -> None:
        if (phone, path) in self._told:
            return
        if offered.keep_as:
            self._deliveries.sent(phone, path, piece)
            if not self._deliveries.whole(phone, path, offered.size):
                return
        self._told.add((phone, path))
        self._tell("downloaded" if offered.keep_as else "opened", path)


class Server(uvicorn.Server):
    """Serves an application on a socket that listens already; says nothing on the terminal, and keeps no log."""

    def __init__(self, app: App) -> None:
        # Whatever else is installed for uvicorn stays out of it: what is tested is what runs.
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
        """Take no more connections, and end once those that are there are done, or have had their grace."""
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Shut down on SIGHUP and SIGQUIT, too: uvicorn handles only SIGINT and SIGTERM."""
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
        """End at once: whoever presses Ctrl-C doesn't wait for a phone."""
        super().handle_exit(sig, frame)
        self.force_exit = True


class Share:
    """One offer, served until every file of it is downloaded, `stop` is called or its time is up.

    With `endless`, downloads don't end it. After the last one it stays for `linger_seconds`: some phones fetch a file
    once to look at it, and once to keep it.
    """

    def __init__(self, offer: Offer, tell: Tell, *, endless: bool = False, linger_seconds: float = 3) -> None:
        self._left = {path for path, offered in offer.items() if offered.keep_as}
        self._tell = tell
        self._endless = endless
        self._linger_seconds = linger_seconds
        self._server = Server(App(offer, self._happened))

    @property
    def downloaded(self) -> bool:
        """Whether every file was downloaded."""
        return not self._left

    def stop(self) -> None:
        """End soon; may be called from any thread."""
        self._server.stop()

    def run(self, listener: Listener, seconds: float | None = None) -> None:
        """Serve on `listener`, which is closed then, for `seconds` at most; Ctrl-C is passed on."""
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
