"""The clips of tones: earcons made from a table of notes, and the quiet sound that wakes a sleeping headset."""

from functools import cache
from random import Random
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.plan.model import Tone
from voiceguide.units import gain

Curve = npt.NDArray[np.float64]


_BELL = (1.0, 0.35, 0.12)
_REED = (0.12, 1.0, 0.6, -0.35, 0.2)
"""The sign of the fourth lowers the peak to that of the start tone, so that tones can be turned up as far as before."""


class Note(NamedTuple):
    """One note of an earcon: `overtones` are the levels of its first multiples of `hz`."""

    at_seconds: float
    seconds: float
    hz: float
    overtones: tuple[float, ...] = _BELL


# With its overtones each pitch lies where a phone's speaker is strong, 500 to 2500 Hz. "Go" and "let go" are told apart
# by more than the order of two notes, so that also a new listener, or one who hears no pitches, knows which is which:
# the start tone is two short bells that rise, the release tone one long low note of a reed, an octave lower. A phone
# can't sound its 330 Hz, but an ear hears them in their multiples. The tones of a rest are single bells, softer and
# higher than the release.
_NOTES: dict[Tone, tuple[Note, ...]] = {
    "start": (Note(0, 0.12, 659.3), Note(0.1, 0.22, 987.8)),
    "release": (Note(0, 0.35, 329.6, _REED),),
    "tick": (Note(0, 0.06, 1174.7),),
    "halfway": (Note(0, 0.09, 784.0), Note(0.14, 0.14, 784.0)),
    "switch": (Note(0, 0.14, 587.3), Note(0.13, 0.14, 880.0), Note(0.26, 0.24, 587.3)),
    "done": (Note(0, 0.3, 523.3), Note(0.15, 0.3, 659.3), Note(0.3, 0.3, 784.0), Note(0.45, 0.6, 1046.5)),
    "rest-start": (Note(0, 0.3, 523.3),),
    "rest-release": (Note(0, 0.3, 587.3),),
    "cue": (Note(0, 0.18, 698.5),),  # without a voice: there is something to read
}
_RAMP_SECONDS = 0.005
_LOUDEST_DB = -20.5
"""RMS of a tone in dBFS: 4.5 dB below speech at -16 LUFS, which a tone of 1 kHz reaches at -16 dBFS RMS."""
_SOFTER_DB = {"rest-start": -4.0, "rest-release": -4.0, "tick": -2.0, "cue": -4.0}

WAKE_SECONDS = 1.5
"""The longest start of a sound that Bluetooth loses after silence, as six projects report."""
_WAKE_PEAK_DB = -54.0


@cache
def tone(name: Tone) -> Clip:
    """Return the earcon `name`."""
    notes = _NOTES[name]
    length = max(_frames(note.at_seconds + note.seconds) for note in notes)
    drawn = np.zeros(length)
    for note in notes:
        start = _frames(note.at_seconds)
        sound = _note(note)
        drawn[start : start + len(sound)] += sound
    wanted = gain(_LOUDEST_DB + _SOFTER_DB.get(name, 0.0))
    drawn *= wanted / np.sqrt(np.mean(drawn**2))
    return Clip(drawn.astype(np.float32), TIMELINE_RATE)


@cache
def wake() -> Clip:
    """Return the wake-up sound: noise with a peak of -54 dBFS, softer than a quiet room."""
    # Python's random numbers, because importing numpy's delays the first sound by 15 ms.
    drawn = Random(0).randbytes(2 * _frames(WAKE_SECONDS))  # noqa: S311 - noise, not a secret
    # Smooth noise, whose peak lossy encoders don't raise.
    noise = np.convolve(np.frombuffer(drawn, "<i2"), np.ones(8) / 8, mode="same")
    noise *= gain(_WAKE_PEAK_DB) / np.abs(noise).max()
    return Clip(_ramped(noise, 0.2).astype(np.float32), TIMELINE_RATE)


def _note(note: Note) -> Curve:
    at = np.arange(_frames(note.seconds)) / TIMELINE_RATE.hz
    sound = sum(level * np.sin(2 * np.pi * note.hz * times * at) for times, level in enumerate(note.overtones, start=1))
    return _ramped(sound * np.exp(-2.5 * at / note.seconds), _RAMP_SECONDS)


def _ramped(sound: Curve, seconds: float) -> Curve:
    ramp = np.linspace(0, 1, _frames(seconds), endpoint=False)
    sound[: len(ramp)] *= ramp
    sound[-len(ramp) :] *= ramp[::-1]
    return sound


def _frames(seconds: float) -> int:
    return round(seconds * TIMELINE_RATE.hz)
