"""Sound servers that are killed, or stop answering, in the middle of a session -> what is heard of it."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .noise import written
from .recording import HZ
from .runs import PYTHON
from .sound import Pcm16
from .table import Row

KILLS = 20
_RAMP = 120
_SEEN = 8
_LIVES_SECONDS = (1.0, 4.0)


class Heard(NamedTuple):
    """What of the programme was heard from one server: the frames `[start, end)`, unless `foreign` is true."""

    start: int
    end: int
    foreign: bool


class Server:
    """A sound server at one address, started and killed again and again; each life is recorded from its first frame."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lives = 0
        inner = {"PULSE_RUNTIME_PATH": folder / "run", "PULSE_STATE_PATH": folder / "state", "PULSE_COOKIE": folder / "c"}
        self.environment = os.environ | {name: str(path) for name, path in inner.items()}
        self.environment |= {"PULSE_SERVER": f"unix:{folder / 'native'}"}
        self._hidden = f"unix:{folder / 'hidden'}"

    def start(self) -> None:
        sink = f"module-null-sink sink_name=nobody rate={HZ} channels=2 format=s16le norewinds=1"
        protocol = f"module-native-protocol-unix auth-anonymous=1 socket={self._folder}/"
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--realtime=no", "--high-priority=no"]
        self._server = subprocess.Popen(
            [*command, "--use-pid-file=no", f"--load={protocol}hidden", f"--load={sink}"],
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )
        listen = ["parec", "-s", self._hidden, "-d", "nobody.monitor", "--raw", "--format=s16le", f"--rate={HZ}"]
        raw = self._folder / f"{self._lives}.raw"
        self._lives += 1
        while not (raw.exists() and raw.stat().st_size):
            time.sleep(0.05)
            with raw.open("wb") as file:
                self._recorder = subprocess.Popen(
                    [*listen, "--channels=2", "--latency-msec=10"], stdout=file, stderr=subprocess.DEVNULL,
                    env=self.environment,
                )
            for _ in range(50):
                if raw.stat().st_size or self._recorder.poll() is not None:
                    break
                time.sleep(0.01)
        # Only now can players find it: nothing of theirs goes unrecorded.
        subprocess.run(
            ["pactl", "-s", self._hidden, "load-module", *f"{protocol}native".split(" ")],
            env=self.environment, check=True, stdout=subprocess.DEVNULL,
        )

    def signal(self, number: signal.Signals) -> None:
        self._server.send_signal(number)

    def kill(self) -> None:
        self._server.kill()
        self._server.wait()
        self._recorder.wait()

    def heard(self) -> list[Pcm16]:
        """Return what each life played, from the first frame that isn't 0 to the last."""
        return [_sounding(self._folder / f"{life}.raw") for life in range(self._lives)]


def rows(kills: int = KILLS) -> Iterator[Row]:
    """Yield a row of each speaker: its server killed, and its server that doesn't answer."""
    for speaker in ("sounddevice", "miniaudio"):
        yield _killed(speaker, kills)
    for speaker in ("sounddevice", "miniaudio"):
        yield _frozen(speaker)


@contextlib.contextmanager
def session(speaker: str, seconds: float) -> Iterator[tuple[Server, subprocess.Popen[str]]]:
    """Play noise of so many seconds beside a server of its own; yield both."""
    folder = Path(tempfile.mkdtemp(prefix="vg-"))
    server = Server(folder)
    server.start()
    command = [PYTHON, "-m", "scripts.benches.noise", speaker, str(seconds)]
    player = subprocess.Popen(command, env=server.environment, stdout=subprocess.PIPE, text=True)
    try:
        yield server, player
    finally:
        player.kill()
        player.wait()
        server.kill()
        shutil.rmtree(folder)


def _killed(speaker: str, kills: int) -> Row:
    moments = random.Random(1)
    lives = [moments.uniform(*_LIVES_SECONDS) for _ in range(kills)]
    seconds = sum(lives) + 2.0
    away = []
    with session(speaker, seconds) as (server, player):
        for lasts in lives:
            _wait_for_sound(server)
            time.sleep(lasts)
            server.kill()
            time.sleep(moments.uniform(0, 1))
            server.start()
            begun = time.monotonic()
            _wait_for_sound(server)
            away.append(time.monotonic() - begun)
        said = [json.loads(line) for line in player.communicate(timeout=seconds + 60)[0].splitlines()]
        found = [_place(sound, whole) for whole in [written(seconds)] for sound in server.heard()]
    recovered = sum(line.get("said") == "The sound is back." for line in said)
    skipped, repeated = _between(found)
    whole = found[0].start == 0 and found[-1].end == round(seconds * HZ) and not any(life.foreign for life in found)
    return Row(
        f"the sound server killed {kills} times in a session through {speaker}, and started again",
        f"{kills} recoveries, nothing skipped",
        f"{recovered} recoveries, {sum(skipped)} frames skipped; {min(repeated)} to {max(repeated)} ms heard twice; sound"
        f" again {1000 * np.median(away):.0f} ms after the server was (at most {1000 * max(away):.0f})",
        "",
        met=recovered == kills and not any(skipped) and whole,
    )


def _frozen(speaker: str) -> Row:
    with session(speaker, 60) as (server, player):
        _wait_for_sound(server)
        time.sleep(1)
        server.signal(signal.SIGSTOP)
        begun = time.monotonic()
        assert player.stdout
        told = json.loads(player.stdout.readline()).get("said", "")
        told_after = time.monotonic() - begun
        begun = time.monotonic()
        player.send_signal(signal.SIGINT)
        try:
            player.wait(20)
        except subprocess.TimeoutExpired:
            pass
        ended_after = time.monotonic() - begun
        server.signal(signal.SIGCONT)
    return Row(
        f"a sound server that doesn't answer, in a session through {speaker}",
        "the session says so within 6 s; Ctrl-C ends it within 2 s",
        f"'{told}' after {told_after:.1f} s; ended {ended_after:.1f} s after Ctrl-C",
        "",
        met=bool(told) and told_after < 6 and ended_after < 2,
    )


def _wait_for_sound(server: Server) -> None:
    raw = server._folder / f"{server._lives - 1}.raw"
    begun = time.monotonic()
    while not len(_sounding(raw)):
        assert time.monotonic() < begun + 30, "nothing is heard"
        time.sleep(0.02)


def _sounding(raw: Path) -> Pcm16:
    frames = np.fromfile(raw, "<i2")
    frames = frames[: len(frames) // 2 * 2].reshape(-1, 2)
    sounding = np.nonzero(frames.any(axis=1))[0]
    return frames[sounding[0] : sounding[-1] + 1] if len(sounding) else frames[:0]


def _place(heard: Pcm16, whole: Pcm16) -> Heard:
    """Return which frames of `whole` were `heard`; the first few are a ramp."""
    key = heard[_RAMP : _RAMP + _SEEN].tobytes()
    at = whole.tobytes().find(key) // 4 - _RAMP
    expected = whole[at + _RAMP : at + len(heard)]
    return Heard(at, at + len(heard), foreign=not np.array_equal(heard[_RAMP:], expected))


def _between(lives: list[Heard]) -> tuple[list[int], list[int]]:
    """Return for each break how many frames were skipped, and how many ms came twice."""
    skipped, repeated = [], []
    for before, after in zip(lives, lives[1:], strict=False):
        twice = before.end - after.start - _RAMP
        skipped.append(max(0, -twice))
        repeated.append(round(1000 * max(0, twice) / HZ))
    return skipped, repeated
