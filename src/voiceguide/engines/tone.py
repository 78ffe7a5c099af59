"""An engine for tests: it speaks a plain tone as long as speech would be, fast and the same everywhere."""

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.errors import EngineError
from voiceguide.speech.engine import MANY, Quality, Utterance, Voice

_CHARACTERS_A_SECOND = 11
_HZ = 440.0
_LEVEL = 0.3


class ToneEngine:
    """Speaks texts as a tone of 440 Hz, 11 characters a second, with 0.1 s of silence at both ends as voices do."""

    name = "tone"
    version = "2"

    def voices(self) -> list[Voice]:
        """Return its only voice, which speaks every language."""
        return [Voice("", MANY, Quality.ROBOTIC, "Apache-2.0")]

    def speak(self, utterance: Utterance) -> Clip:
        """Return the tone of `utterance`; raise `EngineError` for a voice or a blank text."""
        if utterance.voice:
            raise EngineError(
                f"the tone engine has no voice '{utterance.voice}'", hint="Name it without a voice: tone."
            )
        if not utterance.text.strip():
            raise EngineError("there is nothing to say")
        frames = round(len(utterance.text) / (_CHARACTERS_A_SECOND * utterance.rate) * TIMELINE_RATE.hz)
        # A cosine, whose first frame is at full level, so that a test can find where the sound begins.
        wave = _LEVEL * np.cos(2 * np.pi * _HZ / TIMELINE_RATE.hz * np.arange(frames))
        edge = TIMELINE_RATE.hz // 10
        return Clip(np.pad(wave, edge).astype(np.float32), TIMELINE_RATE)

    def close(self) -> None:
        """Do nothing: there is nothing to unload."""
