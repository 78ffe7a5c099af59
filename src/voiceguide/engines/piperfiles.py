"""Reads the files of a piper voice: whether its model is complete, and the licence that its MODEL_CARD names."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

_LINE = re.compile(r"^[ \t*_-]*licen[cs]e[ \t*_]*:[ \t*_]*(\S.*?)\s*$", re.IGNORECASE | re.MULTILINE)
_COMMONS = re.compile(
    r"(?:creativecommons\.org/licenses/|\bcc[ -]?)(by(?:-(?:nc|nd|sa))*)(?:[ /-]+(\d\.\d))?", re.IGNORECASE
)
_ZERO = re.compile(r"\bcc[ -]?0\b|creativecommons\.org/publicdomain/zero", re.IGNORECASE)
_KNOWN = {"mit": "MIT", "mit license": "MIT", "apache 2.0": "Apache-2.0", "apache-2.0": "Apache-2.0"}

# The fields of ModelProto in onnx.proto: ir_version to opset_import, metadata_props, training_info, functions and
# configuration. A field is a tag, which holds its number and its kind, then a number (kind 0), or a length and as many
# bytes (kind 2).
_FIELDS = {1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26}
_GRAPH = 7
_NUMBER, _BYTES = 0, 2
_LONGEST_NUMBER = 10


def licence(card: str) -> str:
    """Return the licence that the MODEL_CARD `card` names, as an SPDX expression if it is clear; '' if there is none.

    >>> licence("* License: CC0"), licence("* License: https://creativecommons.org/licenses/by-sa/4.0/")
    ('CC0-1.0', 'CC-BY-SA-4.0')
    >>> licence("* URL: https://example.org"), licence("* License: See URL")
    ('', 'See URL')
    """
    if not (line := _LINE.search(card)):
        return ""
    words = line[1]
    if _ZERO.search(words):
        return "CC0-1.0"
    if (commons := _COMMONS.search(words)) and commons[2]:
        return f"CC-{commons[1].upper()}-{commons[2]}"
    return _KNOWN.get(words.casefold(), words)


def is_whole(path: Path) -> bool:
    """Return True if the file at `path` is a complete ONNX model. Raise `OSError`.

    This reads only the outermost fields, so that listing voices doesn't load them.
    """
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
    """Return the next number, seven bits in each byte, the lowest first, until the eighth bit is 0; -1 if it is cut."""
    number = 0
    for index in range(_LONGEST_NUMBER):
        byte = file.read(1)
        if not byte:
            break
        number |= (byte[0] & 0x7F) << 7 * index
        if byte[0] < 0x80:
            return number
    return -1
