"""Which pieces a request may ask for; how they are answered is in test_server.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.phone.server import body_start, with_usable_range

PIECE = st.one_of(
    st.builds("{}-".format, st.integers(0, 30)),
    st.builds("-{}".format, st.integers(0, 30)),
    st.builds("{}-{}".format, st.integers(0, 30), st.integers(0, 30)),
)


def kept(text, *, size=10, method="GET"):
    """Return the Range that is left of `text`, None if there is none."""
    headers = dict(with_usable_range(method, [(b"host", b"here"), (b"range", text)], size))
    assert headers.pop(b"host") == b"here"
    return headers.get(b"range", b"").decode() or None


@given(st.binary(max_size=30))
def test_whatever_stands_there_is_a_range_or_ignored(text):
    assert kept(text) is None or text.lower().startswith(b"bytes=")


@given(st.lists(PIECE, min_size=1, max_size=4))
def test_of_several_pieces_those_behind_the_end_are_left_out_while_one_is_left(pieces):
    def begins_inside(piece):
        first, _, last = piece.partition("-")
        return int(first) < 10 if first else int(last) > 0

    expected = [piece for piece in pieces if begins_inside(piece)] or pieces[:1]
    assert kept(f"bytes={', '.join(pieces)}".encode()) == f"bytes={','.join(expected)}"


def test_head_has_no_pieces():
    assert kept(b"bytes=0-1", method="HEAD") is None


@pytest.mark.parametrize(
    ("status", "headers", "first"),
    [
        (200, [], 0),
        (206, [(b"content-range", b"bytes 5-9/10")], 5),
        (206, [(b"content-type", b"multipart/byteranges; boundary=a")], None),
        (416, [(b"content-range", b"bytes */10")], None),
        (400, [], None),
    ],
)
def test_only_a_whole_file_or_one_piece_says_where_it_body_start(status, headers, first):
    assert body_start(status, headers) == first
