import sys
from types import SimpleNamespace

import numpy as np
import pytest
from distinct_timelines import ramp_timeline

from voiceguide.audio import pcm16
from voiceguide.errors import DeviceError
from voiceguide.playback.session import perform
from voiceguide.speakers.miniaudio import MiniaudioSpeaker


class MiniaudioError(Exception):
    pass


class PlaybackDevice:
    """A device that keeps two periods filled while we nap, in our thread: nothing is left to chance."""

    period = 1440
    backend = "PulseAudio"

    def __init__(self, **form):
        self.form = form
        self.running = False
        self.closed = False
        self.gone = False
        self.now = 0.0
        self.heard = []
        self._held = 0
        self._takes = None
        self._taking = False

    def start(self, takes):
        self.running = True
        self._takes = takes
        self.take()

    def take(self):
        # A taker's own naps lead here too.
        if self.running and not self.gone and not self._taking and self._held <= self.period:
            self._taking = True
            self.heard.append(self._takes.send(self.period).ljust(self.period * 4, b"\0"))
            self._held += self.period
            self._taking = False

    def nap(self, seconds):
        self.now += seconds
        self._held = max(self._held - round(seconds * 24_000), 0)
        self.take()

    def close(self):
        self.closed = True


class Miniaudio:
    """What miniaudio is to us, and the clock that its device goes by."""

    MiniaudioError = MiniaudioError
    SampleFormat = SimpleNamespace(SIGNED16="s16")

    def __init__(self):
        self.opened = []
        self.names = ["Speakers", "Headset"]
        self.kind = PlaybackDevice

    def PlaybackDevice(self, **form):  # noqa: N802 - miniaudio's name
        if not self.names:
            raise MiniaudioError("failed to init device", -401)
        self.opened.append(self.kind(**form))
        return self.opened[-1]

    def sleep(self, seconds):
        self.opened[-1].nap(seconds)

    def monotonic(self):
        return self.opened[-1].now

    def Devices(self):  # noqa: N802 - miniaudio's name
        return SimpleNamespace(get_playbacks=lambda: [{"name": name, "id": f"id of {name}"} for name in self.names])


@pytest.fixture
def miniaudio(monkeypatch):
    miniaudio = Miniaudio()
    monkeypatch.setitem(sys.modules, "miniaudio", miniaudio)
    monkeypatch.setattr("voiceguide.speakers.miniaudio.time", miniaudio)
    return miniaudio


@pytest.mark.parametrize("length", [1, 2400, 2401, 30_001])
@pytest.mark.parametrize("period", [480, 1440, 2400, 9600])
def test_every_frame_is_taken_once_without_a_gap_whatever_the_device_takes_at_once(miniaudio, length, period):
    miniaudio.kind = type("Taker", (PlaybackDevice,), {"period": period})
    timeline = ramp_timeline(length)
    MiniaudioSpeaker().play(timeline, perform(timeline))
    expected = np.concatenate([pcm16(block.samples) for block in perform(timeline)])
    heard = np.frombuffer(b"".join(miniaudio.opened[-1].heard), np.int16).reshape(-1, 2)
    first = np.nonzero(heard[:, 0])[0][0] - np.nonzero(expected[:, 0])[0][0]
    assert np.array_equal(heard[first : first + length], expected)
    assert not heard[first + length :].any()
    assert all(device.closed for device in miniaudio.opened)


def test_no_more_is_on_its_way_than_the_latency(miniaudio):
    speaker = MiniaudioSpeaker()
    ahead = []

    def blocks():
        for number, block in enumerate(perform(ramp_timeline(48_000), block=480)):
            ahead.append(480 * (number + 1) - miniaudio.opened[-1].now * 24_000)
            yield block

    speaker.play(ramp_timeline(48_000), blocks())
    assert speaker.latency - 720 < max(ahead) <= speaker.latency
    assert speaker.underruns == 0


def test_two_periods_in_the_device_a_third_of_one_in_the_queue_and_a_block_are_the_latency(miniaudio):
    speaker = MiniaudioSpeaker("head", latency_seconds=0.3)
    assert (speaker.latency, speaker.frames) == (7200, 480)
    asked = miniaudio.opened[-1].form
    assert (asked["buffersize_msec"], asked["callback_periods"], asked["device_id"]) == (120, 3, "id of Headset")
    assert (asked["sample_rate"], asked["nchannels"], asked["output_format"]) == (24_000, 2, "s16")


def test_a_mixer_that_comes_too_late_is_counted_and_the_end_of_the_programme_is_not(miniaudio):
    def blocks():
        for block in perform(ramp_timeline(30_000)):
            if block.spans[0].start == 20_480:
                for _ in range(10):
                    miniaudio.opened[-1].nap(0.06)
            yield block

    speaker = MiniaudioSpeaker()
    speaker.play(ramp_timeline(30_000), blocks())
    late = speaker.underruns
    assert late > 0
    speaker.play(ramp_timeline(30_000), perform(ramp_timeline(30_000)))
    assert speaker.underruns == late


def test_a_device_that_could_not_take_in_time_is_counted(miniaudio):
    def blocks():
        for block in perform(ramp_timeline(30_000), block=480):
            if block.spans[0].start == 14_400:
                miniaudio.opened[-1].now += 0.5
            yield block

    speaker = MiniaudioSpeaker()
    speaker.play(ramp_timeline(30_000), blocks())
    assert speaker.underruns == 1


def test_a_device_that_falls_silent_without_a_word_is_an_error(miniaudio):
    def blocks():
        yield from perform(ramp_timeline(5000))
        miniaudio.opened[-1].gone = True
        yield from perform(ramp_timeline(50_000))

    with pytest.raises(DeviceError, match=r"the sound device went away \(it takes no more sound\)"):
        MiniaudioSpeaker().play(ramp_timeline(5000), blocks())
    assert miniaudio.opened[-1].closed


def test_what_the_blocks_raise_comes_out_with_the_device_closed(miniaudio):
    def blocks():
        yield from perform(ramp_timeline(5000))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        MiniaudioSpeaker().play(ramp_timeline(5000), blocks())
    assert miniaudio.opened[-1].closed


@pytest.mark.usefixtures("miniaudio")
def test_a_device_that_does_not_start_is_an_error(monkeypatch):
    def start(_device, _takes):
        raise MiniaudioError("failed to start audio device")

    monkeypatch.setattr(PlaybackDevice, "start", start)
    timeline = ramp_timeline(10)
    with pytest.raises(DeviceError, match="the sound device doesn't open"):
        MiniaudioSpeaker().play(timeline, perform(timeline))


def test_no_device_is_an_error(miniaudio):
    miniaudio.names = []
    with pytest.raises(DeviceError, match="there is no sound device here"):
        MiniaudioSpeaker()


def test_a_device_that_plays_to_nobody_is_no_device(miniaudio):
    miniaudio.kind = type("Nobody", (PlaybackDevice,), {"backend": "Null"})
    with pytest.raises(DeviceError, match="there is no sound device here"):
        MiniaudioSpeaker()


@pytest.mark.usefixtures("miniaudio")
def test_devices_are_named_and_none_is_called_the_default():
    assert MiniaudioSpeaker.devices() == [("Speakers", False), ("Headset", False)]
