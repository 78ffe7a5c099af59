"""The listener's settings of the sound: the tempo of speech, the volumes of voice and tones, and where words sound."""

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from voiceguide.errors import UsageError

SLOWEST, FASTEST = 0.5, 2.0
"""The tempos at which every engine can be understood: half and twice its own."""

SOFTEST_DB = -30.0
"""The lowest volume of voice and tones. Anything softer is hardly audible."""

LOUDEST_VOICE_DB, LOUDEST_TONE_DB = 3.0, 6.0
"""The highest volumes. Speech peaks at -2 dBTP; if it is 4 dB louder and limited, lossy coding exceeds -1 dBTP."""

OFF_DB = -math.inf
"""The volume of tones that are off."""

_DIGITS = 6
_MINUS = "\N{MINUS SIGN}"
_DECIBELS = re.compile(r"([+-]?\d{1,3}(?:\.\d{1,3})?)\s*(?:dB)?", re.ASCII | re.IGNORECASE)


class NotDecibels(ValueError):  # noqa: N818 - the name says what is wrong
    """The text isn't a volume."""


def decibels(written: str) -> float:
    """Return the decibels of `written`, such as '-6dB', '+3' or 'off'; raise `NotDecibels` for anything else.

    >>> [decibels("-6 dB"), decibels("off")]
    [-6.0, -inf]
    """
    written = written.strip().replace(_MINUS, "-")
    if written.lower() in ("off", str(OFF_DB)):
        return OFF_DB
    found = _DECIBELS.fullmatch(written)
    if not found:
        raise NotDecibels(written)
    return float(found[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSettings:
    """The listener's settings of how a routine sounds. The defaults are what the routine format promises.

    `rate` is the tempo of speech, 0.5 to 2; holds and counts keep their seconds. `voice_db`, -30 to 3, and `tone_db`,
    -30 to 6, change the levels of voice and tones. At -inf, tones are off: they take their time in silence. Raise
    `UsageError` for any other number. Without `pan` no words lean to a side.
    """

    rate: float = 1.0
    voice_db: float = 0.0
    tone_db: float = 0.0
    pan: bool = True

    def __post_init__(self) -> None:
        if not SLOWEST <= self.rate <= FASTEST:
            raise UsageError(
                f"speech can't be {self.rate} times as fast", hint=f"A rate lies between {SLOWEST} and {FASTEST:g}."
            )
        if not SOFTEST_DB <= self.voice_db <= LOUDEST_VOICE_DB:
            raise UsageError(
                f"the voice can't be turned by {self.voice_db:g} dB",
                hint=f"Its volume lies between {SOFTEST_DB:g} and {LOUDEST_VOICE_DB:g} dB.",
            )
        if not (SOFTEST_DB <= self.tone_db <= LOUDEST_TONE_DB or self.tone_db == OFF_DB):
            raise UsageError(
                f"the tones can't be turned by {self.tone_db:g} dB",
                hint=f"Their volume lies between {SOFTEST_DB:g} and {LOUDEST_TONE_DB:g} dB, or is off: -inf.",
            )

    def can_be(self, tempo: Fraction) -> bool:
        """Return True if speech can be `tempo` times as fast as these settings say."""
        return SLOWEST <= round(self.rate * tempo, _DIGITS) <= FASTEST

    @property
    def under_words_db(self) -> float:
        """The level to add to music under speech, at most 0: a softer voice needs softer music."""
        return min(self.voice_db, 0.0)


DEFAULT = VoiceSettings()
"""The settings that the routine format promises."""
