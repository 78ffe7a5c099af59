from types import SimpleNamespace

import pytest

from voiceguide.errors import DeviceError, UsageError
from voiceguide.speakers.device import LiveSpeaker, pick, wait_for_room

NAMES = ["HDMI 0", "USB Headset", "USB Speaker", "USB"]


@pytest.mark.parametrize(("wanted", "index"), [("hdmi", 0), ("USB Headset", 1), ("speak", 2), ("usb", 3)])
def test_a_device_is_meant_by_its_whole_name_or_by_a_part_that_only_it_has(wanted, index):
    assert pick(wanted, NAMES) == index


def test_a_part_of_several_names_is_an_error_that_lists_them():
    with pytest.raises(DeviceError, match="'usb ' could be any of 2 devices") as error:
        pick("usb ", NAMES)
    assert error.value.hint == "Write more of its name: USB Headset; USB Speaker."


def test_a_name_nobody_has_is_an_error_that_lists_all():
    with pytest.raises(DeviceError, match="no sound device is called 'radio'") as error:
        pick("radio", NAMES[:2])
    assert error.value.hint == "Here are: HDMI 0; USB Headset."


def test_a_name_where_there_is_no_device_is_not_the_names_fault():
    with pytest.raises(DeviceError, match="there is no sound device here"):
        pick("usb", [])


def test_waiting_for_room_ends_when_there_is_room():
    device = SimpleNamespace(held=1000)
    naps = []

    def nap(seconds):
        naps.append(seconds)
        device.held -= 300

    wait_for_room(lambda: device.held, 400, nap, 0.5)
    assert (device.held, naps) == (400, [0.5, 0.5])


def test_a_device_that_is_slow_is_waited_for_as_long_as_it_moves():
    device = SimpleNamespace(held=100, naps=0)

    def nap(_seconds):
        device.naps += 1
        device.held -= device.naps % 3 == 0

    wait_for_room(lambda: device.held, 0, nap, 0.5)
    assert device.naps == 300


def test_a_device_that_takes_nothing_for_two_seconds_has_gone_away():
    naps = []
    with pytest.raises(DeviceError, match="the sound device went away"):
        wait_for_room(lambda: 1, 0, naps.append, 0.5)
    assert sum(naps) == 2


@pytest.mark.parametrize(("seconds", "said"), [(0.049, "49 ms is too short"), (2.1, "2.1 s is too long")])
def test_a_latency_that_no_session_could_keep_is_an_error_with_the_limits(seconds, said):
    with pytest.raises(UsageError, match=said) as error:
        LiveSpeaker(seconds)
    assert "200 ms suits most machines" in error.value.hint


@pytest.mark.parametrize("seconds", [0.05, 0.2, 2.0])
def test_a_latency_within_the_limits_is_kept(seconds):
    assert LiveSpeaker(seconds).latency == 24_000 * seconds


@pytest.mark.parametrize(("seconds", "frames"), [(0.05, 240), (0.2, 480), (2, 480)])
def test_a_block_is_at_most_a_fifth_of_what_the_device_holds(seconds, frames):
    assert LiveSpeaker(seconds).frames == frames
