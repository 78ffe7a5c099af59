"""Only https is fetched from, wherever an address leads, and what can't be reached is said with its mend."""

import socket
import ssl
import urllib.request

import pytest

from voiceguide.errors import FetchError
from voiceguide.voices import download


def test_a_body_is_read_whole(elsewhere):
    elsewhere.files["/a"] = b"hello"
    assert download.read(f"{elsewhere.address}/a", 5) == b"hello"


def test_a_body_that_is_too_long_is_refused(elsewhere):
    elsewhere.files["/a"] = b"hello"
    with pytest.raises(FetchError, match="longer than 4 bytes"):
        download.read(f"{elsewhere.address}/a", 4)


def test_a_body_that_was_cut_off_is_told(elsewhere):
    elsewhere.files["/a"], elsewhere.cut = b"hello", 3
    with pytest.raises(FetchError, match="cut off after 3 of 5 bytes"):
        download.read(f"{elsewhere.address}/a", 100)


@pytest.mark.parametrize(
    "address", ["http://example.org/a", "file:///etc/passwd", "ftp://127.0.0.1/a", "https:///a", "http://[", "voices"]
)
def test_an_address_that_is_not_https_is_refused(address):
    with pytest.raises(FetchError, match="no https address"):
        download.request(address)


@pytest.mark.parametrize(
    ("led", "told"), [("http://example.org/a", "no https address"), ("file:///etc/passwd", "or nowhere")]
)
def test_an_address_that_leads_away_from_https_is_refused(elsewhere, led, told):
    elsewhere.leads["/a"] = led
    with pytest.raises(FetchError, match=told):
        download.request(f"{elsewhere.address}/a")


def test_an_address_that_leads_elsewhere_is_followed_with_what_was_asked(elsewhere):
    elsewhere.leads["/a"], elsewhere.files["/b"] = "/b", b"hello"
    with download.request(f"{elsewhere.address}/a", {"Range": "bytes=2-"}) as response:
        assert response.read() == b"llo"


def test_addresses_that_lead_to_each_other_are_told(elsewhere):
    elsewhere.leads |= {"/a": "/b", "/b": "/a"}
    with pytest.raises(FetchError, match="leads in circles"):
        download.request(f"{elsewhere.address}/a")
    assert len(elsewhere.asked) <= 10


def test_nothing_at_an_address_is_told(elsewhere):
    with pytest.raises(FetchError, match=f"{elsewhere.address}/a.* doesn't exist"):
        download.request(f"{elsewhere.address}/a")


def test_a_server_with_troubles_of_its_own_is_told(elsewhere):
    elsewhere.files["/a"], elsewhere.status = b"", 503
    with pytest.raises(FetchError, match="answers 503: service unavailable") as caught:
        download.request(f"{elsewhere.address}/a")
    assert "later" in caught.value.hint


def test_a_server_that_does_not_listen_is_told_with_the_mend():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/a"
    with pytest.raises(FetchError, match=r"can't reach 127.0.0.1:\d+ for http.*/a: connection refused") as caught:
        download.request(address)
    assert caught.value.hint.startswith("Go online")


@pytest.mark.parametrize(
    ("error", "told", "mend"),
    [
        (socket.gaierror(-3, "Temporary failure in name resolution"), "temporary failure in name", "Go online"),
        (TimeoutError("timed out"), "no answer in 30 s", "Go online"),
        (ssl.SSLCertVerificationError(1, "certificate verify failed"), "certificate verify failed", "SSL_CERT_FILE"),
    ],
)
def test_what_keeps_an_address_from_being_reached_is_told_with_its_mend(monkeypatch, error, told, mend):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(socket, "create_connection", fail)
    monkeypatch.setattr(urllib.request, "getproxies", dict)
    with pytest.raises(FetchError, match=told) as caught:
        download.request("https://voices.invalid/a")
    assert mend in caught.value.hint


def test_the_proxy_of_the_environment_is_asked(elsewhere, monkeypatch):
    elsewhere.files["http://localhost/a"] = b"by proxy"
    monkeypatch.setenv("http_proxy", elsewhere.address)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert download.read("http://localhost/a", 100) == b"by proxy"
