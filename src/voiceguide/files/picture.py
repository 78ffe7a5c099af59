"""The cover of a file: the routine's picture, scaled down if it is too large for phones, or a drawn one."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.codec.context import Flags
from av.error import FFmpegError

from voiceguide.errors import FileError
from voiceguide.messages import reason
from voiceguide.plan.model import Metadata

Draw = Callable[[Metadata], bytes]

LONGEST_SIDE = 1500
"""The pixels of the longer side; a larger picture is scaled down."""
_MOST_BYTES = 1_000_000
"""The bytes above which a picture is encoded again: it would be larger than the sound."""
_MOST_BYTES_READ = 50_000_000
_MOST_PIXELS = 60_000_000
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_QUALITY = 4
"""libav's scale for JPEG, 2 (best) to 31."""
_SMALLER = f"Save it with {LONGEST_SIDE:,} pixels on its longer side; phones show no more."


@dataclass(frozen=True, slots=True)
class Cover:
    """An encoded picture: `codec` is 'mjpeg' or 'png', `mime` is its media type."""

    codec: str
    mime: str
    content: bytes


def cover(metadata: Metadata, draw: Draw | None = None) -> Cover | None:
    """Return the routine's picture. If it has none, return the PNG that `draw` gives, or None.

    Raise `FileError` if the picture can't be read, is neither PNG nor JPEG, is broken, or is too large to scale.
    """
    if metadata.picture is None:
        return Cover("png", "image/png", draw(metadata)) if draw else None
    path = Path(metadata.picture)
    content = _read(path)
    width, height = _size(content, path)
    if width * height > _MOST_PIXELS:
        raise FileError(f"the picture {path} is {width:,} by {height:,} pixels, too many to scale", hint=_SMALLER)
    frame = _decoded(content, path)
    if max(width, height) > LONGEST_SIDE or len(content) > _MOST_BYTES:
        return _scaled(frame, LONGEST_SIDE)
    return Cover("png", "image/png", content) if content.startswith(_PNG) else Cover("mjpeg", "image/jpeg", content)


def shrunk(picture: Cover, longest: int) -> Cover:
    """Return `picture`, which `cover` gave, with at most `longest` pixels on its longer side."""
    frame = _decoded(picture.content, Path("cover"))
    return picture if max(frame.width, frame.height) <= longest else _scaled(frame, longest)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES_READ:
            raise FileError(f"the picture {path} is larger than 50 MB", hint=_SMALLER)
        return path.read_bytes()
    except OSError as error:
        raise FileError(f"can't read the picture {path}: {reason(error)}") from error


def _size(content: bytes, path: Path) -> tuple[int, int]:
    """Return width and height from the head of the file, before a decoder unpacks it; raise `FileError`."""
    if content.startswith(_PNG) and len(content) >= 24:
        width, height = struct.unpack(">2I", content[16:24])
        return width, height
    if not content.startswith(_JPEG):
        raise FileError(
            f"the picture {path} is neither PNG nor JPEG", hint="Save it as one of these; phones show no other."
        )
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        # C0 to CF are frame headers, except for the tables C4, C8 and CC.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">2H", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise _broken(path)


def _decoded(content: bytes, path: Path) -> av.VideoFrame:
    kind = "png_pipe" if content.startswith(_PNG) else "jpeg_pipe"
    try:
        with av.open(BytesIO(content), "r", format=kind) as image:
            return next(image.decode(video=0))
    except (FFmpegError, StopIteration) as error:
        raise _broken(path) from error


def _broken(path: Path) -> FileError:
    return FileError(f"the picture {path} is broken", hint="Open it in an image editor, and save it again.")


def _scaled(frame: av.VideoFrame, longest: int) -> Cover:
    """Return `frame` as a JPEG of at most `longest` pixels, upright, with white for transparent pixels."""
    larger = max(frame.width, frame.height)
    width, height = (max(1, side * longest // max(larger, longest)) for side in (frame.width, frame.height))
    pixels = _as(frame, "rgba", width=width, height=height, interpolation="AREA").to_ndarray()
    opaque = pixels[..., 3:].astype(np.uint16)
    flat = ((pixels[..., :3] * opaque + 255 * (255 - opaque)) // 255).astype(np.uint8)
    # A phone stores a photograph on its side, with a rotation beside it.
    upright = np.ascontiguousarray(np.rot90(flat, round(frame.rotation / 90)))
    return Cover("mjpeg", "image/jpeg", _jpeg(upright))


def _jpeg(pixels: npt.NDArray[np.uint8]) -> bytes:
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.height, encoder.width = pixels.shape[:2]
    encoder.pix_fmt, encoder.time_base = "yuvj420p", Fraction(1)
    encoder.flags |= Flags.bitexact | Flags.qscale
    encoder.options = {"qmin": str(_QUALITY), "qmax": str(_QUALITY)}
    frame = _as(av.VideoFrame.from_ndarray(pixels, "rgb24"), "yuvj420p")
    frame.pts = 0
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def _as(frame: av.VideoFrame, form: str, **scaled: Any) -> av.VideoFrame:
    # With several threads, libav writes past the end of rows, and the same picture has several results.
    return frame.reformat(format=form, threads=1, **scaled)
