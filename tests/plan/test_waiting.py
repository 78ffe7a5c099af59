"""A plan that waits as its listener wants it to."""

import inspect

import pytest

from voiceguide import pipeline
from voiceguide.plan.model import Hold, Wait
from voiceguide.plan.waiting import AT_MOST_BEFORE_A_HOLD, answered, repeating, with_wait_before_holds


@pytest.fixture
def kinds(compiled):
    """Return a function that names the events of the test's routine after `how` went over them."""
    return lambda how: [type(event).__name__.lower() for event in how(compiled()).events]


def test_a_wait_comes_before_the_words_of_a_hold_so_that_a_listener_waits_before_pressing(kinds):
    """
    steps:
      - hold: 8 s
        say: Press.
      - rest: 5 s
      - hold: 8 s
    """
    assert kinds(with_wait_before_holds) == ["wait", "say", "hold", "hold", "wait", "hold"]


def test_a_hold_that_has_a_wait_gets_no_second_one(kinds):
    """
    steps:
      - wait: ready
        at_most: 20 s
      - hold: 8 s
    """
    assert kinds(with_wait_before_holds) == ["wait", "hold"]


def test_nor_where_a_section_begins_between_them(kinds):
    """
    steps:
      - wait: ready
        at_most: 20 s
      - section: Press
      - hold: 8 s
    """
    assert kinds(with_wait_before_holds) == ["chapter", "wait", "chapter", "hold"]


def test_a_wait_before_a_hold_stands_where_its_hold_does(compiled):
    """
    steps:
      - sides: both
        steps:
          - hold: 8 s
    """
    plan = with_wait_before_holds(compiled())
    waits = [event for event in plan.events if isinstance(event, Wait)]
    holds = [event for event in plan.events if isinstance(event, Hold)]
    assert [(w.context, w.pan, w.where) for w in waits] == [(h.context, h.pan, h.where) for h in holds]
    assert {wait.at_most for wait in waits} == {AT_MOST_BEFORE_A_HOLD}


def test_every_wait_of_a_patient_plan_asks(compiled):
    """
    steps:
      - wait: ready
        at_most: 20 s
      - hold: 8 s
      - wait: ready
        at_most: 20 s
    """
    asking = [event.asking for event in repeating(compiled()).events if isinstance(event, Wait)]
    assert [words.parts[0].key for words in asking] == ["are-you-ready"] * 2


def test_how_to_answer_is_said_at_the_first_wait_only(compiled):
    """
    steps:
      - say: Hello.
      - wait: ready
        at_most: 20 s
      - wait: ready
        at_most: 20 s
    """
    for how, key in (("key", "how-to-answer"), ("voice", "how-to-answer-aloud")):
        first, second = (event.answer for event in answered(compiled(), how).events if isinstance(event, Wait))
        assert (first.parts[0].key, second) == (key, None)


def test_a_plan_without_a_wait_stays_as_it_is(compiled):
    """
    steps:
      - say: Hello.
    """
    plan = compiled()
    assert answered(plan, "key") is plan


def test_waits_before_holds_are_patient_too_and_the_first_one_tells_how_to_answer(request, tmp_path):
    """
    routine: 1
    title: Test
    steps:
      - hold: 8 s
      - hold: 8 s
    """
    path = tmp_path / "test.yaml"
    path.write_text(inspect.cleandoc(request.function.__doc__))
    plan = pipeline.compile(pipeline.load(str(path)), answers="key", patient=True, wait_each=True)
    waits = [event for event in plan.events if isinstance(event, Wait)]
    assert [wait.answer.parts[0].key for wait in waits] == ["how-to-answer", "are-you-ready"]
    assert all(wait.asking for wait in waits)


def test_a_patient_wait_asks_at_most_every_twenty_seconds(compiled):
    """
    steps:
      - wait: ready
        at_most: 5 s
      - wait: ready
        at_most: 1 min
    """
    assert [event.at_most for event in repeating(compiled()).events] == [20, 60]
