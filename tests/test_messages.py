"""The parts of messages: a name that is meant, and what an error says in a line."""

import pytest

from voiceguide.errors import FileError
from voiceguide.messages import in_a_line, pick, reason, trouble


@pytest.mark.parametrize(
    ("wanted", "picked"),
    [("usb", [1]), ("USB Headset", [1]), ("built-in", [0]), ("speaker", [2]), ("speaker two", [3]), ("hdmi", [])],
)
def test_a_name_is_picked_whole_or_by_a_part_ignoring_case(wanted, picked):
    assert pick(wanted, ["Built-in", "USB Headset", "Speaker", "Speaker two"]) == picked


def test_a_part_that_several_names_contain_picks_them_all():
    assert pick("s", ["Bass", "Treble", "Speaker"]) == [0, 2]


def test_the_reason_of_an_error_of_the_system_is_in_small_letters():
    assert reason(OSError(28, "No space left on device")) == "no space left on device"
    assert reason(OSError("Odd")) == "odd"


def test_an_error_without_a_text_is_its_name():
    assert in_a_line(KeyError()) == "KeyError"


def test_trouble_is_the_message_of_our_own_errors_and_the_name_of_others():
    assert trouble(FileError("no room")) == "no room"
    assert trouble(LookupError("a\nb")) == "something unforeseen, LookupError: a b"
