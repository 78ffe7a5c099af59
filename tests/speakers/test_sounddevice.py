import sys
from types import SimpleNamespace

import numpy as np
import pytest
from distinct_timelines import ramp_timeline

from voiceguide.audio import pcm16
from voiceguide.errors import DeviceError
from voiceguide.playback.session import perform
from voiceguide.speakers.sounddevice import SounddeviceSpeaker


class PortAudioError(Exception):
    pass


class Stream:
    """A stream whose device takes 480 frames a nap, and drops what it holds when it is closed."""

    room = 6000

    def __init__(self, latency, **form):
        self.form, self.latency = form, latency
        self.held = np.zeros((0, form["channels"]), np.int16)
        self.heard = []
        self.closed = False
        self.fate = None

    def start(self):
        pass

    @property
    def write_available(self):
        return self.room - len(self.held)

    def write(self, piece):
        assert len(piece) <= self.write_available, "this write would wait, and Ctrl-C not be heard"
        if self.fate:
            raise self.fate
        dry = len(self.heard) > 0 and not len(self.held)
        self.held = np.concatenate([self.held, piece])
        return dry

    def nap(self):
        self.heard.append(self.held[:480])
        self.held = self.held[480:]

    def close(self):
        self.closed = True


class PortAudio:
    """What sounddevice is to us: two hosts, as on Windows, and one stream."""

    PortAudioError = PortAudioError

    def __init__(self):
        self.default = SimpleNamespace(device=[0, 1], hostapi=0)
        self.devices = [
            {"name": "Microphone", "hostapi": 0, "max_output_channels": 0},
            {"name": "Speakers", "hostapi": 0, "max_output_channels": 8},
            {"name": "Headset", "hostapi": 0, "max_output_channels": 1},
            {"name": "Speakers", "hostapi": 1, "max_output_channels": 8},
        ]
        self.refusal = None
        self.stream = None

    def query_devices(self):
        return self.devices

    def check_output_settings(self, **form):
        assert form["samplerate"] == 24_000
        if self.refusal:
            raise self.refusal

    def RawOutputStream(self, **form):  # noqa: N802 - sounddevice's name
        self.stream = Stream(**form)
        return self.stream


@pytest.fixture
def portaudio(monkeypatch):
    portaudio = PortAudio()
    monkeypatch.setitem(sys.modules, "sounddevice", portaudio)
    clock = SimpleNamespace(sleep=lambda _: portaudio.stream.nap())
    monkeypatch.setattr("voiceguide.speakers.sounddevice.time", clock)
    return portaudio


def test_every_frame_is_heard_before_the_stream_is_closed(portaudio):
    timeline = ramp_timeline(30_001)
    SounddeviceSpeaker().play(timeline, perform(timeline))
    expected = np.concatenate([pcm16(block.samples) for block in perform(timeline)])
    heard = np.concatenate(portaudio.stream.heard)
    assert np.array_equal(heard[: len(expected)], expected)
    assert not heard[len(expected) :].any()
    assert portaudio.stream.closed


def test_the_stream_is_16_bit_at_the_timelines_rate_on_the_default_device(portaudio):
    timeline = ramp_timeline(10)
    SounddeviceSpeaker(latency_seconds=0.3).play(timeline, perform(timeline))
    assert portaudio.stream.form == {"samplerate": 24_000, "channels": 2, "dtype": "int16", "device": 1}
    assert portaudio.stream.latency == 0.3


def test_no_more_is_held_than_the_latency_and_a_block_is_made_only_when_there_is_room_for_it(portaudio):
    speaker = SounddeviceSpeaker()
    timeline = ramp_timeline(30_001)
    held = []

    def blocks():
        for block in perform(timeline, block=speaker.frames):
            held.append(len(portaudio.stream.held) + len(block))
            yield block

    speaker.play(timeline, blocks())
    assert speaker.latency - 480 < max(held) <= speaker.latency
    assert speaker.underruns == 0


def test_a_mixer_that_comes_too_late_is_counted(portaudio):
    def blocks():
        for block in perform(ramp_timeline(12_000)):
            if block.spans[0].start == 8192:
                for _ in range(20):
                    portaudio.stream.nap()
            yield block

    speaker = SounddeviceSpeaker()
    speaker.play(ramp_timeline(12_000), blocks())
    assert speaker.underruns == 1


def test_a_device_with_one_channel_is_given_one(portaudio):
    speaker = SounddeviceSpeaker("head")
    assert speaker.channels == 1
    timeline = ramp_timeline(10)
    speaker.play(timeline, perform(timeline, channels=speaker.channels))
    assert portaudio.stream.form["device"] == 2


@pytest.mark.usefixtures("portaudio")
def test_devices_are_the_default_hosts_outputs():
    assert SounddeviceSpeaker.devices() == [("Speakers", True), ("Headset", False)]
    SounddeviceSpeaker("Speakers")  # and so the one of the other host isn't in the way


def test_what_the_blocks_raise_comes_out_with_the_stream_closed(portaudio):
    def blocks():
        yield from perform(ramp_timeline(100))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        SounddeviceSpeaker().play(ramp_timeline(100), blocks())
    assert portaudio.stream.closed


def test_a_device_that_is_unplugged_is_an_error_in_the_hosts_words(portaudio):
    def blocks():
        yield from perform(ramp_timeline(100))
        said = (0, -5, "Input/output error")
        portaudio.stream.fate = PortAudioError("Unanticipated host error", -9999, said)
        yield from perform(ramp_timeline(100))

    with pytest.raises(DeviceError, match=r"the sound device went away \(input/output error\)"):
        SounddeviceSpeaker().play(ramp_timeline(100), blocks())
    assert portaudio.stream.closed


def test_a_device_that_refuses_the_rate_is_an_error_before_the_session(portaudio):
    portaudio.refusal = PortAudioError("Error opening OutputStream: Invalid sample rate", -9997)
    with pytest.raises(DeviceError, match=r"the sound device doesn't open \(invalid sample rate\)") as error:
        SounddeviceSpeaker()
    assert "--device" in error.value.hint


def test_no_output_device_is_an_error(portaudio):
    portaudio.default.device = [-1, -1]
    portaudio.devices = []
    with pytest.raises(DeviceError, match="there is no sound device here"):
        SounddeviceSpeaker()


def test_a_machine_without_portaudio_is_told_what_to_install(monkeypatch, tmp_path):
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    with pytest.raises(DeviceError, match="sounddevice finds no PortAudio") as error:
        SounddeviceSpeaker()
    assert "apt install libportaudio2" in error.value.hint
    with pytest.raises(DeviceError):
        SounddeviceSpeaker.devices()
