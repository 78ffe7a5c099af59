"""A local HTTP server that publishes files and can misbehave on purpose."""

import hashlib
import json
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote


@dataclass
class FileServer:
    """The files that the server publishes, by path, and how it answers.

    After `cut` bytes of a body the server calls `then` and breaks the connection. `ranges` is True if it answers range
    requests; it shifts their start by `off` bytes. `leads` maps a path to its redirect. `asked` lists the requests as
    (path, Range, If-Range).
    """

    files: dict = field(default_factory=dict)
    ranges: bool = True
    off: int = 0
    etag: str = '"one"'
    cut: int | None = None
    status: int = 200
    length: bool = True
    leads: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    address: str = ""
    then: Callable = lambda: None

    def of(self, path, algorithm="md5"):
        """Return the address, size, algorithm and checksum of the file at `path`."""
        content = self.files[path]
        return f"{self.address}{path}", len(content), algorithm, hashlib.new(algorithm, content).hexdigest()


def handler(here):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            wanted = self.headers["Range"]
            here.asked.append((self.path, wanted, self.headers["If-Range"]))
            if self.path in here.leads:
                self.send_response(302)
                self.send_header("Location", here.leads[self.path])
                self.end_headers()
                return
            content = here.files.get(self.path)
            if content is None or here.status != 200:
                self.send_error(404 if content is None else here.status)
                return
            begin = 0
            if wanted and here.ranges and self.headers["If-Range"] in (None, here.etag):
                begin = int(wanted.removeprefix("bytes=").removesuffix("-")) + here.off
                if begin >= len(content):
                    self.send_error(416)
                    return
            self.send_response(206 if begin else 200)
            if begin:
                self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
            if here.length:
                self.send_header("Content-Length", str(len(content) - begin))
            if here.etag:
                self.send_header("ETag", here.etag)
            self.end_headers()
            self.wfile.write(content[begin : None if here.cut is None else begin + here.cut])
            if here.cut is not None and begin + here.cut < len(content):
                here.then()

        def log_message(self, *_):
            pass

    return Handler


@contextmanager
def serving():
    """Yield a `FileServer` that listens on 127.0.0.1 until the body ends."""
    here = FileServer()
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(here)) as server:
        here.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield here
        finally:
            server.shutdown()
            thread.join()


CARD = "# Model card for anna (medium)\n\n* Language: de_DE\n\n## Dataset\n\n* License: CC0\n"
ANNA = "de_DE-anna-medium"


def publish(here, name, model, configuration=None, *, card=CARD, **told):
    """Publish a piper voice in the catalogue of `here`, as piper's repository does. Return the path of its folder."""
    code, speaker, quality = name.split("-")
    folder = f"{code.partition('_')[0]}/{code}/{speaker}/{quality}"
    configuration = configuration or {"language": {"code": code}, "audio": {"sample_rate": 22050, "quality": quality}}
    contents = {
        f"{folder}/{name}.onnx": model,
        f"{folder}/{name}.onnx.json": json.dumps(configuration).encode(),
        f"{folder}/MODEL_CARD": card.encode(),
    }
    catalogue = json.loads(here.files.get("/voices.json", b"{}"))
    files = {
        path: {"size_bytes": len(content), "md5_digest": hashlib.md5(content).hexdigest()}
        for path, content in contents.items()
    }
    language = {"code": code, "family": code.partition("_")[0], "region": code.partition("_")[2]}
    catalogue[name] = {"key": name, "name": speaker, "language": language, "quality": quality, "files": files} | told
    here.files |= {f"/{quote(path)}": content for path, content in contents.items()}
    here.files["/voices.json"] = json.dumps(catalogue).encode()
    return f"/{folder}"
