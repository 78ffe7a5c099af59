"""Pieces of a file, in whatever order they are sent, are the whole file when none is missing."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from voiceguide.phone.server import Deliveries, joined

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


def test_a_file_is_whole_at_one_phone_not_between_two():
    deliveries = Deliveries()
    deliveries.sent("mine", "/a", (0, 50))
    deliveries.sent("yours", "/a", (50, 100))
    assert not deliveries.whole("mine", "/a", 100)
    deliveries.sent("mine", "/b", (50, 100))
    assert not deliveries.whole("mine", "/a", 100)
    deliveries.sent("mine", "/a", (50, 100))
    assert deliveries.whole("mine", "/a", 100)
