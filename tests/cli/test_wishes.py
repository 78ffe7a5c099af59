"""What a session is heard, seen and commanded with, as its options name it."""

import pytest

from voiceguide.cli.wishes import IOOptions, SessionOptions


@pytest.mark.parametrize(
    ("given", "listens"),
    [({}, False), ({"listen": True}, True), ({"microphone": "headset"}, True), ({"microphone": None}, False)],
)
def test_who_names_a_microphone_is_listened_to(given, listens):
    assert IOOptions(**given).listen is listens


def test_a_wish_that_cannot_be_read_is_as_if_nobody_had_wished():
    assert SessionOptions.read({"rate": "fast", "voice_volume": "-6.0", "voice": "tone"}) == SessionOptions(
        voice="tone", voice_volume=-6.0
    )
