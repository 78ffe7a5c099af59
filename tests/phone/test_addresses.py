"""Which addresses a phone may be told, and the socket that listens at one of them."""

import socket
from ipaddress import ip_address
from types import SimpleNamespace

import pytest

from voiceguide.errors import NetworkError, UsageError
from voiceguide.phone import addresses
from voiceguide.phone.addresses import Place

HERE = ip_address("127.0.0.1")


def place(ip):
    return Place(ip_address(ip), "eth0")


def test_only_addresses_of_private_networks_are_offered_home_networks_first():
    offered = ["10.0.0.5", "172.31.255.1", "192.168.1.2", "fd00::2", "169.254.7.7"]
    others = [
        "127.0.0.1",
        "8.8.8.8",
        "100.64.0.1",
        "172.32.0.1",
        "192.0.2.1",
        "::1",
        "fe80::1",
        "2001:db8::1",
        "0.0.0.0",
    ]
    found = [place(ip) for ip in [*others, *reversed(offered)]]
    assert [str(each.ip) for each in addresses.private(found)] == offered


def test_the_way_to_the_internet_comes_before_containers_and_tunnels():
    found = [place("10.8.0.1"), place("172.17.0.1"), place("192.168.1.2")]
    assert addresses.private(found, ip_address("192.168.1.2"))[0] == place("192.168.1.2")


def test_a_machine_without_a_private_network_offers_none():
    assert addresses.private([place("127.0.0.1"), place("203.0.113.9")], ip_address("203.0.113.9")) == []


def test_the_places_of_this_machine_can_be_listened_at():
    found = addresses.places()
    if not found:
        pytest.skip("this machine is in no private network")
    for each in found:
        with addresses.listen(each.ip) as listener:
            assert ip_address(listener.getsockname()[0].partition("%")[0]) == each.ip


@pytest.mark.parametrize(
    ("text", "private"),
    [("192.168.1.2", True), (" 127.0.0.1 ", True), ("[fd00::1]", True), ("8.8.8.8", False), ("2001:4860::1", False)],
)
def test_a_named_address_may_be_any_and_a_public_one_is_known_as_such(text, private):
    assert addresses.is_private(addresses.parse_address(text)) is private


@pytest.mark.parametrize("text", ["", "laptop", "192.168.1", "192.168.1.256", "0.0.0.0", "::", "224.0.0.1", "fe80::zz"])
def test_what_is_no_single_address_is_refused(text):
    with pytest.raises(UsageError) as refused:
        addresses.parse_address(text)
    assert refused.value.hint


def test_it_listens_there_and_says_how_a_browser_calls_that():
    with addresses.listen(HERE) as listener:
        host, port = listener.getsockname()
        assert host == "127.0.0.1"
        assert addresses.url(listener) == f"http://127.0.0.1:{port}"


def test_an_address_of_the_newer_kind_stands_in_brackets():
    listener = SimpleNamespace(family=socket.AF_INET6, getsockname=lambda: ("fd00::2", 8000, 0, 0))
    assert addresses.url(listener) == "http://[fd00::2]:8000"


def test_a_port_in_use_is_told_and_so_is_the_mend():
    with addresses.listen(HERE) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(NetworkError, match=rf"port {port} of 127.0.0.1 is in use") as refused:
            addresses.listen(HERE, port)
    assert "--port" in refused.value.hint


def test_a_port_is_free_again_at_once():
    with addresses.listen(HERE) as first:
        port = first.getsockname()[1]
    with addresses.listen(HERE, port) as second:
        assert second.getsockname()[1] == port


def test_the_address_of_another_computer_is_refused():
    with pytest.raises(UsageError, match=r"192\.0\.2\.7 is no address of this computer"):
        addresses.listen(ip_address("192.0.2.7"))
