"""Text -> a hum: the least that a voice for voiceguide is made of."""

import numpy as np

from voiceguide.audio import Clip
from voiceguide.errors import EngineError
from voiceguide.speech.engine import MANY, Quality, Utterance, Voice
from voiceguide.units import Rate

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
        """Do nothing: there is nothing to let go of."""
