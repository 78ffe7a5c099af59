"""What a phone gets of a server that runs: right pieces, nothing else, and an end when it has it all."""

import asyncio
import contextlib
import random
import socket
from email import message_from_bytes

import pytest
from phone_clients import HOST, PATIENCE_SECONDS, ask, broken_off, serving, told

from voiceguide.phone.episode import SharedFile
from voiceguide.phone.server import App

SOUND = bytes(range(256)) * 400
PAGE, KEEP, LISTEN = "/token", "/token/1/a.m4a", "/token/1/listen"
SIZE = len(SOUND)


@pytest.fixture(scope="module")
def offer(tmp_path_factory):
    """Offer a page, a sound to keep, and the same to be heard at once; a secret lies beside them."""
    folder = tmp_path_factory.mktemp("offer")
    (folder / "page.html").write_text("<p>The page")
    (folder / "a.m4a").write_bytes(SOUND)
    (folder / "secret.txt").write_text("the secret")
    return {
        PAGE: SharedFile(folder / "page.html", "text/html; charset=utf-8"),
        KEEP: SharedFile(folder / "a.m4a", "audio/mp4", keep_as="a.m4a"),
        LISTEN: SharedFile(folder / "a.m4a", "audio/mp4"),
    }


@pytest.fixture(scope="module")
def port(offer):
    """Serve the offer for as long as this module's tests need it."""
    with serving(offer, endless=True) as server:
        yield server.port


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Offer a file that no buffer between two programs holds."""
    file = tmp_path_factory.mktemp("large") / "large.m4a"
    file.write_bytes(random.Random(1).randbytes(8_000_000))
    return {KEEP: SharedFile(file, "audio/mp4", keep_as="large.m4a")}


def test_a_file_comes_whole_with_its_type_and_the_name_to_keep_it_under(port):
    answer = ask(port, KEEP)
    assert (answer.status, answer.body) == (200, SOUND)
    assert answer.headers["content-type"] == "audio/mp4"
    assert answer.headers["content-disposition"] == "attachment; filename*=utf-8''a.m4a"
    assert answer.headers["accept-ranges"] == "bytes"


def test_what_is_heard_at_once_is_not_to_be_kept(port):
    assert "content-disposition" not in ask(port, LISTEN).headers


@pytest.mark.parametrize("path", [PAGE, KEEP, "/elsewhere"])
def test_every_answer_tells_the_browser_to_run_nothing_and_to_tell_nobody(port, path):
    headers = ask(port, path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


def test_the_page_is_kept_nowhere_and_a_sound_may_be_gone_on_with(port):
    assert ask(port, PAGE).headers["cache-control"] == "no-store"
    assert ask(port, KEEP).headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("asked", "piece"),
    [
        ("bytes=0-1", (0, 2)),  # how iOS looks whether there are pieces at all
        ("bytes=100-", (100, SIZE)),
        ("bytes=-7", (SIZE - 7, SIZE)),
        (f"bytes=5-{10 * SIZE}", (5, SIZE)),
        (f"bytes=-{10 * SIZE}", (0, SIZE)),
        ("BYTES = 3-4".replace(" ", ""), (3, 5)),
        (f"bytes=7-8, {SIZE}-", (7, 9)),  # what is behind the end is left out
    ],
)
def test_a_piece_is_what_was_asked_for(port, asked, piece):
    answer = ask(port, LISTEN, Range=asked)
    start, end = piece
    assert answer.status == 206
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert answer.body == SOUND[start:end]


def test_several_pieces_come_in_one_answer(port):
    answer = ask(port, LISTEN, Range="bytes=0-3,1000-1009,-2")
    assert answer.status == 206
    whole = message_from_bytes(b"Content-Type: " + answer.headers["content-type"].encode() + b"\r\n\r\n" + answer.body)
    parts = [(part["content-range"], part.get_payload(decode=True)) for part in whole.get_payload()]
    assert parts == [
        (f"bytes 0-3/{SIZE}", SOUND[:4]),
        (f"bytes 1000-1009/{SIZE}", SOUND[1000:1010]),
        (f"bytes {SIZE - 2}-{SIZE - 1}/{SIZE}", SOUND[-2:]),
    ]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=-0", f"bytes={SIZE}-,-0"])
def test_what_lies_behind_the_end_cannot_be_had_and_the_length_is_said(port, asked):
    answer = ask(port, LISTEN, Range=asked)
    assert (answer.status, answer.headers["content-range"]) == (416, f"bytes */{SIZE}")


@pytest.mark.parametrize(
    "asked",
    ["seconds=0-1", "bytes=a-b", "bytes", "bytes=", "bytes=0-1;", "bytes=-", f"bytes=0-{'9' * 5000}", "bytes=٣-٤"],
)
def test_a_range_that_means_nothing_is_ignored(port, asked):
    answer = ask(port, LISTEN, Range=asked.encode())
    assert (answer.status, answer.body) == (200, SOUND)


def test_a_range_given_twice_is_ignored(port):
    assert ask(port, LISTEN, Range=["bytes=0-1", "bytes=4-5"]).status == 200


def test_a_piece_comes_only_if_the_file_is_still_the_one_it_began_with(port):
    headers = ask(port, LISTEN).headers
    for known, status in [
        (headers["etag"], 206),
        (headers["last-modified"], 206),
        ('"another"', 200),
        (f"W/{headers['etag']}", 200),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 200),
    ]:
        answer = ask(port, LISTEN, Range="bytes=10-19", If_Range=known)
        assert (answer.status, answer.body) == (status, SOUND[10:20] if status == 206 else SOUND)


def test_head_says_what_get_would_and_knows_no_pieces(port):
    for headers in ({}, {"Range": "bytes=0-1"}):
        answer = ask(port, KEEP, "HEAD", **headers)
        assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"", str(SIZE))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_nothing_can_be_done_but_look(port, method):
    for path in (KEEP, "/"):
        answer = ask(port, path, method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "*",
        "/TOKEN",
        "/token/",
        "//token",
        "/token/1",
        "/token/1/",
        "/token/../token",
        "/token/secret.txt",
        "/token/1/secret.txt",
        "/token/1/../secret.txt",
        "/token/1/..%2fsecret.txt",
        "/token/1/%2e%2e/secret.txt",
        "/token/1/..%5csecret.txt",
        "/..%2f..%2f..%2f..%2fetc/passwd",
        "/../../../../etc/passwd",
        "/token%00",
        "/token/1/a.m4a%00.txt",
        "/token/1/a.m4a/",
        "/token/1/a.m4a%2f..%2fsecret.txt",
        "/token;a=b",
        "/%ff%fe",
        "http://127.0.0.1/token",
        "file:///etc/passwd",
        "/favicon.ico",
        "/robots.txt",
        "/" + "a/" * 4000,
    ],
)
def test_nothing_stands_at_any_other_path(port, path):
    answer = ask(port, path)
    assert (answer.status, answer.body) == (404, b"There is nothing here.\n")


def test_a_question_behind_the_path_changes_nothing(port):
    assert ask(port, f"{PAGE}?file=../secret.txt").body == b"<p>The page"


def test_a_head_that_is_too_long_is_refused_and_others_are_served_on(port):
    answer = b""
    with (
        socket.create_connection((HOST, port), timeout=PATIENCE_SECONDS) as phone,
        contextlib.suppress(ConnectionError),
    ):
        # It hangs up on what it hasn't read, so the answer may be lost on the way.
        phone.sendall(f"GET {PAGE} HTTP/1.1\r\nHost: {HOST}\r\nX-Long: {'a' * 1_000_000}\r\n\r\n".encode())
        answer = phone.recv(4096)
    assert answer[:13] in (b"", b"HTTP/1.1 400 ")
    assert ask(port, PAGE).status == 200


@pytest.mark.parametrize("noise", [b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"GET\r\n\r\n", b"\0" * 99 + b"\r\n\r\n"])
def test_what_is_no_http_gets_no_file(port, noise):
    with socket.create_connection((HOST, port), timeout=PATIENCE_SECONDS) as stranger:
        stranger.sendall(noise)
        assert stranger.recv(4096).startswith(b"HTTP/1.1 400 ")


def test_a_page_cannot_be_made_a_websocket(port):
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13", "Sec_WebSocket_Key": "a"}
    assert ask(port, PAGE, **headers).status == 200


def test_a_hundred_phones_at_once_get_each_their_own_piece(port):
    chance = random.Random(100)
    pieces = [sorted(chance.sample(range(SIZE), 2)) for _ in range(100)]

    async def phone(piece):
        start, end = piece
        reader, writer = await asyncio.open_connection(HOST, port)
        head = f"GET {LISTEN} HTTP/1.1\r\nHost: {HOST}\r\nRange: bytes={start}-{end - 1}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode())
        answer = await reader.read()
        writer.close()
        return answer.partition(b"\r\n\r\n")[2] == SOUND[start:end]

    async def all_at_once():
        return await asyncio.gather(*map(phone, pieces))

    assert all(asyncio.run(all_at_once()))


def test_phones_that_take_nothing_keep_nobody_waiting(large):
    with serving(large, endless=True) as server:
        with broken_off(server.port, KEEP, 1000), broken_off(server.port, KEEP, 1000):
            assert len(ask(server.port, KEEP).body) == 8_000_000
        assert told(server) == ("downloaded", KEEP)


def test_it_is_told_once_that_the_page_is_open_and_once_that_the_file_is_there(offer):
    with serving(offer, endless=True) as server:
        for path in (PAGE, PAGE, KEEP, KEEP, PAGE):
            ask(server.port, path)
        server.share.stop()
        assert server.ended()
        assert [told(server), told(server)] == [("opened", PAGE), ("downloaded", KEEP)]
        assert server.events.empty()


def test_a_look_at_the_head_of_the_page_is_not_told(offer):
    with serving(offer, endless=True) as server:
        ask(server.port, PAGE, "HEAD")
        server.share.stop()
        assert server.ended()
        assert server.events.empty()


def test_it_ends_when_the_file_is_downloaded(offer):
    with serving(offer) as server:
        assert ask(server.port, KEEP).body == SOUND
        assert server.ended()
        assert server.share.downloaded


def test_neither_looking_nor_listening_nor_most_of_it_is_a_download(offer):
    with serving(offer) as server:
        ask(server.port, KEEP, "HEAD")
        ask(server.port, LISTEN)
        for pieces in ("0-1", "3-", "0-0", f"{SIZE}-", "2-2,5-6"):
            ask(server.port, KEEP, Range=f"bytes={pieces}")
        assert not server.share.downloaded
        ask(server.port, KEEP, Range="bytes=2-2")
        assert server.ended()
        assert server.share.downloaded


def test_a_phone_that_breaks_off_and_comes_back_goes_on_where_it_was(large):
    with serving(large) as server:
        with broken_off(server.port, KEEP, 100_000) as taken:
            pass
        assert not server.share.downloaded
        answer = ask(server.port, KEEP, Range=f"bytes={len(taken)}-")
        assert taken + answer.body == large[KEEP].file.read_bytes()
        assert server.ended()
        assert server.share.downloaded


def test_several_files_are_downloaded_when_each_is(offer):
    other = {"/token/2/b.m4a": offer[KEEP]}
    with serving(offer | other) as server:
        ask(server.port, KEEP)
        assert told(server) == ("downloaded", KEEP)
        assert not server.share.downloaded
        ask(server.port, "/token/2/b.m4a")
        assert server.ended()


def test_it_ends_when_its_time_is_up_though_nobody_came(offer):
    with serving(offer, seconds=0) as server:
        assert server.ended()
        assert not server.share.downloaded


def test_what_is_sent_to_a_phone_that_is_gone_counts_for_nothing(offer):
    """uvicorn drops what is sent to a connection that is lost, and doesn't say so."""
    events, sent = [], 0

    async def once():
        lost = asyncio.Event()

        async def receive():
            await lost.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            nonlocal sent
            sent += len(message.get("body", b""))
            if sent == SIZE:
                lost.set()
                await asyncio.sleep(0)
                await asyncio.sleep(0)

        scope = {"type": "http", "method": "GET", "path": KEEP, "headers": [], "client": ("10.0.0.9", 1)}
        await App(offer, lambda *event: events.append(event))(scope, receive, send)

    asyncio.run(once())
    assert sent == SIZE
    assert events == []
