"""Where a code can be scanned it is drawn, and nowhere else; what is said of the end is when it is."""

import io
import sys
from datetime import UTC, datetime

import pytest

from voiceguide.cli.share import ShareReport
from voiceguide.phone.site import Site

SITE = Site({}, "/token", {"/token/1/a.m4a": "A"})
BLOCKS = set("█▀▄")


class Terminal(io.TextIOWrapper):
    """A terminal, or with `tty` off a pipe, that knows the characters of `encoding`."""

    def __init__(self, encoding="utf-8", *, tty=True):
        super().__init__(io.BytesIO(), encoding, "backslashreplace", write_through=True)
        self._tty = tty

    def isatty(self):
        return self._tty

    def shown(self):
        return self.buffer.getvalue().decode()


@pytest.fixture
def invited(monkeypatch):
    """Invite on `terminal`, with variables of the environment, and tell of `events`; return what is shown there."""

    def call(terminal, *, site=SITE, until=None, code=True, events=(), **environment):
        for name, value in ({"TERM": "xterm", "COLUMNS": "80"} | environment).items():
            monkeypatch.setenv(name, value)
        if "NO_COLOR" not in environment:
            monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setattr(sys, "stdout", terminal)
        report = ShareReport(code=code)
        report.invite(site, "http://10.0.0.1:8000", until)
        for event in events:
            report.tell(*event)
        return terminal.shown()

    return call


def test_a_terminal_gets_a_code_in_colours_of_its_own(invited):
    shown = invited(Terminal())
    assert "\x1b[97m\x1b[40m█" in shown
    assert "Scan this with the phone's camera" in shown


@pytest.mark.parametrize(
    ("terminal", "options"),
    [
        (Terminal(), {"code": False}),
        (Terminal(tty=False), {}),
        (Terminal("ascii"), {}),
        (Terminal(), {"NO_COLOR": "1"}),
        (Terminal(), {"TERM": "dumb"}),
        (Terminal(), {"COLUMNS": "30"}),
    ],
    ids=["not wanted", "a pipe", "no blocks", "no colours", "a dumb one", "too narrow"],
)
def test_where_it_could_not_be_scanned_there_is_none(invited, terminal, options):
    shown = invited(terminal, **options)
    assert not set(shown) & BLOCKS
    assert "Open this address on the phone:\n\n    http://10.0.0.1:8000/token\n" in shown


@pytest.mark.parametrize(
    ("feed", "until", "said"),
    [
        ("", None, "It ends when the file is downloaded; Ctrl-C ends it now."),
        ("", 9, "It ends when the file is downloaded or at 09:05, whichever comes first; Ctrl-C ends it now."),
        ("/token/feed.xml", 21, "It ends at 21:05; Ctrl-C ends it now."),
        ("/token/feed.xml", None, "\nCtrl-C ends it."),
    ],
)
def test_it_says_when_it_ends(invited, feed, until, said):
    site = Site({}, "/token", SITE.titles, feed)
    ends = None if until is None else datetime(2026, 3, 29, until, 5, tzinfo=UTC)
    assert f"{said}\n" in invited(Terminal(tty=False), site=site, until=ends)


def test_of_several_files_it_ends_with_the_last(invited):
    site = Site({}, "/token", {"/token/1/a.m4a": "A", "/token/2/b.m4a": "B"})
    assert "It ends when all files are downloaded; " in invited(Terminal(tty=False), site=site)


def test_what_phones_do_is_told_in_words(invited):
    site = Site({}, "/token", {"/token/1/a.m4a": "A", "/token/2/b.m4a": "B"}, "/token/feed.xml")
    paths = ("/token", "/token/feed.xml", "/token/1/listen")
    events = [*(("opened", path) for path in paths), ("downloaded", "/token/2/b.m4a")]
    shown = invited(Terminal(tty=False), site=site, events=events)
    assert "    http://10.0.0.1:8000/token/feed.xml\n" in shown
    assert shown.endswith("networks.\nA phone opened the page.\nAn app read the feed.\nDownloaded: B.\n")
