"""A local server, and phones that send it correct, wrong, incomplete and simultaneous requests."""

import contextlib
import queue
import socket
import threading
from http.client import HTTPConnection
from ipaddress import ip_address
from types import SimpleNamespace

import voiceguide
from voiceguide.phone import addresses
from voiceguide.phone.episode import make_episode
from voiceguide.phone.server import Share

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60
"""How long a test waits before it fails."""


@contextlib.contextmanager
def serving(files, seconds=None, **options):
    """Serve `files` on a free port. Yield its `port`, its `events`, and `ended()`, which waits until it has ended."""
    events = queue.Queue()
    share = Share(files, lambda event, path: events.put((event, path)), **({"linger_seconds": 0} | options))
    listener = addresses.listen(ip_address(HOST))
    port = listener.getsockname()[1]
    thread = threading.Thread(target=share.run, args=(listener, seconds))
    thread.start()

    def ended():
        thread.join(PATIENCE_SECONDS)
        return not thread.is_alive()

    try:
        yield SimpleNamespace(port=port, events=events, share=share, ended=ended)
    finally:
        share.stop()
        assert ended()


def ask(port, path, method="GET", **headers):
    """Send one raw request. Return the answer's `status`, `headers` (in lower case) and `body`."""
    with contextlib.closing(HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)) as connection:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            for each in [value] if isinstance(value, str) else value:
                connection.putheader(name.replace("_", "-"), each)
        connection.endheaders()
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return SimpleNamespace(status=answer.status, headers=named, body=answer.read())


def told(server):
    """Return the next event of `server`."""
    return server.events.get(timeout=PATIENCE_SECONDS)


@contextlib.contextmanager
def broken_off(port, path, least, **headers):
    """Request `path`, read `least` bytes of the answer, then stay connected without reading until the block ends."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", *(f"{name}: {value}" for name, value in headers.items())]
    with socket.create_connection((HOST, port), timeout=PATIENCE_SECONDS) as phone:
        phone.sendall("\r\n".join([*lines, "", ""]).encode())
        taken = b""
        while len(taken) < least:
            taken += phone.recv(4096)
        yield taken.partition(b"\r\n\r\n")[2]


def episode(folder, text):
    """Return the routine in `text` as a phone receives it, named after `folder` and spoken by the tone engine."""
    folder.mkdir()
    (folder.parent / f"{folder.name}.yaml").write_text(text, "utf-8")
    routine = voiceguide.load(str(folder.parent / f"{folder.name}.yaml"))
    return make_episode(voiceguide.build_timeline(voiceguide.compile(routine), "tone"), routine.name, folder)
