"""The worker at a real sound server: what it hears, says and touches."""

import contextlib
import json
import re
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest
import sound_servers

from voiceguide.controls.ears.control import WORKER
from voiceguide.controls.ears.microphone import Microphone

pytestmark = [pytest.mark.sound, pytest.mark.timed]

WRITES = re.compile(r'(?:open|openat|creat)\(.*?"(?P<path>[^"]*)".*(?:O_WRONLY|O_RDWR|O_CREAT)')
REACHES = re.compile(r"connect\(.*sa_family=(?P<family>\w+)(?:, sun_path=@?\"(?P<path>[^\"]*)\")?")


@pytest.fixture(scope="module")
def server():
    with sound_servers.sound_server() as environment:
        yield environment


@pytest.fixture
def own_server():
    with sound_servers.sound_server() as environment:
        yield environment


class Mouth:
    """A device of `server` that plays to nobody; in `environment`, its monitor is the default microphone."""

    def __init__(self, server, hz=16_000, channels=1):
        self._form = ["--raw", "--format=s16le", f"--rate={hz}", f"--channels={channels}"]
        self.name = f"mouth{time.monotonic_ns()}"
        self.environment = server | {"PULSE_SOURCE": f"{self.name}.monitor"}
        form = f"sink_name={self.name} rate={hz} channels={channels} format=s16le norewinds=1"
        self.pactl("load-module", "module-null-sink", *form.split())

    def pactl(self, *words):
        """Tell the server something."""
        subprocess.run(["pactl", *words], env=self.environment, check=True, stdout=subprocess.DEVNULL)

    @contextlib.contextmanager
    def saying(self, sound):
        """Play `sound` meanwhile, 16 bits, shape (frames, channels)."""
        with tempfile.NamedTemporaryFile() as file:
            file.write(sound.astype("<i2").tobytes())
            file.flush()
            with subprocess.Popen(["pacat", "-d", self.name, *self._form, file.name], env=self.environment) as mouth:
                yield
                mouth.kill()


@contextlib.contextmanager
def working(environment, *before):
    """Run the worker, its start after `before`; yield it and what it says, as it says it."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen([*before, *WORKER], env=environment, text=True, **pipes) as worker:
        try:
            yield worker, map(json.loads, worker.stdout)
        finally:
            worker.kill()


@pytest.mark.parametrize(("hz", "channels"), [(44_100, 2), (44_100, 1), (48_000, 2), (16_000, 1)])
def test_a_microphone_of_any_rate_and_channels_is_heard_at_16_khz(server, monkeypatch, hz, channels):
    mouth = Mouth(server, hz, channels)
    for name, value in mouth.environment.items():
        monkeypatch.setenv(name, value)
    tone = 8000 * np.sin(2 * np.pi * 1000 * np.arange(5 * hz) / hz)
    with contextlib.closing(Microphone()) as microphone, mouth.saying(np.repeat(tone[:, None], channels, axis=1)):
        chunks = microphone.chunks()
        while np.abs(next(chunks).samples).max() < 4000:
            pass
        heard = np.concatenate([next(chunks).samples for _ in range(34)])
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    assert np.argmax(spectrum) * 16_000 / len(heard) == pytest.approx(1000, abs=2)
    assert np.abs(heard).max() == pytest.approx(8000, rel=0.1)


def test_a_microphone_that_gives_only_silence_is_told_after_five_seconds(server):
    with working(Mouth(server).environment) as (_, said):
        told = []
        while ["silent"] not in told:
            told.append(next(said))
    assert told[:2] == [["open"], ["listening"]]
    assert told.count(["alive"]) in (4, 5)


def test_a_microphone_that_is_unplugged_is_told(own_server):
    mouth = Mouth(own_server)
    with working(mouth.environment) as (worker, said):
        assert [next(said), next(said)] == [["open"], ["listening"]]
        # Both of the server's devices, or it would go on listening at the other.
        mouth.pactl("unload-module", "module-null-sink")
        *_, last = said
        assert last[:2] == ["failed", "the microphone went away"]
        assert worker.wait(timeout=10) == 1


def test_no_microphone_is_told_at_once(own_server):
    mouth = Mouth(own_server)
    mouth.pactl("unload-module", "module-null-sink")
    with working(mouth.environment) as (_, said):
        assert next(said)[:2] == ["failed", "there is no microphone here"]


def test_ctrl_c_is_the_sessions_to_answer_and_the_end_of_the_session_is_its_end(server):
    with working(Mouth(server).environment) as (worker, said):
        assert [next(said), next(said)] == [["open"], ["listening"]]
        worker.send_signal(signal.SIGINT)
        assert [next(said), next(said)] == [["alive"]] * 2
        worker.stdin.close()
        worker.wait(timeout=10)
        assert worker.stderr.read() == ""


@pytest.mark.needs("strace")
def test_nothing_is_written_and_nobody_reached_but_the_sound_server(server, tmp_path):
    mouth = Mouth(server)
    trace = tmp_path / "trace"
    watch = ["strace", "-f", "-qq", "-e", "trace=openat,open,creat,connect", "-o", str(trace)]
    rng = np.random.default_rng(1)
    with mouth.saying(rng.normal(0, 3000, (16_000 * 60, 1))), working(mouth.environment, *watch) as (worker, said):
        while next(said) != ["listening"]:
            pass
        assert [next(said) for _ in range(3)] == [["alive"]] * 3
        worker.stdin.close()
        worker.wait(timeout=20)
    calls = trace.read_text().splitlines()
    home = str(Path(server["PULSE_COOKIE"]).parent)
    own = (home, "/dev/null", "/dev/shm/pulse-shm-", "/memfd:pulse")
    written = [found["path"] for call in calls if (found := WRITES.search(call))]
    assert [path for path in written if not path.startswith(own)] == []
    reached = [found for call in calls if (found := REACHES.search(call))]
    assert reached
    assert {(found["family"], (found["path"] or "").startswith(home)) for found in reached} == {("AF_UNIX", True)}
