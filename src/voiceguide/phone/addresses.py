"""Finds the address of this computer that a phone can reach, and opens a socket there."""

import errno
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import ifaddr

from voiceguide.errors import NetworkError, UsageError
from voiceguide.messages import reason

IP = IPv4Address | IPv6Address
Listener = socket.socket

# Home and office networks (RFC 1918, RFC 4193), then addresses that devices give themselves if they get no other one
# (RFC 3927). 100.64.0.0/10 isn't private: all customers of a provider may share it.
_PRIVATE = [
    ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "169.254.0.0/16")
]
_NOWHERE = ("192.0.2.1", 9)  # an address that no computer has (RFC 5737)
_UNSENT = 64 * 1024
"""Bytes that the system buffers for each phone. Without a limit, megabytes count as sent that never leave."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address of this computer, and the system's name of its network adapter."""

    ip: IP
    adapter: str


def places() -> list[Place]:
    """Return the addresses of this computer in private networks, the likeliest first."""
    found = [
        Place(ip_address(ip.ip if isinstance(ip.ip, str) else ip.ip[0].partition("%")[0]), adapter.nice_name)
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
    ]
    return private(found, _way_out())


def private(found: Iterable[Place], way_out: IP | None = None) -> list[Place]:
    """Return those of `found` that only a private network can reach, the `way_out` to the internet first.

    The others are more often in networks of containers and tunnels than of phones.
    """
    listed = [(_kind(place.ip), place) for place in found]
    private = [(place.ip != way_out, kind, place) for kind, place in listed if kind is not None]
    return [place for _, _, place in sorted(private, key=lambda each: each[:2])]


def is_private(ip: IP) -> bool:
    """Return True if only this computer, or its private network, can reach `ip`."""
    return ip.is_loopback or _kind(ip) is not None


def parse_address(text: str) -> IP:
    """Return `text` as an address. Raise `UsageError` if it is none, or means many addresses."""
    try:
        ip = ip_address(text.strip().removeprefix("[").removesuffix("]"))
    except ValueError:
        raise UsageError(f"'{text}' is no address", hint=f"Write one like 192.168.1.23. {_listed()}") from None
    if ip.is_unspecified or ip.is_multicast:
        raise UsageError(f"{ip} isn't one network but many", hint=f"Name one address. {_listed()}")
    return ip


def listen(ip: IP, port: int = 0) -> Listener:
    """Return a socket that listens at `ip` only. With the `port` 0, it takes a free one.

    Raise `UsageError` if this computer doesn't have that address, and `NetworkError` if it can't take the port.
    """
    listener = socket.socket(socket.AF_INET6 if ip.version == 6 else socket.AF_INET)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # on Windows, SO_REUSEADDR would share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # so that the same port can be used again at once
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNSENT)  # each connection inherits it
        listener.bind((str(ip), port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise _refused(ip, port, error) from error
    return listener


def url(listener: Listener) -> str:
    """Return the URL of `listener`."""
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if listener.family == socket.AF_INET6 else f"http://{host}:{port}"


def _refused(ip: IP, port: int, error: OSError) -> NetworkError | UsageError:
    match error.errno:
        case errno.EADDRINUSE:
            return NetworkError(f"port {port} of {ip} is in use", hint="Leave out --port, and a free one is taken.")
        case errno.EACCES:
            return NetworkError(f"you may not take port {port}", hint="Name one from 1024 on, or leave out --port.")
        case errno.EADDRNOTAVAIL | errno.EAFNOSUPPORT | errno.EINVAL:
            return UsageError(f"{ip} is no address of this computer", hint=_listed())
        case _:
            return NetworkError(f"can't listen at {ip}: {reason(error)}")


def _listed() -> str:
    found = ", ".join(str(place.ip) for place in places())
    return f"This computer's: {found}." if found else "This computer is in no private network now."


def _kind(ip: IP) -> int | None:
    return next((number for number, network in enumerate(_PRIVATE) if ip in network), None)


def _way_out() -> IP | None:
    """Return the address from which this computer would reach the internet. This sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_NOWHERE)
        except OSError:
            return None
        return ip_address(probe.getsockname()[0])
