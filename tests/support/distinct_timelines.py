"""Small timelines in which every sample differs, so that tests notice a lost or repeated one."""

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.plan.model import Metadata
from voiceguide.timeline.model import Bed, Gate, Mark, Placement, Timeline


def ramp_timeline(length=20_000, gates=(), steps=(), bed=None):
    """A timeline of one clip whose sample i is (i + 1) / length."""
    clip = Clip((np.arange(length, dtype=np.float32) + 1) / length, TIMELINE_RATE)
    return Timeline(
        TIMELINE_RATE,
        length,
        (Placement(0, clip),),
        tuple(Gate(*gate) for gate in gates),
        tuple(Mark(at, at, "step", "", start=at) for at in steps),
        Metadata("Ramp"),
        bed=bed,
    )


def busy_timeline():
    """A timeline with overlapping, panned and quiet placements over a bed of music."""
    rng = np.random.default_rng(1)
    clips = [Clip(rng.uniform(-0.3, 0.3, n).astype(np.float32), TIMELINE_RATE) for n in (700, 2500, 1201)]
    placements = (
        Placement(0, clips[0], pan=-0.6),
        Placement(500, clips[1], gain=0.3),
        Placement(2000, clips[2], pan=0.6),
        Placement(2999, clips[0], gain=0.5, pan=0.1),
    )
    bed = Bed(clips[2], np.array([0, 1000, 4100]), np.array([0.0, 0.1, 0.02]))
    return Timeline(TIMELINE_RATE, 4100, placements, (), (), Metadata("Busy"), bed=bed)
