"""Pieces of files, as they are sent -> which files a phone has whole, however often it broke off and came back."""

from bisect import bisect_left, bisect_right

Piece = tuple[int, int]
"""Bytes `[start, end)` of a file."""


class Deliveries:
    """What each phone was sent of each file."""

    def __init__(self) -> None:
        self._pieces: dict[tuple[str, str], tuple[Piece, ...]] = {}

    def sent(self, phone: str, path: str, piece: Piece) -> None:
        """Note that `phone` was sent `piece` of the file at `path`."""
        key = phone, path
        self._pieces[key] = joined(self._pieces.get(key, ()), piece)

    def whole(self, phone: str, path: str, size: int) -> bool:
        """Return whether `phone` was sent every byte of the file at `path`, which is `size` long."""
        return self._pieces.get((phone, path)) == ((0, size),)


def joined(pieces: tuple[Piece, ...], piece: Piece) -> tuple[Piece, ...]:
    """Return `pieces`, sorted and apart, with `piece` among them; what it touches becomes one with it.

    >>> joined(((0, 2), (4, 6), (9, 10)), (2, 5))
    ((0, 6), (9, 10))
    """
    start, end = piece
    if start >= end:
        return pieces
    first = bisect_left(pieces, start, key=lambda each: each[1])
    last = bisect_right(pieces, end, key=lambda each: each[0])
    touched = pieces[first:last]
    if touched:
        start, end = min(start, touched[0][0]), max(end, touched[-1][1])
    return (*pieces[:first], (start, end), *pieces[last:])
