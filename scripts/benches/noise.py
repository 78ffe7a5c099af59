"""Play noise as a session does: python -m scripts.benches.noise SPEAKER SECONDS.

It writes a line of JSON for each thing that happens: `line` is a line for the listener, `pressed` is a key with its
time on the clock of `time.monotonic`. At the end, `underruns` is the speaker's count, and `peak_bytes` the memory.
"""

import argparse
import json
import random
import resource
import signal
import time
from collections.abc import Iterator
from functools import partial

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip, pcm16
from voiceguide.plan.model import Metadata
from voiceguide.playback.contracts import Command
from voiceguide.playback.session import perform
from voiceguide.speakers import opening
from voiceguide.timeline.model import Placement, Timeline

from .sound import Pcm16

_PIECE_SECONDS = 10


def timeline(seconds: float) -> Timeline:
    """Return noise of so many seconds that is never 0; within an hour no two parts of it are alike."""
    piece = _PIECE_SECONDS * TIMELINE_RATE.hz
    length = round(seconds * TIMELINE_RATE.hz)
    loud = np.random.default_rng(1).uniform(0.1, 0.5, piece).astype(np.float32)
    places = range(0, length, piece)
    # One clip at falling levels: memory doesn't grow with the length, and no two parts are alike.
    placements = tuple(
        Placement(at, Clip(loud[: length - at], TIMELINE_RATE), gain=1 - number / 1000)
        for number, at in enumerate(places)
    )
    return Timeline(TIMELINE_RATE, length, placements, (), (), Metadata("Noise"))


def written(seconds: float) -> Pcm16:
    """Return the samples of a file of that noise, shape (frames, 2)."""
    return np.concatenate([pcm16(block.samples) for block in perform(timeline(seconds))])


class Presses:
    """A control that pauses and goes on at random moments, about one a second, and writes down when."""

    def __init__(self, pauses: int) -> None:
        moments = random.Random(1)
        at = time.monotonic() + 1
        self._due: list[tuple[float, Command]] = []
        for _ in range(pauses):
            for command in (Command.PAUSE, Command.RESUME):
                at += 1 + moments.random() / 2
                self._due.append((at, command))

    def poll(self) -> Iterator[Command]:
        while self._due and self._due[0][0] <= time.monotonic():
            at, command = self._due.pop(0)
            tell(pressed=command.value, at=at)
            yield command


def tell(**what: object) -> None:
    print(json.dumps(what), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("speaker")
    parser.add_argument("seconds", type=float)
    parser.add_argument("--pauses", type=int, default=0)
    parser.add_argument("--latency", type=float)
    chosen = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    opened = opening.open_speaker(chosen.speaker, latency=chosen.latency)
    speaker = opening.reconnecting(opened, chosen.speaker, latency=chosen.latency, tell=lambda line: tell(line=line))
    session = partial(perform, channels=speaker.channels, block=speaker.frames, latency=speaker.latency)
    programme = timeline(chosen.seconds)
    speaker.play(programme, session(programme, commands=Presses(chosen.pauses).poll))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    tell(underruns=speaker.underruns, peak_bytes=peak)


if __name__ == "__main__":
    main()
