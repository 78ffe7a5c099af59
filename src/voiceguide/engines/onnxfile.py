"""A file -> whether it is a whole ONNX model, told from its outermost fields alone: nothing is loaded."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

# The fields of ModelProto in onnx.proto: ir_version to opset_import, metadata_props, training_info, functions and
# configuration. A field is a tag, number and kind in one, and then a number (kind 0) or a length and as many bytes (2).
_FIELDS = {1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26}
_GRAPH = 7
_NUMBER, _BYTES = 0, 2
_LONGEST_NUMBER = 10


def is_whole(path: Path) -> bool:
    """Return whether the fields of the file at `path` are a model's and end where it ends; raise `OSError`."""
    size = path.stat().st_size
    graph = False
    with path.open("rb") as file:
        while file.tell() < size:
            field, kind = divmod(_number(file), 8)
            if field not in _FIELDS or kind not in (_NUMBER, _BYTES):
                return False
            number = _number(file)
            if number < 0 or (kind == _BYTES and file.seek(number, os.SEEK_CUR) > size):
                return False
            graph = graph or field == _GRAPH
    return graph


def _number(file: BinaryIO) -> int:
    """Return the next number: seven bits a byte, the lowest first, as long as the eighth is set; -1 at a cut."""
    number = 0
    for index in range(_LONGEST_NUMBER):
        byte = file.read(1)
        if not byte:
            break
        number |= (byte[0] & 0x7F) << 7 * index
        if byte[0] < 0x80:
            return number
    return -1
