"""What a listener reads, in each language: steps, places and durations."""

from dataclasses import replace
from fractions import Fraction

import plans
import pytest
from plans import hold, phase, rest, say, wait
from rich.cells import cell_len

from voiceguide.plan.model import Context
from voiceguide.playback.contracts import Answer
from voiceguide.routine.model import VERBS
from voiceguide.screen.terminal import SMALLEST
from voiceguide.speech import locales
from voiceguide.speech.locales import languages
from voiceguide.timeline.model import Gate
from voiceguide.timeline.shown import Shown

HINTS = ("press-any-key", "say-or-press", "say-ready", "say-continue", "press-space", "keys")
CYCLE = (phase("In", "3/2", cycles=2, cycle=1), phase("In", "3/2", cycles=2, cycle=2))
TIMELINE = plans.lay(say("Press"), hold("8"), rest("90"), wait("40"), *CYCLE).timeline


def steps(language):
    return [Shown(language).step(TIMELINE, step) for step in TIMELINE.steps]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Press", "Hold 8 s", "Rest 1 min 30 s", "Wait up to 40 s", "Pace 2 x (In 1.5 s)"]),
        ("de", ["Press", "8 s halten", "1 min 30 s ausruhen", "Bis zu 40 s warten", "Im Takt 2 x (In 1,5 s)"]),
        ("fr", ["Press", "Maintiens 8 s", "Repose-toi 1 min 30 s", "Attends jusqu’à 40 s", "En rythme 2 x (In 1,5 s)"]),  # noqa: RUF001
        ("tr", ["Press", "8 sn tut", "1 dk 30 sn dinlen", "En çok 40 sn bekle", "Tempoyla 2 x (In 1,5 sn)"]),
        ("zh", ["Press", "保持 8 秒", "休息 1 分 30 秒", "最多等待 40 秒", "按节奏 2 x (In 1.5 秒)"]),
    ],
)
def test_steps_are_named_in_the_routines_language(language, expected):
    assert steps(language) == expected


def test_a_wait_that_asks_again_has_no_length():
    gate = TIMELINE.gates[0]
    patient = replace(TIMELINE, gates=(Gate(gate.start, gate.end, gate.start),))
    assert Shown("de").step(patient, patient.steps[3]) == "Warten, bis du bereit bist"


@pytest.mark.parametrize(
    ("language", "place", "badge"),
    [
        ("en", "Left side, round 1 of 2", "Left 1/2"),
        ("de-AT", "Linke Seite, Runde 1 von 2", "Links 1/2"),
        ("tr", "Sol taraf, 2 turdan 1.", "Sol 1/2"),
        ("hi", "बायीं ओर, 2 में से दौर 1", "बायाँ 1/2"),
        ("zh", "左侧，第1轮，共2轮", "左 1/2"),  # noqa: RUF001
        ("tlh", "Left side, round 1 of 2", "Left 1/2"),
    ],
)
def test_side_and_round_are_in_the_routines_language(language, place, badge):
    shown, context = Shown(language), Context("left", 1, 2)
    assert (shown.place(context), shown.badge(context)) == (place, badge)


@pytest.mark.parametrize("language", languages())
def test_each_verb_with_a_word_shows_one_and_no_other_verb_does(language):
    shown, verbs = Shown(language), {verb for verb, row in VERBS.items() if row.word}
    assert all(shown.word(verb) for verb in verbs)
    assert {key.split("-")[1] for key in shown if key.startswith(("word-", "step-"))} <= verbs


@pytest.mark.parametrize("language", languages())
def test_every_language_answers_in_words(language):
    shown = Shown(language)
    assert all(shown.phrase(answer.value) for answer in Answer)


@pytest.mark.parametrize("key", HINTS)
@pytest.mark.parametrize("language", languages())
def test_what_says_how_to_answer_fits_the_smallest_terminal(language, key):
    shown = Shown(language)
    assert cell_len(shown["sentence"].format(text=shown[key])) <= SMALLEST[0]


def test_durations_have_the_languages_units_and_point():
    times = Fraction(3725), Fraction("2.5"), Fraction("0.25")
    assert [Shown("pl").duration(time) for time in times] == ["1 h 2 min 5 s", "2,5 s", "250 ms"]
    assert [Shown("tr").duration(time) for time in times] == ["1 sa 2 dk 5 sn", "2,5 sn", "250 ms"]


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return a function that puts a locale file among the listener's own."""
    monkeypatch.setattr(locales, "own_folder", lambda: tmp_path)
    return lambda tag, text: (tmp_path / f"{tag}.toml").write_text(text, encoding="utf-8")


def test_a_listeners_own_file_may_change_words(own):
    own("de", '[shown]\nnext = "Gleich:"\n')
    assert (Shown("de")["next"], Shown("de").word("hold"), Shown("de").tag) == ("Gleich:", "Halten", "de")


def test_a_language_of_the_listeners_own_may_have_words_or_show_english_ones(own):
    english = (locales.BUILTIN / "en.toml").read_text("utf-8")
    phrases, _, rest_of_it = english.partition("[shown]\n")
    reading = rest_of_it[rest_of_it.index("[reading]") :]
    own("tlh", phrases.replace('"Left side"', '"poS"') + reading)
    assert (Shown("tlh")["next"], Shown("tlh").tag) == ("Next:", "en")
    assert Shown("tlh").place(Context("left")) == "PoS"
    own("tlh", f'{phrases}[shown]\nword-hold = "yI\'uch"\n{reading}')
    assert (Shown("tlh").word("hold"), Shown("tlh").word("rest"), Shown("tlh").tag) == ("yI'uch", "Rest", "tlh")
