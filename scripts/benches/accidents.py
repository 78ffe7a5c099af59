"""Kill or stop the sound server in the middle of a session, and measure what the listener hears."""

import contextlib
import json
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

from .mortal import Server
from .noise import written
from .recording import HZ
from .runs import PYTHON
from .sound import Pcm16
from .table import Row

_SPEAKERS = ("sounddevice", "miniaudio")
_KILLS = 20
_LIVES_SECONDS = (1.0, 4.0)
_SPARE_SECONDS = 2.0
_RAMP = 120
_SEEN = 8
"""So many frames of 16-bit noise occur only once in it."""
_LINE_SECONDS, _ENDED_SECONDS = 6, 2


class Heard(NamedTuple):
    """The frames `[start, end)` of a programme that one life of the server played; `whole` if it played no others."""

    start: int
    end: int
    whole: bool


def rows() -> Iterator[Row]:
    """Yield two rows for each speaker: its server killed, and its server stuck."""
    for speaker in _SPEAKERS:
        yield killed(speaker, _KILLS)
    for speaker in _SPEAKERS:
        yield stuck(speaker)


def killed(speaker: str, kills: int) -> Row:
    """Return the row of a session whose server is killed at random moments and started again, `times` times."""
    moments = random.Random(1)
    lives = [moments.uniform(*_LIVES_SECONDS) for _ in range(kills)]
    seconds = sum(lives) + _SPARE_SECONDS
    away = []
    with _session(speaker, seconds) as (server, player):
        for lasts in lives:
            server.wait_for_sound()
            time.sleep(lasts)
            server.kill()
            time.sleep(moments.random())
            server.start()
            begun = time.monotonic()
            server.wait_for_sound()
            away.append(1000 * (time.monotonic() - begun))
        lines = [json.loads(line) for line in player.communicate()[0].splitlines()]
        programme = written(seconds)
        heard = [place(sound, programme) for sound in server.heard()]
    recovered = sum(line.get("line") == "The sound is back." for line in lines)
    twice = [before.end - after.start - _RAMP for before, after in pairwise(heard)]
    skipped = -sum(min(0, frames) for frames in twice)
    whole = heard[0].start == 0 and heard[-1].end == len(programme) and all(life.whole for life in heard)
    return Row(
        f"the sound server killed {kills} times in a session through {speaker}, and started again",
        f"{kills} recoveries, nothing skipped",
        f"{recovered} recoveries, {skipped} frames skipped; {max(0, min(twice)) / HZ:.2f} to {max(twice) / HZ:.2f} s "
        f"heard twice; sound again {median(away):.0f} ms after the server (at most {max(away):.0f})",
        "",
        met=recovered == kills and not skipped and whole,
    )


def stuck(speaker: str) -> Row:
    """Return the row of a session whose server stops answering, and which Ctrl-C then ends."""
    with _session(speaker, 60) as (server, player):
        server.wait_for_sound()
        server.signal(signal.SIGSTOP)
        begun = time.monotonic()
        assert player.stdout
        line = json.loads(player.stdout.readline())["line"]
        line_after = time.monotonic() - begun
        begun = time.monotonic()
        player.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            player.wait(10 * _ENDED_SECONDS)
        ended_after = time.monotonic() - begun
        server.signal(signal.SIGCONT)
    return Row(
        f"a sound server that doesn't answer any more, in a session through {speaker}",
        f"the session says so within {_LINE_SECONDS} s; Ctrl-C ends it within {_ENDED_SECONDS} s",
        f"'{line}' after {line_after:.1f} s; ended {ended_after:.1f} s after Ctrl-C",
        "",
        met=line_after < _LINE_SECONDS and ended_after < _ENDED_SECONDS,
    )


def place(heard: Pcm16, programme: Pcm16) -> Heard:
    """Return which frames of `programme` are in `heard`. The first few are a ramp, except at the programme's start.

    Silence between them is left out, because other rows count the gaps of a busy machine.
    """
    heard = heard[heard.any(axis=1)]
    start = programme.tobytes().find(heard[_RAMP : _RAMP + _SEEN].tobytes()) // programme[0].nbytes - _RAMP
    expected = programme[start + _RAMP : start + len(heard)]
    return Heard(start, start + len(heard), np.array_equal(heard[_RAMP:], expected))


@contextlib.contextmanager
def _session(speaker: str, seconds: float) -> Iterator[tuple[Server, subprocess.Popen[str]]]:
    """Play `seconds` of noise beside a server of its own; yield both."""
    with tempfile.TemporaryDirectory(prefix="vg-") as folder:
        server = Server(Path(folder))
        server.start()
        command = [PYTHON, "-m", "scripts.benches.noise", speaker, str(seconds)]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        player = subprocess.Popen(command, env=server.environment, text=True, **streams)
        try:
            yield server, player
        finally:
            player.kill()
            player.wait()
            server.kill()
