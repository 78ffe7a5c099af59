"""How a routine is spoken: within what can be understood and heard, and no further."""

from fractions import Fraction

import pytest

from voiceguide.errors import UsageError
from voiceguide.speech.voice_settings import DEFAULT, OFF_DB, VoiceSettings

NAN = float("nan")


@pytest.mark.parametrize(
    "chosen",
    [
        {"rate": 0.49},
        {"rate": 2.1},
        {"rate": NAN},
        {"voice_db": 3.5},
        {"voice_db": -31},
        {"voice_db": OFF_DB},
        {"voice_db": NAN},
        {"tone_db": 6.5},
        {"tone_db": -31},
        {"tone_db": NAN},
    ],
)
def test_what_lies_outside_is_refused_with_the_limits(chosen):
    with pytest.raises(UsageError) as caught:
        VoiceSettings(**chosen)
    assert "between" in caught.value.hint


@pytest.mark.parametrize(
    "chosen",
    [{"rate": 0.5, "voice_db": -30, "tone_db": -30}, {"rate": 2, "voice_db": 3, "tone_db": 6}, {"tone_db": OFF_DB}],
)
def test_the_limits_themselves_are_allowed_and_tones_may_be_off(chosen):
    assert VoiceSettings(**chosen) != DEFAULT


@pytest.mark.parametrize(
    ("rate", "tempo", "can"),
    [(1.0, "7/10", True), (0.5, "9/10", False), (0.625, "8/10", True), (2.0, "11/10", False), (1.6, "12/10", True)],
)
def test_a_tempo_on_top_stays_within_what_can_be_understood(rate, tempo, can):
    assert VoiceSettings(rate=rate).can_be(Fraction(tempo)) is can
