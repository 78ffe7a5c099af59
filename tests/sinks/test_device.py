import os
from types import SimpleNamespace

import pytest

from voiceguide.errors import DeviceError
from voiceguide.sinks.device import hushed, pick, wait_for_room

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


def test_what_libraries_print_meanwhile_is_not_seen(capfd):
    with hushed():
        os.write(2, b"ALSA lib confmisc.c:855\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_standard_error_is_back_after_an_error(capfd):
    with pytest.raises(LookupError), hushed():
        raise LookupError
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"
