"""What a session is heard, seen and commanded with, as its options name it."""

import pytest

from voiceguide.cli.wishes import Equipment


@pytest.mark.parametrize(
    ("given", "listens"),
    [({}, False), ({"listen": True}, True), ({"microphone": "headset"}, True), ({"microphone": None}, False)],
)
def test_who_names_a_microphone_is_listened_to(given, listens):
    assert Equipment(**given).listen is listens
