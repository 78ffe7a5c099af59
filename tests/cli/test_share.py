"""`share`, from the command line to a phone's hands; what a server answers is tested in tests/phone."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
import zxingcpp
from phone_clients import ask, broken_off
from virtual_terminal import VirtualTerminal

from voiceguide.phone import addresses, server

ROUTINE = """\
routine: 1
title: Short
settings:
  length: {default: 4 s}
steps:
  - hold: <length>
"""
HERE = ("--address", "127.0.0.1", "--voice", "tone")


@pytest.fixture(autouse=True)
def here(home, monkeypatch):
    """Have two routines here, and a folder for temporary files that nobody else uses; return that."""
    Path("short.yaml").write_text(ROUTINE)
    Path("other.yaml").write_text(ROUTINE.replace("Short", "Other"))
    folder = home / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def visited(run, monkeypatch):
    """Share with WORDS, and let a phone do `visit(port)` meanwhile; return the result. The path is /token."""

    listen = addresses.listen

    def call(visit, *words):
        phones = []

        def listening(*place):
            listener = listen(*place)
            # Whoever comes before it answers waits in the system's queue.
            phones.append(threading.Thread(target=visit, args=(listener.getsockname()[1],)))
            phones[0].start()
            return listener

        monkeypatch.setattr(addresses, "listen", listening)
        monkeypatch.setattr("voiceguide.phone.site.secret_path", lambda: "/token")
        monkeypatch.setattr(server, "Share", partial(server.Share, linger_seconds=0))
        result = run("share", *words, *HERE)
        phones[0].join()
        return result

    return call


def test_a_phone_opens_the_page_and_downloads_the_file_and_that_is_all(visited, here):
    answers = []

    def visit(port):
        answers.extend(ask(port, path) for path in ("/token", "/token/1/short.m4a"))

    result = visited(visit, "short.yaml")
    assert result.exit_code == 0
    assert "<h1" in answers[0].body.decode()
    assert answers[1].body[4:8] == b"ftyp"
    assert result.stdout.endswith("A phone opened the page.\nDownloaded: Short.\nDone.\n")
    assert list(here.iterdir()) == []


def test_the_address_is_said_and_what_to_do_when_it_cannot_be_reached(run):
    result = run("share", "short.yaml", *HERE, "--for", "1 ms")
    assert re.search(r"^    http://127\.0\.0\.1:\d+/[\w-]{16}$", result.stdout, re.MULTILINE)
    assert "It ends when the file is downloaded or at " in result.stdout
    assert "firewall" in result.stdout
    assert "Wi-Fi for guests" in result.stdout


def test_it_ends_when_its_time_is_up(run, here):
    result = run("share", "short.yaml", *HERE, "--for", "1 ms")
    assert result.exit_code == 0
    assert result.stdout.endswith("The time is up: nothing is offered any more.\n")
    assert list(here.iterdir()) == []


def test_settings_decide_what_is_shared(visited):
    sizes = []
    for words in (("--length", "20 s"), ("--length", "20 s", "--mono")):
        visited(lambda port: sizes.append(len(ask(port, "/token/1/short.m4a").body)), "short.yaml", *words)
    both, one = sizes
    assert one < both < 2.5 * one


def test_json_is_one_line_and_says_until_when(run):
    (line,) = run("share", "short.yaml", "other.yaml", *HERE, "--json", "--for", "1 ms").stdout.splitlines()
    told = json.loads(line)
    assert told["version"] == 1
    assert [url.removeprefix(told["page"]) for url in told["files"]] == ["/1/short.m4a", "/2/other.m4a"]
    assert told["feed"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", told["until"])


def test_a_feed_has_every_routine_and_outlives_its_downloads(start):
    program = start("share", "--feed", "short.yaml", "other.yaml", *HERE, "--json")
    told = json.loads(program.stdout.readline())
    assert told["until"] is None
    files = [urlsplit(url) for url in told["files"]]
    for url in (*files, *files):
        assert ask(url.port, url.path).body[4:8] == b"ftyp"
    feed = ask(files[0].port, urlsplit(told["feed"]).path).body.decode()
    assert all(f'<enclosure url="{url}"' in feed for url in told["files"])
    program.send_signal(signal.SIGINT)
    assert program.wait() == 130


def test_of_several_routines_each_must_have_the_setting(run):
    Path("other.yaml").write_text("routine: 1\ntitle: Other\nsteps:\n  - hold: 4 s\n")
    result = run("share", "short.yaml", "other.yaml", *HERE, "--length", "5 s")
    assert result.exit_code == 2
    assert "has no setting 'length'" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT])
def test_whatever_ends_it_ends_it_at_once_and_leaves_nothing(start, here, number):
    program = start("share", "short.yaml", *HERE, "--json")
    url = urlsplit(json.loads(program.stdout.readline())["files"][0])
    assert list(here.iterdir())
    with broken_off(url.port, url.path, 1):
        program.send_signal(number)
        assert program.wait(60) == (130 if number == signal.SIGINT else 128 + number)
    assert program.stderr.read() in ("", "\n")
    assert list(here.iterdir()) == []


def test_a_port_in_use_is_told_before_anything_is_spoken(run):
    with addresses.listen(addresses.parse_address("127.0.0.1")) as taken:
        port = taken.getsockname()[1]
        result = run("share", "short.yaml", "--address", "127.0.0.1", "--port", str(port), "--voice", "no-such-voice")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: port {port} of 127.0.0.1 is in use\n")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("short.yaml", "--address", "laptop"), 2, "'laptop' is no address"),
        (("short.yaml", "--address", "0.0.0.0"), 2, "isn't one network but many"),
        (("short.yaml", "--address", "192.0.2.9"), 2, "192.0.2.9 is no address of this computer"),
        (("short.yaml", "--port", "70000"), 2, "70000"),
        (("short.yaml", "--for", "10"), 2, "write '10min'"),
        (("short.yaml", "gone.yaml"), 1, "gone.yaml"),
        (("gone.yaml",), 1, "gone.yaml"),
        (("bad.yaml",), 3, "bad.yaml:4:11:"),
        (("short.yaml", "bad.yaml"), 3, "bad.yaml:4:11:"),
        (("short.yaml", *HERE[:2], "--voice", "no-such-voice"), 2, "no-such-voice"),
        (("picture.yaml", *HERE), 1, "neither PNG nor JPEG"),
    ],
)
def test_what_cannot_be_shared_is_told_with_its_code(run, here, words, code, told):
    Path("bad.yaml").write_text("routine: 1\ntitle: Bad\nsteps:\n  - hold: 8\n")
    Path("picture.yaml").write_text(ROUTINE + "picture: cover.png\n")
    Path("cover.png").write_text("not a picture")
    result = run("share", *words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert told in result.stderr
    assert list(here.iterdir()) == []


def test_without_a_network_there_is_nobody_to_share_with(run, monkeypatch):
    monkeypatch.setattr(addresses, "places", list)
    result = run("share", "short.yaml", "--voice", "tone")
    assert result.exit_code == 1
    assert "no network that a phone could be in" in result.stderr
    assert "voiceguide export" in result.stderr


def picture(display):
    """Return the terminal as a camera sees it: what is drawn takes its colour, the rest that of what lies behind."""
    halves = {"█": "ff", "▀": "fb", "▄": "bf"}
    shades = {"brightwhite": 255, "black": 0, "default": 0}
    rows = []
    for y in range(display.screen.lines):
        cells = [display.screen.buffer[y][x] for x in range(display.screen.columns)]
        for half in (0, 1):
            rows += [[shades[cell.fg if halves.get(cell.data, "bb")[half] == "f" else cell.bg] for cell in cells]]
    return np.kron(np.array(rows, np.uint8), np.ones((6, 6), np.uint8))


def test_on_a_terminal_a_camera_reads_the_address_from_the_code(start):
    display = VirtualTerminal(80, 40)
    try:
        terminal = os.environ | {"TERM": "xterm-256color", "PYTHONUTF8": "1"}
        program = start("share", "short.yaml", *HERE, stdin=display.terminal, stdout=display.terminal, env=terminal)
        display.until("in private networks.")
        program.send_signal(signal.SIGINT)
        program.wait()
        address = re.search(r"http://\S+", display.text())[0]
        assert [code.text for code in zxingcpp.read_barcodes(picture(display))] == [address]
    finally:
        display.close()


def test_no_terminal_no_code(run):
    assert not set(run("share", "short.yaml", *HERE, "--for", "1 ms").stdout) & set("█▀▄\x1b")


def test_help_loads_no_server():
    code = "import sys; from voiceguide.__main__ import main\ntry: main()\nexcept SystemExit: print(*sys.modules)"
    listed = subprocess.run([sys.executable, "-c", code, "share", "--help"], capture_output=True, text=True, check=True)
    assert not {"uvicorn", "starlette", "segno", "ifaddr", "numpy"} & set(listed.stdout.split())
