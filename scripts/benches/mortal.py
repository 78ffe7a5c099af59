"""Start and kill a sound server again and again at one address, and record what each of its lives plays."""

import os
import signal
import subprocess
import time
from pathlib import Path

import numpy as np

from .recording import HZ
from .sound import Pcm16

_LONGEST_WAIT_SECONDS = 30
_LONGEST_START_SECONDS = 0.5
_FORM = ["--raw", "--format=s16le", f"--rate={HZ}", "--channels=2", "--latency-msec=10"]


class Server:
    """A server in `folder`; programs find it through `environment`. It records each life from the first frame."""

    def __init__(self, folder: Path) -> None:
        places = {"PULSE_RUNTIME_PATH": "run", "PULSE_STATE_PATH": "state", "PULSE_COOKIE": "cookie"}
        self.environment = os.environ | {name: str(folder / place) for name, place in places.items()}
        self.environment["PULSE_SERVER"] = f"unix:{folder}/native"
        self._folder = folder
        self._lives: list[Path] = []

    def start(self) -> None:
        """Start a life. Programs find the server once the recording has begun."""
        sink = f"module-null-sink sink_name=nobody rate={HZ} channels=2 format=s16le norewinds=1"
        protocol = f"module-native-protocol-unix auth-anonymous=1 socket={self._folder}/"
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--realtime=no", "--high-priority=no"]
        self._server = self._started(*command, "--use-pid-file=no", f"--load={protocol}hidden", f"--load={sink}")
        hidden = f"unix:{self._folder}/hidden"
        raw = self._folder / f"{len(self._lives)}.raw"
        self._recorder = self._recording(hidden, raw)
        while not raw.stat().st_size:
            self._recorder.kill()
            self._recorder.wait()
            self._recorder = self._recording(hidden, raw)
        self._lives.append(raw)
        door = ["pactl", "-s", hidden, "load-module", *f"{protocol}native".split()]
        subprocess.run(door, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def signal(self, number: signal.Signals) -> None:
        """Send the server a signal."""
        self._server.send_signal(number)

    def kill(self) -> None:
        """End this life at once."""
        self._server.kill()
        self._server.wait()
        self._recorder.wait()

    def heard(self) -> list[Pcm16]:
        """Return what each life played, shape (frames, 2), from the first frame that isn't 0 to the last."""
        return [_sounding(raw) for raw in self._lives]

    def wait_for_sound(self) -> None:
        """Wait until this life plays something."""
        begun = time.monotonic()
        while not len(_sounding(self._lives[-1])):
            assert time.monotonic() < begun + _LONGEST_WAIT_SECONDS, "nothing is heard"
            time.sleep(0.02)

    def _recording(self, address: str, raw: Path) -> subprocess.Popen[bytes]:
        """Return a recorder that has begun to write `raw`, or has found no server."""
        with raw.open("wb") as file:
            recorder = self._started("parec", "-s", address, "-d", "nobody.monitor", *_FORM, stdout=file.fileno())
        begun = time.monotonic()
        while not raw.stat().st_size and recorder.poll() is None:
            if time.monotonic() > begun + _LONGEST_START_SECONDS:
                break
            time.sleep(0.01)
        return recorder

    def _started(self, *command: str, stdout: int | None = None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, env=self.environment, stdout=stdout, stderr=subprocess.DEVNULL)


def _sounding(raw: Path) -> Pcm16:
    frames = np.fromfile(raw, "<i2")
    frames = frames[: len(frames) // 2 * 2].reshape(-1, 2)
    sounding = np.flatnonzero(frames.any(axis=1))
    return frames[sounding[0] : sounding[-1] + 1] if len(sounding) else frames[:0]
