"""Hums every text: the smallest voice for voiceguide."""

import numpy as np

from voiceguide.plugin import MANY, Clip, EngineError, Quality, Rate, Utterance, Voice

_RATE = Rate(16_000)


class Hum:
    """Hums each text a quarter of a second for each of its words."""

    name = "hum"
    version = "1"

    def voices(self) -> list[Voice]:
        """Return its one voice, which hums any language."""
        return [Voice("", MANY, Quality.ROBOTIC, "Apache-2.0")]

    def speak(self, utterance: Utterance) -> Clip:
        """Return the hum of `utterance`; raise `EngineError` for a voice or a blank text."""
        words = utterance.text.split()
        if not words or utterance.voice:
            raise EngineError("Hum hums words, in one voice only")
        at = np.arange(round(_RATE.hz / 4 * len(words) / utterance.rate)) / _RATE.hz
        return Clip((np.sin(2 * np.pi * 220 * at) / 4).astype(np.float32), _RATE)

    def close(self) -> None:
        """Do nothing: it holds no process and no model."""
