"""Words are just so much faster that they fit a small room, and no faster than guided routines were once spoken."""

import inspect
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from voiceguide import pipeline
from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.errors import EngineError, Where
from voiceguide.plan.model import Metadata, Plan, Say, Words
from voiceguide.speech.clips import FASTER, Clips, SpokenText, estimate
from voiceguide.speech.locales import Book
from voiceguide.speech.mastering import at_rate
from voiceguide.speech.speak import speak
from voiceguide.testing import ToneEngine
from voiceguide.timeline.layout import lay_out, speak_to_fit
from voiceguide.units import Rate

WORDS = Words(("Press.",))
"""At its usual tempo, each clip of it here lasts 1 s."""


def plan(text):
    return Plan(Metadata("Test"), (Say(where=Where("x", 1, 1), words=Words((text,)), then=Fraction(0)),))


FIVE_SECONDS = "Lie down on your back, with your knees bent, feet wide."
"""55 characters: at the usual tempo, 5 s are guessed."""


def guessed(text=FIVE_SECONDS):
    return estimate(plan(text)), Words((text,))


def length(clips, words):
    return TIMELINE_RATE.seconds(len(clips[words]))


def spoken(**seconds_by_percent):
    """Return clips of `WORDS` that a voice has spoken; `p105` is the clip that is 5 % faster."""
    made = {SpokenText("Press."): silence(1)}
    for name, seconds in seconds_by_percent.items():
        factor = Fraction(int(name[1:]), 100)
        made[SpokenText("Press.", factor, factor)] = silence(seconds)
    return Clips(Book("en"), made)


def silence(seconds):
    return Clip(np.zeros(TIMELINE_RATE.frame(Fraction(str(seconds))), np.float32), TIMELINE_RATE)


@pytest.mark.parametrize(
    ("room", "tempo"),
    [("5", "1"), ("9", "1"), ("4.999", "1.05"), ("4.75", "1.1"), ("4.55", "1.1"), ("4.5", "1.15"), ("3.8", "1.35")],
)
def test_words_are_no_faster_than_their_room_needs(room, tempo):
    clips, words = guessed()
    fitted = clips.fitted(words, Fraction(room))
    assert (fitted.tempo, fitted.faster) == (Fraction(tempo), Fraction(tempo))
    assert length(clips, fitted) <= Fraction(room)
    assert clips.text(fitted) == FIVE_SECONDS


def test_words_that_fit_at_no_tempo_keep_theirs():
    clips, words = guessed()
    assert clips.fitted(words, Fraction("3.7")) == words
    assert not clips.wanted


def test_slower_words_are_faster_from_their_own_tempo_on():
    clips, words = guessed()
    slow = replace(words, tempo=Fraction(4, 5))
    assert clips.fitted(slow, Fraction("5.7")) == replace(words, tempo=Fraction(22, 25), faster=Fraction(11, 10))


def test_words_that_are_faster_already_can_be_faster_still_but_not_more_than_the_most():
    clips, words = guessed()
    once = clips.fitted(words, Fraction("4.75"))
    assert clips.fitted(once, Fraction("4.75")) == once
    assert clips.fitted(once, Fraction("3.75")).faster == FASTER[-1]
    assert clips.fitted(once, Fraction(3)) == once


def test_what_a_voice_must_speak_first_is_wanted():
    clips = spoken()
    assert clips.fitted(WORDS, Fraction("0.9")) == WORDS
    assert [words.faster for words in clips.wanted] == [Fraction(115, 100)]


def test_a_voice_that_speaks_less_fast_than_asked_is_asked_for_the_next_tempo():
    clips = spoken(p115="0.95")
    assert clips.fitted(WORDS, Fraction("0.9")) == WORDS
    assert [words.faster for words in clips.wanted] == [Fraction(120, 100)]
    done = clips.with_more(spoken(p120="0.9"))
    assert done.fitted(WORDS, Fraction("0.9")).faster == Fraction(120, 100)
    assert not done.wanted


def test_until_the_right_clip_is_spoken_a_faster_one_that_is_there_is_taken():
    clips = spoken(p135="0.75")
    assert clips.fitted(WORDS, Fraction("0.9")).faster == Fraction(135, 100)
    assert [words.faster for words in clips.wanted] == [Fraction(115, 100)]


def test_the_highest_tempo_is_tried_where_a_voice_may_be_faster_than_asked():
    clips = spoken()
    assert clips.fitted(WORDS, Fraction("0.7")) == WORDS
    assert [words.faster for words in clips.wanted] == [FASTER[-1]]
    assert spoken(p135="0.7").fitted(WORDS, Fraction("0.7")).faster == FASTER[-1]


class Uneven(ToneEngine):
    """A voice that ignores every tempo under 1.25; each letter lasts a tenth of a second."""

    def __init__(self):
        self.asked = []

    def speak(self, utterance):
        self.asked.append((utterance.text, utterance.rate, utterance.faster))
        seconds = len(utterance.text) / 10 / (utterance.rate if utterance.rate >= 1.25 else 1)
        return Clip(np.full(round(seconds * TIMELINE_RATE.hz), 0.5, np.float32), TIMELINE_RATE)


@pytest.fixture
def narrated(tmp_path, cache):
    """Speak a routine with an engine, and lay it out."""

    def narrate(routine, engine):
        path = tmp_path / "test.yaml"
        path.write_text(routine)
        plan = pipeline.compile(pipeline.load(str(path)))

        def by_engine(plan, extra, progress):
            return speak(plan, engine, cache=cache, extra=extra, progress=progress)

        clips = speak_to_fit(plan, by_engine)
        return lay_out(plan, clips)

    return narrate


TIGHT = """\
routine: 1
title: Tight
steps:
  - pace: { Lower slowly: 1 s, Up: 1 s }
    times: 2
"""


def test_a_routines_words_are_spoken_again_until_they_fit(narrated):
    """
    - pace: { Lower slowly: 1 s, Up: 1 s }     # "Lower slowly" takes 1.2 s
      times: 2
    """
    engine = Uneven()
    timeline = narrated(TIGHT, engine)
    assert timeline.notes == ()
    assert [mark.label for mark in timeline.marks if mark.kind == "caption"] == 2 * ["Lower slowly", "Up"]
    assert engine.asked == [
        ("Lower slowly", 1.0, 1.0),
        ("Up", 1.0, 1.0),
        ("Lower slowly", 1.2, 1.2),
        ("Lower slowly", 1.25, 1.25),
    ]


def test_a_second_time_nothing_is_spoken_and_the_same_is_heard(narrated):
    first, second = (narrated(TIGHT, Uneven()) for _ in range(2))
    heard = zip(first.placements, second.placements, strict=True)
    assert all(
        one.start == other.start and np.array_equal(one.clip.samples, other.clip.samples) for one, other in heard
    )
    engine = Uneven()
    narrated(TIGHT, engine)
    assert engine.asked == []


def test_words_without_a_chance_are_heard_as_before(narrated):
    """
    - pace: { Lower slowly and breathe out: 1 s, Up: 1 s }
    """
    timeline = narrated(TIGHT.replace("Lower slowly", "Lower slowly and breathe out"), Uneven())
    (note,) = timeline.notes
    assert note.message == "'Lower slowly and breathe out' is too long for 1 s: a tick sounds"


class Drawling(Uneven):
    """A voice that at its highest tempo speaks long texts a little slower than asked, and short ones faster."""

    def speak(self, utterance):
        clip = super().speak(utterance)
        share = 1 if utterance.faster == 1 else 1.04 if len(utterance.text) > 20 else 0.94
        return Clip(np.resize(clip.samples, round(len(clip) * share)), clip.rate)


def test_words_that_fit_only_all_together_at_the_highest_tempo_fit(narrated):
    """
    - hold: 3.9 s          # at the highest tempo: 1.2 s and 1.8 s of words, 0.5 s between them, 0.3 s of tone
      count: none
      steps:
        - say: Press on, and on.
        - say: Shake out the long legs.
    """
    steps = inspect.getdoc(test_words_that_fit_only_all_together_at_the_highest_tempo_fit)
    timeline = narrated(f"routine: 1\ntitle: Tight\nsteps:\n{steps}", Drawling())
    assert timeline.notes == ()
    assert [mark.label for mark in timeline.marks if mark.kind == "caption"] == [
        "Press on, and on.",
        "Shake out the long legs.",
    ]


class Breaking(Uneven):
    """A voice that fails once words are to be faster."""

    def speak(self, utterance):
        if utterance.faster > 1:
            raise EngineError("it is\nout of breath")
        return super().speak(utterance)


def test_a_voice_that_fails_at_faster_words_speaks_the_others(narrated, caplog):
    timeline = narrated(TIGHT, Breaking())
    assert [mark.label for mark in timeline.marks if mark.kind == "caption"] == 2 * ["Up"]
    (warning,) = caplog.messages
    assert warning == "Words with little room are no faster, because the voice failed: it is out of breath"


def test_what_fits_a_small_room_is_as_the_voice_speaks_it_at_that_tempo():
    def voice(rate):
        return Clip(np.full(round(22_050 / rate**1.5), 0.5, np.float32), Rate(22_050))

    assert len(at_rate(voice, 1.25, 1.25)) == len(voice(1.25))
    # Another rate of the listener is even from there on.
    assert len(at_rate(voice, 1.25 * 0.8, 1.25)) == pytest.approx(len(voice(1.25)) / 0.8, rel=0.02)
