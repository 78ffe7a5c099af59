"""Settings changed on the way: the plan arranged anew takes over after what was gone through."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sessions import compiled as plan_of

from voiceguide.plan.edit import spliced
from voiceguide.plan.model import Chapter, Hold, Phase, as_text


def holds(events):
    return [event for event in events if isinstance(event, Hold) and event.kind == "hold"]


def names(events):
    """Return what each hold is, short: 'L1' for the first round on the left."""
    sides = {"left": "L", "right": "R", None: ""}
    return [f"{sides[hold.context.side]}{hold.context.round or ''}" for hold in holds(events)]


def after_hold(plan, number):
    """Return the number of the event after that hold."""
    return plan.events.index(holds(plan.events)[number]) + 1


def test_the_same_settings_change_nothing():
    plan = plan_of()
    for cut, event in enumerate(plan.events):
        if not isinstance(event, Phase) or (event.cycle, event.index) == (1, 0):
            assert spliced(plan, cut, plan) == plan


@pytest.mark.parametrize(
    ("number", "given_settings", "left"),
    [
        (0, {"rounds": "1"}, ["L1", "R1"]),
        (1, {"rounds": "1"}, ["L1", "L2", "R1"]),
        (1, {"rounds": "3"}, ["L1", "L2", "L3", "R1", "R2", "R3"]),
        (3, {"rounds": "1"}, ["L1", "L2", "R1", "R2"]),
        (3, {"rounds": "4"}, ["L1", "L2", "R1", "R2", "R3", "R4"]),
    ],
)
def test_rounds_are_counted_on_from_the_one_under_way(number, given_settings, left):
    plan = plan_of()
    cut = after_hold(plan, number)
    assert names(spliced(plan, cut, plan_of(given=given_settings)).events) == left


def test_a_hold_of_another_length_comes_from_the_next_one_on():
    plan = plan_of()
    new = spliced(plan, after_hold(plan, 0), plan_of(given={"hold": "12 s"}))
    assert [int(hold.seconds) for hold in holds(new.events)] == [8, 12, 12, 12]


SIDED = """\
routine: 1
title: Sides
settings:
  side: { default: both, choices: [left, right, both] }
steps:
  - say: Begin.
  - sides: <side>
    steps:
      - hold: 8 s
        say: On the <side>.
      - rest: 5 s
  - say: The end.
"""


@pytest.mark.parametrize(
    ("number", "side", "left"),
    [(0, "left", ["L"]), (0, "right", ["L", "R"]), (1, "left", ["L", "R"]), (1, "right", ["L", "R"])],
)
def test_a_side_that_is_left_out_is_passed_over_and_one_gone_through_stays(number, side, left):
    plan = plan_of(SIDED)
    new = spliced(plan, after_hold(plan, number), plan_of(SIDED, {"side": side}))
    assert names(new.events) == left
    assert as_text(new).splitlines()[-1].startswith('say "The end."')


def test_no_cycle_is_added_to_a_pace_that_is_under_way():
    plan = plan_of()
    last = max(index for index, event in enumerate(plan.events) if isinstance(event, Phase))
    new = spliced(plan, last + 1, plan_of(given={"cycles": "6"}))
    assert sum(isinstance(event, Phase) for event in new.events) == sum(isinstance(e, Phase) for e in plan.events)
    assert new == plan


@settings(max_examples=30)
@given(st.integers(0, 200), st.sampled_from([{"rounds": "1"}, {"rounds": "4"}, {"hold": "20 s"}, {"cycles": "1"}]))
def test_what_was_gone_through_stays_and_the_end_is_the_new_one(cut, chosen):
    plan, compiled = plan_of(), plan_of(given=chosen)
    cut %= len(plan.events)
    new = spliced(plan, cut, compiled)
    before = list(plan.events[:cut])
    while before and isinstance(before[-1], Chapter):
        before.pop()
    assert list(new.events[: len(before)]) == before
    assert new.events[-1] == compiled.events[-1]
    chapters = [(e.where, e.context) for e in new.events if isinstance(e, Chapter)]
    assert all(one != other for one, other in pairwise(chapters))
