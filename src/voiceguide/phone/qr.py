"""An address -> a QR code in characters, two rows of it in each line."""

from io import StringIO

import segno


def qr_lines(address: str) -> list[str]:
    """Return the lines of a QR code that leads to `address`, with the quiet edge that cameras need.

    Its light parts are drawn, its dark ones left out: print it in white on black.
    """
    drawn = StringIO()
    segno.make_qr(address, error="l").terminal(drawn, compact=True)
    return drawn.getvalue().splitlines()
