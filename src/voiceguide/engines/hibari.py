"""The hibari engine, the default: natural English, offline, with its weights in the wheel."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voiceguide.audio import Clip
from voiceguide.engines.package import folder, version
from voiceguide.errors import EngineError
from voiceguide.speech.engine import Quality, Voice
from voiceguide.speech.mastering import at_rate
from voiceguide.units import Rate

if TYPE_CHECKING:
    from collections.abc import Mapping

    import hibari

    from voiceguide.speech.engine import Utterance

_DEFAULT_VOICE = "heart"
# It then speaks the five English routines at 148 words a minute: listeners follow guided exercises best at about 150.
# 0.7 would be 140, 0.75 147. Words in a small room are spoken at up to 0.9, which is 191 words a minute.
_TEMPO = 0.72
# A quarter more tempo takes a quarter off the time, so it rises less than the rate: 0.9 is the tempo at a rate of 1.35.
_TEMPO_A_RATE = (0.9 - _TEMPO) / 0.35
_SLOWEST, _FASTEST = 0.5, 2.0
_DIGITS = 6


class Hibari:
    """English voices that sound natural. Licence: Apache-2.0.

    `heart` is there from the start; four others, American and British, are fetched: 8 MB each.
    """

    name = "hibari"

    def __init__(self) -> None:
        self.version = f"{version('hibari-tts')} at {_TEMPO}, even to 1 %"
        self._model: hibari.Hibari | None = None

    def voices(self) -> list[Voice]:
        """Return every voice of hibari, including those that can be downloaded."""
        package = folder("hibari")
        if not package:
            how = "pip install hibari-tts"
            return [Voice(_DEFAULT_VOICE, "en-US", Quality.NATURAL, "Apache-2.0", installed=False, how=how)]
        voices = json.loads((package / "assets" / "voices.json").read_text("utf-8"))
        return [_voice(name, about) for name, about in voices.items()]

    def speak(self, utterance: Utterance) -> Clip:
        """Return the sound of `utterance`, 24,000 frames a second.

        Raise `EngineError` for a language other than English, a voice that isn't here, or a text without sound.
        """
        if utterance.language.lower().partition("-")[0] != "en":
            raise EngineError(
                f"the hibari voice speaks English, not '{utterance.language}'",
                hint="eSpeak and your computer's own voices speak others: --voice espeak, --voice system.",
            )
        model = self._loaded(utterance.voice or _DEFAULT_VOICE)
        # hibari reads "[text](/phonemes/)" as a pronunciation, but a text is never markup here.
        text = utterance.text.replace("](", "] (").encode("utf-8", "replace").decode()

        def speak(rate: float) -> Clip:
            tempo = min(max(round(_TEMPO + _TEMPO_A_RATE * (rate - 1), _DIGITS), _SLOWEST), _FASTEST)
            # The seed fixes the noise of breath, so that a text always sounds the same.
            samples = model(text, speed=tempo, seed=0)
            if not len(samples):
                raise EngineError(
                    f"the hibari voice can't read '{utterance.text}'", hint="It reads English in Latin letters."
                )
            return Clip(samples, Rate(model.sample_rate))

        return at_rate(speak, utterance.rate, utterance.faster)

    def close(self) -> None:
        """Unload the model."""
        self._model = None

    def _loaded(self, voice: str) -> hibari.Hibari:
        if self._model is None or self._model.voice != voice:
            self._model = _load(voice)
        return self._model


def _voice(name: str, about: Mapping[str, Any]) -> Voice:
    here = bool(about.get("bundled")) or (_fetched() / about["file"]).exists()
    how = "" if here else _how(name)
    return Voice(name, about["language"], Quality.NATURAL, "Apache-2.0", installed=here, how=how)


def _how(name: str) -> str:
    return f"voiceguide voices fetch hibari:{name}"


def _fetched() -> Path:
    """Return where hibari keeps downloaded voices. `hibari.voices.cache_dir` would load all of hibari."""
    if own := os.environ.get("HIBARI_HOME"):
        return Path(own)
    from platformdirs import user_cache_path

    return user_cache_path("hibari", appauthor=False, opinion=False)


def _load(voice: str) -> hibari.Hibari:
    # onnxruntime 1.32 sends a report to its makers when it is imported, and only this prevents it: calling
    # `disable_telemetry_events` is too late.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import hibari
        from hibari.voices import VOICES, voice_path
    except (ImportError, OSError) as error:
        raise EngineError(
            f"hibari can't start: {error}", hint="Install it anew: pip install --force-reinstall hibari-tts"
        ) from error
    if voice not in VOICES:
        raise EngineError(f"hibari has no voice '{voice}'", hint=f"Its voices: {', '.join(VOICES)}.")
    try:
        # Never download a voice unless the listener asks: the program works offline.
        voice_path(voice, download_missing=False)
        return hibari.Hibari(voice, threads=1)
    except FileNotFoundError as error:
        raise EngineError(
            f"the hibari voice '{voice}' isn't on this computer yet",
            hint=f"Fetch it once, 8 MB: {_how(voice)}",
        ) from error
