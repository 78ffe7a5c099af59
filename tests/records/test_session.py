import pytest
from plans import hold, lay, rest, say
from recorded_sessions import SIDES

from voiceguide.playback.contracts import Now
from voiceguide.records.session import Step, Steps, heard_out

STEPS = Steps(SIDES)


@pytest.mark.parametrize("ordinal", range(len(SIDES.steps)))
def test_a_step_has_begun_from_its_first_frame_to_the_next_ones(ordinal):
    start = STEPS.start(ordinal)
    assert STEPS.begun(start) == ordinal
    assert STEPS.begun(start - 1) == max(0, ordinal - 1)


def test_before_the_first_step_the_first_is_meant():
    late = lay(say("Go."), wake_up=True).timeline
    assert late.steps[0].start > 0
    assert Steps(late).begun(0) == 0


def test_words_that_lead_into_a_step_begin_it_even_inside_the_rest_before():
    led = lay(hold(3), rest(10), say("Press.", then=0, lead=True), hold(3)).timeline
    assert led.steps[2].start < led.steps[2].at
    assert Steps(led).begun(led.steps[2].start) == 2


def test_a_step_is_said_with_its_section_round_and_what_is_done():
    assert str(STEPS.step(1)) == "Left side, round 1 of 2: hold 8 s"
    assert str(STEPS.step(0)) == "Left side: “The left side.”"


def test_a_side_is_said_where_the_section_does_not():
    assert str(Step(1, "hold", "hold 8 s", "Stretch", "right")) == "Stretch, right side: hold 8 s"
    assert str(Step(1, "hold", "hold 8 s", "", "right", 1, 3)) == "Right side, round 1 of 3: hold 8 s"
    assert str(Step(1, "hold", "hold 8 s")) == "Hold 8 s"


@pytest.mark.parametrize("ordinal", range(len(SIDES.steps)))
def test_in_the_same_timeline_each_step_is_nearest_to_itself(ordinal):
    assert STEPS.nearest(STEPS.step(ordinal)) == ordinal


def test_a_step_that_moved_is_found_again():
    longer = Steps(lay(say("Something new."), say("And more."), hold(8)).timeline)
    assert longer.nearest(Step(0, "hold", "hold 8 s")) == 2


def test_of_steps_alike_the_nearest_by_number_is_meant():
    alike = Steps(lay(*[hold(8)] * 5).timeline)
    assert alike.nearest(Step(3, "hold", "hold 8 s")) == 3
    assert alike.nearest(Step(30, "hold", "hold 8 s")) == 4


def test_a_hold_of_another_length_is_still_that_hold_unless_one_of_its_length_is_there():
    assert Steps(lay(hold(8), hold(9)).timeline).nearest(Step(1, "hold", "hold 8 s")) == 0
    assert Steps(lay(rest(8), hold(9)).timeline).nearest(Step(0, "hold", "hold 8 s")) == 1


def test_a_step_that_is_gone_is_not_found():
    assert Steps(lay(rest(8)).timeline).nearest(Step(0, "hold", "hold 8 s")) is None


def test_a_session_is_heard_out_when_nothing_but_its_last_second_is_left():
    assert heard_out(Now(SIDES, SIDES.length))
    assert heard_out(Now(SIDES, SIDES.ends - SIDES.rate.hz))
    assert not heard_out(Now(SIDES, SIDES.ends - SIDES.rate.hz - 1))


def test_a_step_whose_verb_a_newer_version_brought_reads_as_it_was_written():
    assert str(Step(0, "juggle", "juggle 30 s", "Warm up")) == "Warm up: juggle 30 s"
