"""What just fits and what just doesn't: a text of n letters sounds n tenths of a second."""

from fractions import Fraction

import pytest
from plans import HERE, TenthsALetter, hold, lay, phase, rest, say, wait

from voiceguide.audio import TIMELINE_RATE
from voiceguide.errors import RoutineError
from voiceguide.plan.model import HALFWAY, Chapter, Metadata, Plan, Words
from voiceguide.speech.clips import FASTER
from voiceguide.timeline.layout import lay_out
from voiceguide.timeline.tones import tone

BREATH = Fraction("0.15")
JOIN = Fraction("0.4")
TENTH = Fraction("0.1")


def ring(name):
    """Return how long the earcon `name` rings, in seconds."""
    return TIMELINE_RATE.seconds(len(tone(name)))


def fastest(letters):
    """Return how long a text of so many `letters` sounds at the fastest tempo, in seconds."""
    return TIMELINE_RATE.seconds(TIMELINE_RATE.frame(Fraction(letters, 10) / FASTER[-1]))


def codes(laid):
    return [note.code for note in laid.timeline.notes]


def test_a_rests_own_words_that_just_fill_it_at_the_fastest_tempo_leave_it_as_long_as_it_is():
    length = ring("rest-start") + fastest(10)
    laid = lay(rest(length, own_say="ten letter"))
    assert laid.tones()[-1] == (pytest.approx(float(length), abs=1e-4), "rest-release")
    assert codes(laid) == []
    assert codes(lay(rest(length - TENTH, own_say="ten letter"))) == ["VG209"]


def test_a_number_that_just_fills_its_second_is_said():
    numbers = ((Fraction("0.7"), 1), (Fraction("0.8"), 2), (Fraction("0.85"), 3))
    laid = lay(hold(2, numbers=numbers, down=False))
    assert laid.said() == [(0.7, "1"), (0.85, "3")]
    assert laid.tones()[1] == (0.8, "tick")


def halfway(*, room):
    """Lay a hold whose half-way has `room` seconds from its exact middle to the first number."""
    return lay(hold(20, numbers=((10 - room, 5),), down=True, halfway=True))


@pytest.mark.parametrize("beside", [-TENTH, 0, TENTH])
def test_half_way_sounds_wherever_the_count_begins(beside):
    laid = halfway(room=ring("halfway") + beside)
    assert (10.0, "halfway") in laid.tones()
    assert codes(laid) == ["VG210"]
    tones = [mark for mark in laid.timeline.marks if mark.kind == "tone"]
    assert [(mark.at, mark.label) for mark in tones] == [(240_000, "tone halfway")]


def test_half_way_is_said_a_gap_after_its_tone_then_sooner_then_faster_and_then_not():
    words = TenthsALetter().text(HALFWAY)
    soonest, calm, fast = ring("halfway") + BREATH, Fraction(len(words), 10), fastest(len(words))
    begins = {
        soonest + calm + JOIN: ring("halfway") + JOIN,
        soonest + calm + TENTH: soonest + TENTH,
        soonest + calm: soonest,
        soonest + fast: soonest,
    }
    for room, begin in begins.items():
        (at, said), _ = halfway(room=room).said()
        assert (at, said) == (pytest.approx(float(10 + begin), abs=1e-4), words)
    tight = halfway(room=soonest + fast - TENTH)
    assert [said for _, said in tight.said()] == ["5"]
    assert (10.0, "halfway") in tight.tones()


def test_half_way_is_not_said_over_other_words():
    laid = lay(hold(2, release="A release that lasts far into the next hold, six seconds long"), hold(8, halfway=True))
    assert [said for _, said in laid.said()] == ["A release that lasts far into the next hold, six seconds long"]
    assert (6.0, "halfway") in laid.tones()


def test_inside_a_hold_words_that_just_fit_at_the_fastest_tempo_are_no_error_and_a_little_more_is_one():
    fast = fastest(10)
    laid = lay(hold(ring("start") + fast, inside=(say("ten letter"),)))
    assert laid.said() == [(pytest.approx(float(ring("start")), abs=1e-4), "ten letter")]
    with pytest.raises(RoutineError, match=r"200 ms too long"):
        lay(hold(ring("start") + fast - 2 * TENTH, inside=(say("ten letter"),)))


@pytest.mark.parametrize("unknown", ["estimated", "voiceless"])
def test_without_the_real_voice_too_long_is_a_guess_and_no_error(unknown):
    clips = TenthsALetter()
    setattr(clips, unknown, True)
    plan = Plan(Metadata("Test"), (hold(2, inside=(say("A text of three seconds, long."),)),))
    (note,) = lay_out(plan, clips, wake_up=False).notes
    assert (note.code, note.severity) == ("VG202", "warning")
    assert "about 0.6 s too long" in note.message


def test_words_that_just_fit_a_rest_after_its_tone_are_spoken_inside_it():
    length = ring("rest-start") + fastest(6)
    inside, outside = (lay(rest(a), say("Press.", lead=True), hold(8)) for a in (length, length - TENTH))
    assert inside.said()[0][0] == pytest.approx(float(ring("rest-start")), abs=1e-4)
    assert inside.tones()[1] == (pytest.approx(float(length), abs=1e-4), "start")
    assert outside.said()[0][0] == pytest.approx(float(ring("rest-start") + JOIN))


def test_several_words_inside_a_rest_keep_their_silences_also_the_last():
    laid = lay(rest(10), say("One.", lead=True), say("Two.", "3/2", lead=True), hold(8))
    assert laid.said() == [(pytest.approx(7.2), "One."), (pytest.approx(8.1), "Two.")]


def test_a_word_that_just_fills_its_phase_is_said_and_so_is_the_next():
    assert lay(phase("Lower", "0.5", index=0), phase("Up", "0.2", index=1)).said() == [(0.0, "Lower"), (0.5, "Up")]


def test_how_to_answer_is_said_inside_a_wait_that_it_just_fills():
    laid = lay(wait("2.3", answer=Words(("Press Enter when ready.",))))
    (gate,) = laid.timeline.gates
    assert (gate.start, gate.end) == (0, round(2.3 * 24_000))
    assert laid.said() == [(0.0, "Press Enter when ready.")]


def test_a_reminder_may_end_with_the_wait_and_begin_when_other_words_end():
    assert lay(wait(16, 15, "ten letter")).said() == [(15.0, "ten letter")]
    laid = lay(wait(4, 2, "Ready?", answer=Words(("Press Enter, please.",))))
    assert laid.said() == [(0.0, "Press Enter, please."), (2.0, "Ready?")]


def test_a_reminder_longer_than_its_interval_leaves_out_those_under_it():
    assert [at for at, _ in lay(wait(10, 1, "Twenty-five letters long.")).said()] == [1.0, 4.0, 7.0]


def test_a_wait_that_asks_does_so_at_its_end_and_goes_back_to_where_how_to_answer_was_said():
    laid = lay(wait(5, answer=Words(("Press Enter when ready.",)), asking=Words(("Ready?",))), say("On."))
    (gate,) = laid.timeline.gates
    assert laid.said() == [(0.0, "Press Enter when ready."), (5.0, "Ready?"), (6.1, "On.")]
    assert [frame / 24_000 for frame in (gate.start, gate.ask, gate.end)] == [0, 2.3, 6.1]
    assert lay(wait(5)).timeline.gates[0].ask is None


def test_a_wait_in_which_no_reminder_can_end_says_so():
    assert codes(lay(wait(16, 15, "Too long for a second."))) == ["VG208"]
    assert codes(lay(wait(16, 15, "ten letter"))) == []


def test_words_before_the_very_first_step_are_said():
    laid = lay(say("Press.", lead=True), hold(8))
    assert laid.said() == [(0.0, "Press.")]
    assert laid.tones()[0] == (1.1, "start")


def test_a_routine_begins_after_its_safety_texts_and_no_later():
    titles = [Chapter(where=HERE, title=Words((name,)), safety=name == "safety") for name in ("safety", "one", "two")]
    laid = lay(titles[0], say("Stop if it hurts."), titles[1], say("Up."), titles[2], say("Down."))
    assert laid.timeline.begins / 24_000 == laid.said()[1][0]
