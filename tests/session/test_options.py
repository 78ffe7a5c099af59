"""The options of a session, as its journal keeps them."""

import pytest

from voiceguide.session.options import IOOptions, SessionOptions


@pytest.mark.parametrize(
    ("given", "listens"),
    [({}, False), ({"listen": True}, True), ({"microphone": "headset"}, True), ({"microphone": None}, False)],
)
def test_a_microphone_turns_listening_on(given, listens):
    assert IOOptions(**given).listen is listens


def test_an_option_that_cannot_be_read_keeps_its_default():
    assert SessionOptions.from_text({"rate": "fast", "voice_volume": "-6.0", "voice": "tone"}) == SessionOptions(
        voice="tone", voice_volume=-6.0
    )
