"""A request -> the pieces it asks for, where RFC 9110 lets it ask for pieces."""

import re
from collections.abc import Iterable, Iterator

_BYTES = re.compile(r"bytes=\s*(?:\d+-\d*|-\d+)(?:\s*,\s*(?:\d+-\d*|-\d+))*\s*", re.ASCII | re.IGNORECASE)
_LONGEST = 18
"""Digits of a place in a file; no file is that long, and int() needs ages for a million."""

Header = tuple[bytes, bytes]


def understood(method: str, headers: Iterable[Header], size: int) -> list[Header]:
    """Return `headers` with a Range that can be taken as it stands, or without one.

    HEAD has no ranges, and what isn't understood is to be ignored (RFC 9110, 14.2). Of several pieces, those behind
    the end of a file of `size` bytes are left out as long as one is left (14.1.2).
    """
    headers = list(headers)
    asked = [value.decode("latin-1") for name, value in headers if name == b"range"]
    others = [header for header in headers if header[0] != b"range"]
    if method != "GET" or len(asked) != 1 or not _BYTES.fullmatch(asked[0]):
        return others
    pieces = [piece.strip() for piece in asked[0].partition("=")[2].split(",")]
    if any(len(digits) > _LONGEST for piece in pieces for digits in piece.split("-")):
        return others
    kept = list(_satisfiable(pieces, size)) or pieces[:1]
    return [*others, (b"range", f"bytes={','.join(kept)}".encode())]


def _satisfiable(pieces: Iterable[str], size: int) -> Iterator[str]:
    for piece in pieces:
        first, _, last = piece.partition("-")
        if int(first) < size if first else int(last) > 0:
            yield piece


def begins(status: int, headers: Iterable[Header]) -> int | None:
    """Return the byte of its file at which the body of an answer begins; None when it is no piece of a file, or many.

    >>> begins(206, [(b"content-range", b"bytes 200-299/1000")]), begins(200, []), begins(404, [])
    (200, 0, None)
    """
    if status == 200:
        return 0
    found = dict(headers).get(b"content-range")
    if status != 206 or found is None:
        return None
    return int(found.removeprefix(b"bytes ").partition(b"-")[0])
