"""A stream -> a function that writes text to it at once, past the buffer that the rest of the program shares."""

import io
import select
from collections.abc import Callable
from typing import TextIO

SMALLEST = (40, 10)
"""The columns and rows of the smallest terminal with room for large letters."""


def writer(stream: TextIO) -> Callable[[str], None]:
    """Return what writes text to `stream`, in its encoding, and returns when all of it is handed over.

    A thread that is stuck in the buffer of standard output, because the terminal stalls, would keep Python from
    ending: so a file is written unbuffered, and only a stream that isn't a file through itself.
    """
    try:
        descriptor = stream.fileno()
    except io.UnsupportedOperation:

        def write_through(text: str) -> None:
            stream.write(text)
            stream.flush()

        return write_through
    stream.flush()
    file = open(descriptor, "wb", buffering=0, closefd=False)  # noqa: SIM115 - the descriptor isn't ours to close

    def write(text: str) -> None:
        left = memoryview(text.encode(stream.encoding or "utf-8", stream.errors or "strict"))
        while left:
            written = file.write(left)
            if written is None:  # somebody asked never to wait for it
                select.select([], [descriptor], [])
            left = left[written or 0 :]

    return write


def knows_blocks(stream: TextIO) -> bool:
    """Return whether `stream` can write the characters that large letters are made of."""
    try:
        "▚█━".encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
