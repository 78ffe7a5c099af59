import itertools
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from voiceguide.controls.ears import microphone
from voiceguide.controls.ears.microphone import HZ, Microphone, Silence, microphones
from voiceguide.errors import DeviceError


class MiniaudioError(Exception):
    pass


class Miniaudio:
    """What miniaudio is to us: microphones that give what a test lets them."""

    MiniaudioError = MiniaudioError
    SampleFormat = SimpleNamespace(SIGNED16="s16")

    def __init__(self):
        self.names = ["Built-in", "USB Headset"]
        self.backend = "PulseAudio"
        self.refuses = None
        self.opened = []

    def CaptureDevice(self, **form):  # noqa: N802 - miniaudio's name
        if self.refuses:
            raise MiniaudioError(*self.refuses)
        self.opened.append(SimpleNamespace(form=form, backend=self.backend, closed=False, start=self._start))
        self.opened[-1].close = lambda device=self.opened[-1]: setattr(device, "closed", True)
        return self.opened[-1]

    def Devices(self):  # noqa: N802 - miniaudio's name
        return SimpleNamespace(get_captures=lambda: [{"name": name, "id": f"id of {name}"} for name in self.names])

    def _start(self, taker):
        self.taker = taker


@pytest.fixture
def miniaudio(monkeypatch):
    miniaudio = Miniaudio()
    monkeypatch.setitem(sys.modules, "miniaudio", miniaudio)
    return miniaudio


@pytest.fixture
def seconds(monkeypatch):
    """The clock, which a test sets."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(microphone, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def test_what_is_captured_comes_out_with_its_time(miniaudio, seconds):
    ears = Microphone()
    for number in range(3):
        seconds.now = 100 + 0.02 * number
        miniaudio.taker.send(bytearray(np.full(320, number, np.int16).tobytes()))
    chunks = list(itertools.islice(ears.chunks(), 3))
    assert [chunk.samples.tolist() for chunk in chunks] == [[number] * 320 for number in range(3)]
    assert [chunk.ended_seconds for chunk in chunks] == pytest.approx([100, 100.02, 100.04])
    assert chunks[0].began_seconds == pytest.approx(99.98)


def test_any_device_is_asked_for_mono_at_16_khz_in_chunks_of_30_ms(miniaudio):
    Microphone("headset").close()
    (device,) = miniaudio.opened
    asked = device.form
    assert (asked["sample_rate"], asked["nchannels"], asked["input_format"]) == (HZ, 1, "s16")
    assert (asked["buffersize_msec"], asked["device_id"]) == (30, "id of USB Headset")
    assert device.closed


def test_microphones_are_named(miniaudio):
    assert microphones() == miniaudio.names


@pytest.mark.parametrize(
    ("wanted", "message", "hint"),
    [
        ("phone", "no microphone is called 'phone'", "Here are: Built-in; USB Headset."),
        ("b", "'b' could be any of 2 microphones", "Write more of: Built-in; USB Headset."),
    ],
)
@pytest.mark.usefixtures("miniaudio")
def test_a_name_that_fits_none_or_several_is_told_what_there_is(wanted, message, hint):
    with pytest.raises(DeviceError) as refused:
        Microphone(wanted)
    assert (refused.value.message, refused.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("refuses", "message"),
    [
        (("failed to init device", -6), "the system doesn't let voiceguide use the microphone"),
        (("failed to init device", -19), "another program holds the microphone"),
        (("failed to init device", -1), r"the microphone doesn't open \(failed to init device\)"),
    ],
)
def test_a_microphone_that_does_not_open_says_why(miniaudio, refuses, message):
    miniaudio.refuses = refuses
    with pytest.raises(DeviceError, match=message):
        Microphone()


@pytest.mark.parametrize("name", [None, "usb"])
def test_no_microphone_is_an_error(miniaudio, name):
    miniaudio.refuses, miniaudio.names = ("failed to init device", -1), []
    with pytest.raises(DeviceError, match="there is no microphone here"):
        Microphone(name)


def test_a_device_that_hears_nothing_by_design_is_no_microphone(miniaudio):
    miniaudio.backend = "Null"
    with pytest.raises(DeviceError, match="there is no microphone here"):
        Microphone()
    assert miniaudio.opened[-1].closed


def test_one_that_does_not_start_is_closed(miniaudio, monkeypatch):
    def start(_taker):
        raise MiniaudioError("failed to start audio device", -19)

    monkeypatch.setattr(miniaudio, "_start", start)
    with pytest.raises(DeviceError, match="another program holds the microphone"):
        Microphone()
    assert miniaudio.opened[-1].closed


@pytest.mark.usefixtures("miniaudio")
def test_a_microphone_that_gives_nothing_any_longer_went_away(monkeypatch):
    monkeypatch.setattr(microphone, "_PATIENCE_SECONDS", 0)
    with pytest.raises(DeviceError, match="the microphone went away"):
        next(Microphone().chunks())


@pytest.mark.parametrize("faint", [0, 3, -3])
def test_silence_is_told_once_after_five_seconds(faint):
    silence = Silence()
    told = [silence.push(np.full(HZ // 50, faint, np.int16)) for _ in range(400)]
    assert [number for number, said in enumerate(told, 1) if said] == [250]
    assert silence.push(np.array([4], np.int16)) is False
    assert silence.push(np.array([4], np.int16)) is None


def test_a_quiet_room_is_not_silence():
    rng = np.random.default_rng(1)
    silence = Silence()
    assert not any(silence.push(rng.normal(0, 4, HZ // 50).astype(np.int16)) for _ in range(1000))
