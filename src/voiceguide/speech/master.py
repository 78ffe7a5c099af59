"""A clip as an engine or a file gives it -> one at the timeline's rate, as loud as speech."""

import numpy as np
import soxr

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.speech.loudness import level
from voiceguide.speech.trim import trim


def master_speech(clip: Clip) -> Clip:
    """Return `clip` beginning with its first audible frame."""
    return level(trim(_at_timeline_rate(clip)))


def master_sound(clip: Clip) -> Clip:
    """Return `clip` in its whole length."""
    return level(_at_timeline_rate(clip))


def _at_timeline_rate(clip: Clip) -> Clip:
    if clip.rate == TIMELINE_RATE:
        return clip
    return Clip(soxr.resample(clip.samples, clip.rate.hz, TIMELINE_RATE.hz).astype(np.float32), TIMELINE_RATE)
