"""What nobody should say is spoken or refused by every engine, and the next text is spoken as ever."""

import contextlib

import pytest

from voiceguide.engines.espeak import Espeak
from voiceguide.engines.hibari import Hibari
from voiceguide.engines.piper import Piper
from voiceguide.engines.system import System
from voiceguide.errors import EngineError
from voiceguide.speech.engine import Utterance
from voiceguide.speech.trim import trim
from voiceguide.testing import ToneEngine

pytestmark = pytest.mark.engine
REAL = [Hibari, Espeak, Piper, System]

HARD = {
    "empty": "",
    "punctuation": "... -- ?!",
    "emoji": "\N{GRINNING FACE}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET}",
    "long": "Press on it. " * 160,
    "mixed scripts": "Press \u0434\u043e \u65e5\u672c \u0623\u0646\u0627 \u05e9\u05dc\u05d5\u05dd now",
    "controls": "Press\x07 \x1b[31mon\x00 it\u202e.",
    "markup": '<speak><break time="60s"/>Press</speak> &amp; [[t\'u:]] [One](/tu/)',
}


@pytest.fixture(scope="module", params=[*REAL, ToneEngine], ids=lambda engine: engine.name)
def engine(request):
    engine = request.param()
    yield engine
    engine.close()


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_a_hard_text_is_spoken_or_refused_and_the_next_is_spoken(engine, text):
    with contextlib.suppress(EngineError):
        assert len(engine.speak(Utterance(text)))
    assert engine.speak(Utterance("One")).samples.any()


@pytest.mark.parametrize("real", REAL, ids=lambda engine: engine.name)
def test_a_pause_in_markup_is_not_taken(real):
    clip = real().speak(Utterance(HARD["markup"]))
    assert len(clip) / clip.rate.hz < 30


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


COUNTS = ["1", "3", "7", "8", "12"]


def seconds(engine, rate=1.0, texts=TEXTS):
    clips = [trim(engine.speak(Utterance(text, rate=rate))) for text in texts]
    return sum(len(clip) / clip.rate.hz for clip in clips)


@pytest.fixture(scope="module")
def measure():
    return seconds(Hibari())


@pytest.mark.parametrize("rate", [0.5, 0.75, 1.0, 1.5, 2.0])
@pytest.mark.parametrize("real", REAL, ids=lambda engine: engine.name)
def test_a_rate_is_the_same_tempo_in_every_engine(measure, real, rate):
    assert measure / seconds(real(), rate) == pytest.approx(rate, rel=0.05)


@pytest.mark.parametrize("real", REAL, ids=lambda engine: engine.name)
def test_a_count_keeps_to_a_rate_as_a_sentence_does(real):
    engine = real()
    own = seconds(engine, texts=COUNTS)
    assert [own / seconds(engine, rate, COUNTS) for rate in (0.5, 2.0)] == pytest.approx([0.5, 2.0], rel=0.05)
