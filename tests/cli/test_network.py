"""Which of this computer's networks is meant."""

import io
import sys
from ipaddress import ip_address

import pytest

from voiceguide.cli import share
from voiceguide.phone import addresses
from voiceguide.phone.addresses import Place

WIFI, TUNNEL = Place(ip_address("127.0.0.1"), "wlan0"), Place(ip_address("10.99.0.1"), "tun0")


@pytest.fixture
def terminal(monkeypatch):
    """Sit at a terminal; return what types there, and what was shown."""
    shown = io.StringIO()
    shown.isatty = lambda: True

    def typed(*lines):
        left = iter(lines)
        monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(left))
        monkeypatch.setattr(sys, "stdin", shown)
        monkeypatch.setattr(sys, "stdout", shown)
        return shown

    return typed


def listened(monkeypatch, *places, port=0):
    """Return where it listens when this computer is at `places`, the socket being none."""
    monkeypatch.setattr(addresses, "places", lambda: list(places))
    monkeypatch.setattr(addresses, "listen", lambda ip, port: (str(ip), port))
    return share.listen(None, port)


def test_the_only_network_is_taken_without_a_question(monkeypatch, terminal):
    terminal()
    assert listened(monkeypatch, WIFI, port=80) == ("127.0.0.1", 80)


def test_of_several_one_is_asked_for(monkeypatch, terminal):
    shown = terminal("tun0", "3", "2")
    assert listened(monkeypatch, WIFI, TUNNEL) == ("10.99.0.1", 0)
    assert "  1  127.0.0.1  wlan0\n  2  10.99.0.1  tun0\n" in shown.getvalue()


def test_enter_takes_the_likeliest(monkeypatch, terminal):
    terminal("")
    assert listened(monkeypatch, WIFI, TUNNEL) == ("127.0.0.1", 0)


def test_where_nobody_can_be_asked_it_is_the_likeliest(monkeypatch):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    assert listened(monkeypatch, WIFI, TUNNEL) == ("127.0.0.1", 0)


def test_a_public_address_is_taken_when_it_is_named_and_told_of(monkeypatch, capsys):
    monkeypatch.setattr(addresses, "listen", lambda ip, _: str(ip))
    assert share.listen("8.8.8.8", 0) == "8.8.8.8"
    assert capsys.readouterr().err == "8.8.8.8 is a public address: anyone with the link can open it, from anywhere.\n"
