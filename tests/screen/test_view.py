from dataclasses import replace
from fractions import Fraction

import plans
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import hold, pause, phase, rest, say, tone, wait

from voiceguide.audio import TIMELINE_RATE
from voiceguide.plan.model import Chapter, Context, Words
from voiceguide.playback.contracts import Now
from voiceguide.screen.view import Course
from voiceguide.timeline.shown import Shown

HZ = TIMELINE_RATE.hz


def chapter(title, **more):
    return Chapter(where=plans.HERE, title=Words((title,)), **more)


def counted(*numbers, down=True):
    return {"numbers": tuple((Fraction(number), number) for number in numbers), "down": down}


def seen(view):
    """What a person would say they see."""
    number = "" if view.seconds is None else f" {view.seconds}"
    return f"{view.word}{number}" + (f" ({view.speech})" if view.speech else "")


def test_words_are_seen_from_when_they_sound_until_something_else_does(moments):
    at, _ = moments(say("One", "1"), say("Two", "1"))
    assert [seen(at(second)) for second in ("0", "1.2", "1.3", "2.5")] == ["One", "One", "Two", "Two"]


def test_of_several_sentences_the_one_that_is_spoken_is_known(moments):
    at, _ = moments(say("Sit. Reach around! Breathe.", "2"), say("One.", "1"))
    assert [at(second).sentence for second in ("0", "0.5", "1.7", "1.95", "4", "4.8")] == [
        "Sit.",
        "Reach around!",
        "Reach around!",
        "Breathe.",
        "Breathe.",
        "",
    ]


def test_a_hold_shows_the_seconds_left_and_what_is_said_in_it(moments):
    at, _ = moments(say("Press"), hold("8", inside=(say("Breathe", "0"),)), say("End"))
    begin = Fraction("1")
    assert seen(at(begin)) == "Hold 8"
    assert seen(at(begin + 3)) == "Hold 5 (Breathe)"
    assert seen(at(begin + Fraction("7.99"))) == "Hold 1 (Breathe)"


def test_the_number_changes_with_the_count(moments):
    at, timeline = moments(hold("7", **counted(3, 2, 1)))
    spoken = [mark for mark in timeline.marks if mark.kind == "caption"]
    assert len(spoken) == 3
    for mark in spoken:
        moment = timeline.rate.seconds(mark.at)
        assert at(moment).seconds == int(mark.label)
        assert at(moment - Fraction(1, 100)).seconds == int(mark.label) + 1


def test_the_number_goes_up_where_the_voice_counts_up(moments):
    at, timeline = moments(hold("4", **counted(1, 2, 3, down=False)))
    for mark in (mark for mark in timeline.marks if mark.kind == "caption"):
        assert at(timeline.rate.seconds(mark.at)).seconds == int(mark.label)
        assert at(timeline.rate.seconds(mark.at) - Fraction(1, 100)).seconds == int(mark.label) - 1


def test_two_seconds_counted_from_one_go_down(moments):
    at, _ = moments(hold("2", **counted(1)))
    assert [at(second).seconds for second in ("0", "0.9", "1", "1.9")] == [2, 2, 1, 1]


def test_a_rest_shows_its_seconds_and_what_is_said_of_what_comes(moments):
    at, _ = moments(rest("5"), say("Press", "0", lead=True), hold("3"))
    assert seen(at("0.1")) == "Rest 5"
    assert seen(at("4.9")) == "Rest 1 (Press)"


def test_a_wait_asks_for_an_answer_only_where_somebody_can_give_one(moments):
    at, timeline = moments(say("Find it"), wait("30"), say("On"))
    (gate,) = timeline.gates
    begin = timeline.rate.seconds(gate.start)
    assert seen(at(begin + 2, waiting=gate)) == "Ready? 28 (Find it)"
    assert seen(at(begin + 2, waiting=gate, live=False)) == "Wait 28 (Find it)"


def test_a_wait_that_may_be_answered_before_it_is_heard_is_no_longer_what_comes_next(moments):
    at, timeline = moments(say("Find it", "1"), wait("30"), hold("8"))
    assert at("1").next == "Wait up to 30 s"
    view = at("1", waiting=timeline.gates[0])
    assert (seen(view), view.next) == ("Ready? 30 (Find it)", "Hold 8 s")


def test_a_pause_stands_before_all_else(moments):
    at, timeline = moments(wait("30"))
    view = at("1", paused=True, waiting=timeline.gates[0])
    assert (view.kind, seen(view)) == ("pause", "Paused")


def test_a_phase_shows_its_word_and_its_own_seconds(moments):
    at, _ = moments(phase("In", "4", cycles=1), phase("Out", "6", index=1))
    assert [seen(at(second)) for second in ("0", "3", "4", "9.5")] == ["In 4", "In 1", "Out 6", "Out 1"]


def test_a_phase_too_short_to_read_a_number_shows_none(moments):
    at, _ = moments(phase("Up", "1"), phase("Down", "3", index=1))
    assert [seen(at(second)) for second in ("0.5", "1.5")] == ["Up", "Down 3"]


def test_each_cycle_of_a_pace_is_a_round(moments):
    cycles = [
        phase(word, "2", cycle=cycle, cycles=3, index=index, context=Context("left", cycle, 3))
        for cycle in (1, 2, 3)
        for index, word in enumerate(["Up", "Down"])
    ]
    at, _ = moments(*cycles)
    assert [at(second).badge for second in ("0", "3.9", "4", "8", "11.9")] == [
        "Left 1/3",
        "Left 1/3",
        "Left 2/3",
        "Left 3/3",
        "Left 3/3",
    ]
    assert at("5").place == "Left side, round 2 of 3"


def test_side_and_round_are_those_of_the_step_even_while_its_own_words_sound(moments):
    left, right = Context("left", 1, 2), Context("right", 2, 2)
    at, _ = moments(say("One", "0", context=left), say("Two", "0", lead=True, context=right), hold("3", context=right))
    assert (at("0").place, at("0").badge) == ("Left side, round 1 of 2", "Left 1/2")
    assert (at("0.4").place, at("0.4").badge) == ("Right side, round 2 of 2", "Right 2/2")


@pytest.mark.parametrize(
    ("context", "place", "badge"),
    [
        (Context(), "", ""),
        (Context("left"), "Left side", "Left"),
        (Context(None, 2, 3), "Round 2 of 3", "2/3"),
    ],
)
def test_what_there_is_of_side_and_round_is_said(context, place, badge):
    assert (Shown().place(context), Shown().badge(context)) == (place, badge)


def test_next_is_what_the_listener_does_next_and_where(moments):
    at, _ = moments(
        chapter("Begin"),
        say("Hello"),
        pause("1"),
        hold("8"),
        rest("5"),
        chapter("End"),
        tone("done"),
        wait("30"),
        say("Bye"),
    )
    times = {"0": "Hold 8 s", "3": "Rest 5 s", "12": "End: wait up to 30 s", "20": ""}
    assert {second: at(second).next for second in times} == times


def test_the_chapter_is_the_one_that_began_last(moments):
    at, _ = moments(chapter("Begin"), say("Hello"), chapter("End"), say("Bye"))
    assert [at(second).chapter for second in ("0", "1.2")] == ["Begin", "End"]


def test_what_has_passed_leaves_the_safety_lead_out(moments):
    at, timeline = moments(chapter("Before you start", safety=True), say("Careful", "1.3"), chapter("Begin"), hold("8"))
    assert timeline.begins == 2 * HZ
    assert [(at(second).passed, at(second).total) for second in ("1", "2", "5.5")] == [(0, 9), (0, 9), (3, 9)]


def test_with_reduced_motion_what_has_passed_grows_a_step_at_a_time(moments):
    at, _ = moments(hold("8"), hold("4"))
    assert [at(second, still=True).passed for second in ("1", "7.9", "8", "11")] == [0, 0, 8, 8]
    assert at("5", still=True).seconds == 3


def test_safety_that_nobody_speaks_is_seen_until_there_is_something_to_do(moments):
    _, timeline = moments(say("Hello"), hold("8"))
    careful = replace(timeline, metadata=replace(timeline.metadata, safety=("Stop if it hurts.",)))
    course = Course(careful)
    assert course.look(Now(careful, 0)).safety == ("Stop if it hurts.",)
    assert course.look(Now(careful, HZ)).safety == ()


def test_safety_that_is_spoken_is_not_seen_twice(moments):
    _, timeline = moments(
        chapter("Before you start", safety=True), say("Stop if it hurts."), chapter("Begin"), hold("8")
    )
    careful = replace(timeline, metadata=replace(timeline.metadata, safety=("Stop if it hurts.",)))
    assert Course(careful).look(Now(careful, 0)).safety == ()


def counting_hold(seconds, most):
    return hold(str(seconds), **counted(*range(min(most, seconds - 1), 0, -1)))


EVENTS = st.one_of(
    st.builds(say, st.text("ab c", min_size=1, max_size=9), lead=st.booleans()),
    st.builds(
        lambda n, numbers: hold(str(n), **counted(*range(min(numbers, n - 1), 0, -1))),
        st.integers(2, 9),
        st.integers(0, 5),
    ),
    st.builds(rest, st.sampled_from(["1/3", "2", "5"])),
    st.builds(wait, st.sampled_from(["7/11", "10"])),
    st.builds(pause, st.sampled_from(["1/7", "1"])),
    st.builds(phase, st.sampled_from(["In", "Out"]), st.sampled_from(["1", "4"])),
    st.builds(tone, st.just("switch")),
)


@given(st.lists(EVENTS, min_size=1, max_size=8), st.floats(0, 1), st.booleans())
def test_every_moment_of_every_routine_can_be_seen(events, part, paused):
    timeline = plans.lay(*events).timeline
    at = int(part * max(timeline.length - 1, 0))
    gate = next((gate for gate in timeline.gates if gate.start <= at < gate.end), None)
    view = Course(timeline).look(Now(timeline, at, paused, gate), live=True)
    assert view.seconds is None or 0 <= view.seconds <= 10
    assert 0 <= view.passed <= view.total


def test_a_lead_in_shows_its_words_and_the_hold_that_comes(moments):
    _, timeline = moments(say("Sit."), pause("9"), hold("8"), say("End"))
    view = Course(timeline).look(Now(timeline, timeline.holds[0].at, leading_in=True))
    assert (view.kind, view.word, view.next) == ("words", timeline.lead_in.text, "Hold 8 s")
