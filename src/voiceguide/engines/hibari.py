"""Text -> English speech through hibari, the default voice: offline, its weights in the wheel."""

from __future__ import annotations

import os
from importlib import metadata
from typing import TYPE_CHECKING

from voiceguide.audio import Clip
from voiceguide.errors import EngineError
from voiceguide.units import Rate

if TYPE_CHECKING:
    import hibari

    from voiceguide.speech.engine import Utterance

_DEFAULT_VOICE = "heart"
# 158 words a minute, pauses counted: people follow guided exercises best at about 150. At 1.0 it is 166.
_TEMPO = 0.9
_SLOWEST, _FASTEST = 0.5, 2.0


class Hibari:
    """The hibari engine: `heart` comes in its wheel; the other voices work once the listener has fetched them."""

    name = "hibari"

    def __init__(self) -> None:
        self.version = f"{metadata.version('hibari-tts')} at {_TEMPO}"
        self._model: hibari.Hibari | None = None

    def speak(self, utterance: Utterance) -> Clip:
        """Return the sound of `utterance`, 24,000 frames a second.

        Raise `EngineError` for another language than English, a voice that isn't here, or a text with no sound.
        """
        if utterance.language.lower().partition("-")[0] != "en":
            raise EngineError(
                f"the hibari voice speaks English, not '{utterance.language}'",
                hint="Your computer may have a voice that does: --voice system.",
            )
        model = self._loaded(utterance.voice or _DEFAULT_VOICE)
        # hibari reads "[text](/phonemes/)" as a pronunciation; here a text is never markup.
        text = utterance.text.replace("](", "] (")
        tempo = min(max(_TEMPO * utterance.rate, _SLOWEST), _FASTEST)
        # The seed fixes the breath noise, so that a text always sounds the same.
        samples = model(text, speed=tempo, seed=0)
        if not len(samples):
            raise EngineError(
                f"the hibari voice can't read '{utterance.text}'", hint="It reads English in Latin letters."
            )
        return Clip(samples, Rate(model.sample_rate))

    def close(self) -> None:
        """Let go of the model."""
        self._model = None

    def _loaded(self, voice: str) -> hibari.Hibari:
        if self._model is None or self._model.voice != voice:
            self._model = _load(voice)
        return self._model


def _load(voice: str) -> hibari.Hibari:
    # onnxruntime 1.32 reports to its makers as soon as it is imported, and only this keeps it from that: calling
    # `disable_telemetry_events` comes too late. Nothing here ever needs the network.
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
        # Never fetch a voice unasked: an offline program that calls home once isn't one.
        voice_path(voice, download_missing=False)
        return hibari.Hibari(voice, threads=1)
    except FileNotFoundError as error:
        raise EngineError(
            f"the hibari voice '{voice}' isn't on this computer yet",
            hint=f"Fetch it once, 8 MB: hibari --voice {voice} Hello -o hello.wav",
        ) from error
