"""A sound server for tests, with silent devices that record what is played."""

import contextlib
import os
import subprocess
import time
from pathlib import Path

import numpy as np

SCRIPT = Path(__file__).parents[2] / "scripts" / "sound-server"
RATE_HZ = 24_000
_FRAME_BYTES = 4


@contextlib.contextmanager
def sound_server():
    """Run a sound server. Yield the environment in which programs find it. Fail if it doesn't start."""
    server = subprocess.Popen(
        [SCRIPT, "sh", "-c", "env -0; cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with server:
        # The server lives until its command's standard input ends.
        said = b""
        while (more := os.read(server.stdout.fileno(), 65_536)) and not (said := said + more).endswith(b"\0"):
            pass
        assert said, server.stderr.read().decode()
        yield dict(pair.split("=", 1) for pair in os.fsdecode(said).split("\0") if pair)


class Device:
    """A silent device of `server` that is recorded from the first frame on.

    In `environment` it is the default device of a program.
    """

    def __init__(self, server, folder):
        self.environment = server
        form = f"rate={RATE_HZ} channels=2 format=s16le norewinds=1"
        self.name = f"device{os.getpid()}{time.monotonic_ns()}"
        self._module = self.pactl("load-module", "module-null-sink", f"sink_name={self.name}", *form.split())
        self.environment = server | {"PULSE_SINK": self.name}
        self._recording = folder / f"{self.name}.raw"
        with self._recording.open("wb") as file:
            listen = ["parec", "-d", f"{self.name}.monitor", "--raw", "--format=s16le", f"--rate={RATE_HZ}"]
            self._ear = subprocess.Popen(
                [*listen, "--channels=2", "--latency-msec=10"], stdout=file, env=self.environment
            )
        self._hear(0.1)

    def pactl(self, *words):
        """Run `pactl` with `words` and return its output."""
        done = subprocess.run(["pactl", *words], env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def heard(self):
        """Return the recording so far, 16 bit, shape (frames, 2), without zero frames at its start and end."""
        self._hear(0.5)
        frames = np.fromfile(self._recording, "<i2")
        frames = frames[: len(frames) // 2 * 2].reshape(-1, 2)
        sounding = np.nonzero(frames.any(axis=1))[0]
        return frames[sounding[0] : sounding[-1] + 1] if len(sounding) else frames[:0]

    def close(self):
        """Stop recording and remove the device."""
        self._ear.terminate()
        self._ear.wait()
        with contextlib.suppress(subprocess.CalledProcessError):
            self.pactl("unload-module", self._module)

    def _hear(self, seconds):
        # The device plays silence too, so a recording that grows is a clock.
        enough = self._recording.stat().st_size + round(seconds * RATE_HZ) * _FRAME_BYTES
        while self._recording.stat().st_size < enough:
            assert self._ear.poll() is None, "nothing is heard of the sound server any longer"
            time.sleep(0.01)
