"""A clip as an engine gives it -> the same from its first audible frame to its last, without clicks."""

import numpy as np

from voiceguide.audio import Clip

# Voices lead a word in with up to 0.35 s of near silence, so a count would come late by that much. A threshold
# relative to the clip's own peak finds the first audible frame whatever the engine's level.
_ONSET_DB = -40.0
# Endings die away: cut them later than they begin, or "eight" loses its t.
_END_DB = -50.0
_LEAD_SECONDS = 0.003
_TAIL_SECONDS = 0.015


def trim(clip: Clip) -> Clip:
    """Return `clip` from 3 ms before its first audible frame to 15 ms after its last; empty when it is silent.

    What is kept outside the audible part fades in and out, so that neither edge clicks.
    """
    loud = np.abs(clip.samples)
    peak = loud.max(initial=0.0)
    if not peak:
        return Clip(clip.samples[:0], clip.rate)
    onset = int(np.argmax(loud > peak * 10 ** (_ONSET_DB / 20)))
    end = len(loud) - int(np.argmax(loud[::-1] > peak * 10 ** (_END_DB / 20)))
    lead = min(onset, round(_LEAD_SECONDS * clip.rate.hz))
    tail = min(len(loud) - end, round(_TAIL_SECONDS * clip.rate.hz))
    samples = clip.samples[onset - lead : end + tail].copy()
    samples[:lead] *= _rise(lead)
    samples[len(samples) - tail :] *= _rise(tail)[::-1]
    return Clip(samples, clip.rate)


def _rise(frames: int) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    """Half a cosine from 0 to 1."""
    return (0.5 - 0.5 * np.cos(np.pi * (np.arange(frames) + 0.5) / max(frames, 1))).astype(np.float32)
