"""Pieces of a file, in whatever order they are sent, are the whole file when none is missing."""

import asyncio
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from voiceguide.phone.episode import SharedFile
from voiceguide.phone.server import App, joined

PIECES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=12)


@given(PIECES)
def test_joined_pieces_hold_the_bytes_of_each_and_no_others(pieces):
    kept = ()
    for piece in pieces:
        kept = joined(kept, piece)
    assert [byte for start, end in kept for byte in range(start, end)] == sorted(
        {byte for piece in pieces for byte in range(*piece)}
    )
    assert all(before[1] < after[0] for before, after in pairwise(kept)), "they don't touch"


def test_a_file_is_whole_at_one_phone_not_between_two(tmp_path):
    (tmp_path / "sound").write_bytes(bytes(100))
    sound = SharedFile(tmp_path / "sound", "audio/mp4", keep_as="a.m4a")
    events = []
    app = App({"/a": sound, "/b": sound}, lambda *event: events.append(event))

    def take(phone, path, piece):
        async def send(_message):
            pass

        asgi = {"asgi": {"spec_version": "2.4"}, "type": "http", "method": "GET"}
        headers = [(b"range", f"bytes={piece}".encode())]
        asyncio.run(app(asgi | {"path": path, "client": (phone, 1), "headers": headers}, None, send))

    take("mine", "/a", "0-49")
    take("yours", "/a", "50-99")
    take("mine", "/b", "50-99")
    assert events == []
    take("mine", "/a", "50-99")
    assert events == [("downloaded", "/a")]
