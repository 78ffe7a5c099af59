"""Fixtures: a routine as a page, and a browser that opens it."""

import shutil
import threading
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sessions import Murmur, compiled

from voiceguide.phone.html import HtmlFile
from voiceguide.playback.session import perform
from voiceguide.timeline.layout import lay_out

FLAGS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def timeline():
    """Return the timeline of a routine with every verb, spoken as noise."""
    return lay_out(compiled(), Murmur())


@pytest.fixture(scope="session")
def written(timeline, tmp_path_factory):
    """Return the path of a page: written() for `timeline`, written(other) for another. Each page is written once."""
    folder = tmp_path_factory.mktemp("pages")
    pages = {}

    def write(other=timeline, kind="m4a"):
        key = (id(other), kind)
        if key not in pages:
            path = folder / f"{len(pages)}.html"
            page = HtmlFile(path, mono=True, kind=kind)
            through = replace(other, gates=())  # a patient wait would never end
            page.play(other, perform(through, channels=1, block=page.frames))
            pages[key] = (path, other)  # the timeline is kept, so that no other gets its id
        return pages[key][0]

    return write


@pytest.fixture(scope="module")
def chromium():
    """A Chromium with an empty profile. While it is open, no test in this process can run an event loop."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Open a page: visit(path or address, width=..., color_scheme=...) returns Playwright's page when it is ready.

    `asked` lists the addresses that it requested, and `slips` the errors that the browser reports.
    """
    contexts = []

    def go(place, *, width=390, height=844, before="", **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.slips = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.slips.append(message.text))
        page.on("pageerror", lambda error: page.slips.append(str(error)))
        if before:
            page.add_init_script(before)
        page.goto(place if isinstance(place, str) else place.as_uri())
        page.wait_for_selector("body[data-ready]")
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.fixture
def served():
    """Serve a folder on 127.0.0.1: `with served(folder) as address`."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    @contextmanager
    def serve(folder):
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}"
            finally:
                server.shutdown()
                thread.join()

    return serve
