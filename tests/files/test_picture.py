"""A routine's own picture, however large, and whatever is wrong with it."""

import struct
from fractions import Fraction
from io import BytesIO

import av
import numpy as np
import pytest
from files import made, write_file

from voiceguide.errors import FileError
from voiceguide.files.picture import LONGEST_SIDE, cover
from voiceguide.plan.model import Metadata


def encoded(codec, pixels, kind="rgb24"):
    """Return `pixels`, shape (height, width, channels), as a picture's file."""
    encoder = av.CodecContext.create(codec, "w")
    encoder.height, encoder.width = pixels.shape[:2]
    encoder.pix_fmt, encoder.time_base = "yuvj420p" if codec == "mjpeg" else kind, Fraction(1)
    frame = av.VideoFrame.from_ndarray(pixels, kind).reformat(format=encoder.pix_fmt)
    frame.pts = 0
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def halves(height, width):
    """Return a picture whose upper half is black and whose lower half is white."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[height // 2 :] = 255
    return picture


@pytest.fixture
def own(tmp_path):
    """Return what becomes of a picture's file: own(content) is the cover."""

    def become(content):
        (tmp_path / "own").write_bytes(content)
        return cover(Metadata("T", picture=str(tmp_path / "own")))

    return become


def seen(found):
    with av.open(BytesIO(found.content)) as image:
        return next(image.decode(video=0)).to_ndarray(format="rgb24")


@pytest.mark.parametrize("codec", ["png", "mjpeg"])
def test_a_picture_of_a_usual_size_stays_as_it_is(own, codec):
    content = encoded(codec, halves(300, 200))
    found = own(content)
    assert (found.codec, found.content) == (codec, content)


@pytest.mark.parametrize("codec", ["png", "mjpeg"])
def test_a_large_picture_is_scaled_to_what_phones_show(own, codec):
    found = own(encoded(codec, halves(1000, 2 * LONGEST_SIDE)))
    assert (found.codec, found.mime) == ("mjpeg", "image/jpeg")
    picture = seen(found)
    assert picture.shape == (500, LONGEST_SIDE, 3)
    assert picture[:200].max() < 10
    assert picture[300:].min() > 245


def test_the_same_picture_gives_the_same_bytes(own):
    content = encoded("mjpeg", halves(1000, 2 * LONGEST_SIDE))
    # What lies in memory beside it differs from time to time.
    kept = [(np.full(3_000_000 + 1_000 * n, n, np.uint8), own(content).content)[1] for n in range(5)]
    assert len(set(kept)) == 1


def test_a_picture_of_many_bytes_is_made_smaller(own):
    noise = np.random.default_rng(1).integers(0, 256, (700, 700, 3), np.uint8)
    content = encoded("png", noise)
    assert len(content) > 1_000_000 > len(own(content).content)


def test_a_photograph_that_lies_on_its_side_stands_up_when_it_is_scaled(own):
    # Orientation 6: the row that is stored first is the picture's right side.
    exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<HHHIHHI", 1, 0x112, 3, 1, 6, 0, 0)
    plain = encoded("mjpeg", halves(1000, 2000))
    picture = seen(own(plain[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + plain[2:]))
    assert picture.shape[:2] == (LONGEST_SIDE, LONGEST_SIDE // 2)
    assert picture[:, 400:].max() < 10
    assert picture[:, :350].min() > 245


def test_what_lets_through_is_white_where_a_picture_becomes_a_jpeg(own):
    clear = np.zeros((10, 2 * LONGEST_SIDE, 4), np.uint8)
    assert seen(own(encoded("png", clear, "rgba"))).min() > 245


def test_a_picture_that_unpacks_to_gigabytes_is_refused_before_it_is(own):
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">2I", 60_000, 50_000)
    with pytest.raises(FileError, match="60,000 by 50,000 pixels, too many to scale") as caught:
        own(head + b"\x08\x02\0\0\0")
    assert "1,500 pixels" in caught.value.hint


def test_a_file_too_large_to_be_a_cover_is_not_read(tmp_path):
    with (tmp_path / "own").open("wb") as file:
        file.truncate(50_000_001)
    with pytest.raises(FileError, match="larger than 50 MB"):
        cover(Metadata("T", picture=str(tmp_path / "own")))


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">2I", 10, 10) + b"nothing more",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"\xff\xd8\xff\xc0\0\x11\x08\0\x0a\0\x0a\x03and no more",
    ],
)
def test_a_broken_picture_is_said_to_be(own, content):
    with pytest.raises(FileError, match="is broken"):
        own(content)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(own, content):
    with pytest.raises(FileError, match="neither PNG nor JPEG"):
        own(content)


@pytest.mark.parametrize("kind", ["m4a", "mp3", "flac", "opus"])
def test_a_routine_without_a_picture_gets_the_one_that_is_drawn(kind, tmp_path):
    content = encoded("png", halves(20, 30))
    write_file(tmp_path / f"drawn.{kind}", made([], 24_000), draw=lambda metadata: content if metadata.title else b"")
    with av.open(tmp_path / f"drawn.{kind}") as file:
        assert bytes(next(file.demux(file.streams.video[0]))) == content
