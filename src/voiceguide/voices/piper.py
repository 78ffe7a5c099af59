"""Piper's public repository of voices -> the parcels it offers.

Its voices.json has a size and an MD5 checksum for each file, which find a file that was damaged on its way. Who may be
on the way is https's business.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from voiceguide.engines.piper import card_of, quality_of, voices_folder
from voiceguide.engines.piperfiles import licence
from voiceguide.errors import FetchError
from voiceguide.voices import web
from voiceguide.voices.download import Remote
from voiceguide.voices.parcel import Parcel

if TYPE_CHECKING:
    from pathlib import Path

BASE_VARIABLE = "VOICEGUIDE_PIPER_VOICES"
_BASE = "https://huggingface.co/rhasspy/piper-voices/resolve/main"
# voices.json is 0.3 MB and the largest voice 0.12 GB: what is much longer is something else.
_LARGEST_CATALOGUE = 8_000_000
_LARGEST_CARD = 100_000
_LARGEST_FILE = 1_000_000_000
_NAME = re.compile(r"[\w-]+")
_CARD = "MODEL_CARD"


def parcels() -> dict[str, Parcel]:
    """Return every voice that the repository offers, by name; raise `FetchError` when it can't be asked."""
    base = (os.environ.get(BASE_VARIABLE) or _BASE).rstrip("/")
    address = f"{base}/voices.json"
    try:
        told = json.loads(web.read(address, _LARGEST_CATALOGUE))
    except ValueError as error:
        raise _unreadable(address) from error
    if not isinstance(told, dict):
        raise _unreadable(address)
    found = (_parcel(name, about, base) for name, about in told.items())
    return {parcel.name: parcel for parcel in found if parcel}


def files_of(name: str) -> list[Path]:
    """Return where the files of voice `name` lie once they are fetched: configuration, card, model."""
    model = voices_folder() / f"{name}.onnx"
    return [model.with_name(f"{model.name}.json"), card_of(model), model]


def _parcel(name: str, about: Any, base: str) -> Parcel | None:
    """Return the voice that the catalogue calls `name`; None for one that isn't whole, or not called as voices are."""
    if not _NAME.fullmatch(name):  # it becomes the name of a file: never of one in another folder
        return None
    try:
        described = {path.rpartition("/")[2]: (path, of) for path, of in about["files"].items()}
        remotes = [_remote(base, *described[each]) for each in (f"{name}.onnx.json", _CARD, f"{name}.onnx")]
        language, quality = str(about["language"]["code"]), str(about["quality"])
    except (KeyError, TypeError, AttributeError, ValueError):
        return None
    return Parcel(
        "piper",
        name,
        language.replace("_", "-"),
        quality_of(quality),
        tuple(zip(remotes, files_of(name), strict=True)),
        partial(_licence, remotes[1]),
    )


def _remote(base: str, path: str, about: Any) -> Remote:
    size_bytes, checksum = int(about["size_bytes"]), str(about["md5_digest"])
    if not 0 < size_bytes <= _LARGEST_FILE:
        raise ValueError(path)
    return Remote(f"{base}/{quote(path)}", size_bytes, "md5", checksum)


def _licence(card: Remote) -> str:
    text = web.read(card.address, _LARGEST_CARD)
    if hashlib.md5(text, usedforsecurity=False).hexdigest() != card.checksum.lower():
        raise FetchError(f"{card.address} isn't what was promised: its checksum is another", hint="Repeat the command.")
    return licence(text.decode("utf-8", "replace"))


def _unreadable(address: str) -> FetchError:
    return FetchError(
        f"what is at {address} is no catalogue of voices",
        hint=f"Repeat the command later. {BASE_VARIABLE} names another address for it.",
    )
