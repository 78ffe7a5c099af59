"""What the contract leaves to real voices: long texts, languages that none has, and one tempo for all."""

import pytest

from voiceguide.engines.espeak import Espeak
from voiceguide.engines.hibari import Hibari
from voiceguide.engines.piper import Piper
from voiceguide.engines.system import System
from voiceguide.errors import EngineError
from voiceguide.speech.engine import Utterance
from voiceguide.speech.mastering import trim

pytestmark = pytest.mark.engine
REAL = [Hibari, Espeak, Piper, System]


@pytest.mark.parametrize("real", REAL, ids=lambda engine: engine.name)
def test_two_thousand_characters_are_spoken_whole(real):
    clip = real().speak(Utterance("Press on it. " * 160))
    assert len(clip) / clip.rate.hz > 60


@pytest.mark.parametrize("real", [Espeak, Piper, Hibari], ids=lambda engine: engine.name)
def test_a_language_that_no_voice_has_is_refused(real):
    with pytest.raises(EngineError, match="xx") as caught:
        real().speak(Utterance("One", "xx"))
    assert caught.value.hint


TEXTS = [
    "Press on the knot, and breathe on.",
    "Press it for 8 seconds, then let go. One tone starts the press, another ends it.",
    "The left side. Reach behind your back with your left hand.",
    "Do not start, and get medical help now, if you have new numbness between the legs, or bladder or bowel trouble.",
    "Round 2 of 3.",
    "Lie on your back with both knees bent, and let your feet rest on the floor.",
    "Breathe in through your nose, and let your belly rise.",
    "Let go.",
]


COUNTS = ["1", "3", "7", "8"]
RATES = [0.5, 0.75, 1.5, 2.0]


def seconds(engine, rate=1.0, texts=TEXTS):
    clips = [trim(engine.speak(Utterance(text, rate=rate))) for text in texts]
    return sum(len(clip) / clip.rate.hz for clip in clips)


@pytest.mark.parametrize("real", REAL[1:], ids=lambda engine: engine.name)
def test_at_its_own_rate_every_engine_is_as_fast_as_the_default_one(real):
    assert seconds(Hibari()) / seconds(real()) == pytest.approx(1, rel=0.05)


@pytest.mark.parametrize("texts", [TEXTS[-3:], COUNTS], ids=["sentences", "counts"])
@pytest.mark.parametrize("real", REAL, ids=lambda engine: engine.name)
def test_a_rate_is_the_same_tempo_in_every_engine(real, texts):
    engine = real()
    own = seconds(engine, texts=texts)
    assert [own / seconds(engine, rate, texts) for rate in RATES] == pytest.approx(RATES, rel=0.03)
