import sys
from types import SimpleNamespace

import numpy as np
import pytest
from distinct_timelines import ramp_timeline

from voiceguide.audio import pcm16
from voiceguide.errors import DeviceError, UsageError
from voiceguide.playback.session import perform
from voiceguide.speakers.simpleaudio import SimpleaudioSpeaker


class SimpleaudioError(Exception):
    pass


class Simpleaudio:
    """What simpleaudio is to us, with a clock that only it moves."""

    _simpleaudio = SimpleNamespace(SimpleaudioError=SimpleaudioError)

    def __init__(self):
        self.now = 0.0
        self.played = None
        self.ends_after = 1e9
        self.interrupted = False
        self.stopped = False

    def play_buffer(self, pcm, channels, sample_bytes, rate_hz):
        if self.ends_after == 0:
            raise SimpleaudioError("Error opening PCM device. -- CODE: -2 -- MSG: No such file or directory")
        self.played = np.frombuffer(pcm, np.int16).reshape(-1, channels)
        self.lasts = len(pcm) / channels / sample_bytes / rate_hz
        return self

    def wait_done(self):
        if self.interrupted and not self.stopped:
            raise KeyboardInterrupt
        self.now += min(self.lasts, self.ends_after)

    def stop(self):
        self.stopped = True


@pytest.fixture
def simpleaudio(monkeypatch):
    simpleaudio = Simpleaudio()
    monkeypatch.setitem(sys.modules, "simpleaudio", simpleaudio)
    monkeypatch.setattr("voiceguide.speakers.simpleaudio.time", SimpleNamespace(monotonic=lambda: simpleaudio.now))
    return simpleaudio


def test_the_whole_programme_is_one_buffer(simpleaudio):
    timeline = ramp_timeline(60_000)
    SimpleaudioSpeaker().play(timeline, perform(timeline))
    expected = np.concatenate([pcm16(block.samples) for block in perform(timeline)])
    assert np.array_equal(simpleaudio.played, expected)


@pytest.mark.usefixtures("simpleaudio")
def test_it_is_not_live_and_knows_one_device():
    assert not SimpleaudioSpeaker.live
    assert SimpleaudioSpeaker.devices() == [("default", True)]
    with pytest.raises(DeviceError, match="simpleaudio plays on the default device only"):
        SimpleaudioSpeaker("Headset")


def test_ctrl_c_stops_the_sound(simpleaudio):
    simpleaudio.interrupted = True
    timeline = ramp_timeline(60_000)
    with pytest.raises(KeyboardInterrupt):
        SimpleaudioSpeaker().play(timeline, perform(timeline))
    assert simpleaudio.stopped


def test_a_device_that_goes_away_is_an_error_though_simpleaudio_says_nothing(simpleaudio):
    simpleaudio.ends_after = 1.2
    timeline = ramp_timeline(60_000)
    with pytest.raises(DeviceError, match=r"the sound device went away \(it stopped before the end\)"):
        SimpleaudioSpeaker().play(timeline, perform(timeline))


def test_no_device_is_an_error(simpleaudio):
    simpleaudio.ends_after = 0
    timeline = ramp_timeline(10)
    with pytest.raises(DeviceError, match=r"the default sound device doesn't open \(no such file or directory\)"):
        SimpleaudioSpeaker().play(timeline, perform(timeline))


@pytest.mark.usefixtures("simpleaudio")
def test_a_programme_it_cannot_count_is_refused_before_it_is_mixed():
    day = SimpleNamespace(rate=ramp_timeline(1).rate, length=24 * 3600 * 24_000)
    with pytest.raises(DeviceError, match="simpleaudio plays 6 hours at most"):
        SimpleaudioSpeaker().play(day, iter(()))


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Install a package, as far as its name goes: package(name)."""
    monkeypatch.syspath_prepend(tmp_path)

    def install(name):
        metadata = tmp_path / f"{name.replace('-', '_')}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")

    return install


@pytest.mark.parametrize("make", [SimpleaudioSpeaker, SimpleaudioSpeaker.devices])
def test_on_python_3_12_the_package_that_ends_the_program_is_never_imported(make, monkeypatch, package):
    package("simpleaudio")
    monkeypatch.setitem(sys.modules, "simpleaudio", None)  # importing it would raise ImportError
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    with pytest.raises(DeviceError, match=r"simpleaudio ends the whole program on Python 3\.12") as error:
        make()
    assert "pip install --force-reinstall simpleaudio-patched" in error.value.hint


@pytest.mark.usefixtures("simpleaudio")
def test_on_python_3_12_the_patched_package_plays(monkeypatch, package):
    package("simpleaudio-patched")
    monkeypatch.setattr("voiceguide.speakers.simpleaudio.sys", SimpleNamespace(version_info=(3, 12, 1)))
    monkeypatch.setattr(sys, "path", sys.path[:1])  # where another package may lie
    assert SimpleaudioSpeaker.devices() == [("default", True)]


def test_where_it_is_not_installed_it_says_how(monkeypatch):
    monkeypatch.setitem(sys.modules, "simpleaudio", None)
    with pytest.raises(DeviceError, match="simpleaudio isn't installed") as error:
        SimpleaudioSpeaker()
    assert "pip install 'voiceguide[simpleaudio]'" in error.value.hint


@pytest.mark.usefixtures("simpleaudio")
def test_a_latency_is_not_for_a_speaker_that_takes_everything_at_once():
    with pytest.raises(UsageError, match="no latency to choose") as error:
        SimpleaudioSpeaker(latency_seconds=0.1)
    assert "--latency" in error.value.hint
