"""A program that plays noise: python noise_player.py SPEAKER FRAMES [interrupted | SECONDS].

It says 'playing' at the first block, and what it raised. `interrupted` breaks off half-way, then plays all again;
`SECONDS` is the latency.
"""
# ruff: noqa: T201 - a program: it prints

import sys

import numpy as np

from voiceguide import plugins
from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.errors import DeviceError
from voiceguide.plan.model import Metadata
from voiceguide.playback.session import perform
from voiceguide.timeline.model import Placement, Timeline


def noise(frames):
    """Return a timeline of noise without a zero sample. Left and right differ."""
    loud = np.random.default_rng(1).uniform(0.1, 0.5, frames).astype(np.float32)
    return Timeline(
        TIMELINE_RATE, frames, (Placement(0, Clip(loud, TIMELINE_RATE), pan=0.3),), (), (), Metadata("Noise")
    )


def session(timeline, speaker, end=None):
    """Yield the timeline's blocks as a speaker receives them, and raise at frame `end`."""
    for block in perform(timeline, block=speaker.frames, channels=speaker.channels, latency=speaker.latency):
        if block.spans[0].start == 0:
            print("playing", flush=True)
        if end is not None and block.spans[0].start >= end:
            raise LookupError("broken off")
        yield block


def main(name, frames, mode=""):
    timeline = noise(int(frames))
    try:
        latency = {} if mode in ("", "interrupted") else {"latency_seconds": float(mode)}
        speaker = plugins.load(plugins.SPEAKERS, name)(**latency)
        if mode == "interrupted":
            try:
                speaker.play(timeline, session(timeline, speaker, end=timeline.length // 2))
            except LookupError as error:
                print(error, flush=True)
        speaker.play(timeline, session(timeline, speaker))
    except DeviceError as error:
        print(f"{error.message}\n{error.hint}")
        sys.exit(1)
    except KeyboardInterrupt:
        print("interrupted")
        sys.exit(130)


if __name__ == "__main__":
    main(*sys.argv[1:])
