"""Input for voice control without an engine: a buzz that the voice detector takes for a voice, with silence."""

import numpy as np

from voiceguide.audio import Pcm16

HZ = 16_000


def quiet(seconds: float) -> Pcm16:
    """Return the soft noise of a room, the same in every call."""
    return (np.random.default_rng(1).standard_normal(round(seconds * HZ)) * 8).astype(np.int16)


def buzz(seconds: float, hz: float = 120.0) -> Pcm16:
    """Return a vowel: the overtones of `hz`, strongest near 700 and 1,200 Hz, with the vibrato of a voice."""
    at = np.arange(round(seconds * HZ)) / HZ
    waver = 2 * np.pi * hz * (at + 0.002 * np.sin(2 * np.pi * 5 * at))
    strong = ((n, 1 / (1 + ((n * hz - 700) / 200) ** 2) + 1 / (1 + ((n * hz - 1200) / 200) ** 2)) for n in range(1, 30))
    sound = sum(level * np.sin(n * waver) for n, level in strong)
    swell = np.minimum(1, np.minimum(at, at[::-1]) / 0.03)
    return np.asarray(3_000 * swell * sound, np.int16)


def said(*seconds: float, lead: float = 1.0, gap: float = 0.6) -> Pcm16:
    """Return buzzes of `seconds` each, with `lead` seconds of quiet first and `gap` seconds after each."""
    pieces = [quiet(lead)]
    for length in seconds:
        pieces += [buzz(length), quiet(gap)]
    return np.concatenate(pieces)
