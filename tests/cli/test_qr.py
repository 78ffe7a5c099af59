"""The code on the terminal, read by a stranger's eyes."""

import numpy as np
import zxingcpp

from voiceguide.cli.share import qr_lines

LIGHT = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}


def test_a_camera_reads_the_address_from_the_terminal():
    address = "http://[fd12:3456:789a:1::23]:65535/--__AbCdEfGh1234"
    rows = [[LIGHT[sign][half] for sign in line] for line in qr_lines(address) for half in (0, 1)]
    picture = np.kron(np.array(rows, np.uint8) * 255, np.ones((6, 6), np.uint8))
    assert [read.text for read in zxingcpp.read_barcodes(picture)] == [address]


def test_it_fits_an_ordinary_terminal():
    lines = qr_lines("http://192.168.100.100:65535/AbCdEfGh12345678")
    assert len(lines) <= 20
    assert {len(line) for line in lines} == {37}
