"""A plan changed by its listener: longer and shorter steps within their limits, and slower speech."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from voiceguide.plan.edit import (
    at_tempo,
    lengthened,
    one_cycle_less,
    one_cycle_more,
    replaced,
    shortened,
    with_more_time,
)
from voiceguide.plan.model import Hold, Phase, Say, Wait, count, spoken


def only(plan, kind):
    return [event for event in plan.events if isinstance(event, kind)]


def test_a_hold_grows_by_five_seconds_or_to_its_settings_limit(compiled):
    """
    routine: 1
    title: Test
    settings:
      long: { default: 8 s, min: 5 s, max: 10 s }
    steps:
      - hold: <long>
      - hold: 8 s
    """
    limited, free = only(compiled(), Hold)
    assert [lengthened(limited).seconds, lengthened(lengthened(limited)).seconds] == [10, 10]
    assert [lengthened(free).seconds, lengthened(lengthened(free)).seconds] == [13, 18]
    assert [shortened(limited, Fraction(0)).seconds, shortened(free, Fraction(0)).seconds] == [5, 3]


@given(st.fractions(Fraction(0), Fraction(30)), st.integers(0, 10))
def test_a_hold_gets_no_shorter_than_what_is_asked_for_and_never_longer(least, times):
    hold = Hold(where=None, kind="hold", seconds=Fraction(20))
    shorter = hold
    for _ in range(times):
        shorter = shortened(shorter, least)
        assert min(least, 20) <= shorter.seconds <= hold.seconds
        assert shorter.seconds >= 1


def test_a_longer_hold_counts_as_its_routine_asks(compiled):
    """
    steps:
      - hold: 3 s
      - hold: 3 s
        count: 2
      - hold: 3 s
        count: up
      - hold: 3 s
        count: none
    """
    holds = [lengthened(hold) for hold in only(compiled(), Hold)]
    assert [[number for _, number in hold.numbers] for hold in holds] == [
        [5, 4, 3, 2, 1],
        [2, 1],
        [1, 2, 3, 4, 5, 6, 7],
        [],
    ]


def test_a_hold_made_shorter_counts_from_what_it_has_room_for_and_all_again_when_it_is_as_it_was(compiled):
    """
    steps:
      - hold: 8 s
        count: 7
    """
    (hold,) = only(compiled(), Hold)
    shorter = shortened(hold, Fraction(0))
    assert [number for _, number in shorter.numbers] == [2, 1]
    assert lengthened(shorter) == hold


def test_a_wait_gets_a_quarter_of_a_minute_more(compiled):
    """
    steps:
      - wait: ready
        at_most: 20 s
    """
    (wait,) = only(compiled(), Wait)
    assert with_more_time(wait).at_most == 35


def test_a_pace_gets_a_cycle_more_or_less_and_knows_how_many_there_are(compiled):
    """
    steps:
      - pace: { Up: 2 s, Down: 1 s }
        times: 3
    """
    plan = compiled()
    phases = only(plan, Phase)
    more, less = one_cycle_more(phases), one_cycle_less(phases)
    assert [(phase.cycle, phase.cycles, phase.index) for phase in more] == [
        (cycle, 4, index) for cycle in range(1, 5) for index in range(2)
    ]
    assert [(phase.cycle, phase.cycles) for phase in less] == [(1, 2), (1, 2), (2, 2), (2, 2)]
    assert one_cycle_less(more) == phases
    assert replaced(plan, 0, more, len(phases)).events == tuple(more)


def test_slower_speech_leaves_counts_and_breaths_and_what_stands_in_a_hold_as_they_are(compiled):
    """
    steps:
      - say: Before.
      - hold: 8 s
        say: Press.
        release: Let go.
        steps:
          - say: Breathe on.
      - wait: ready
        at_most: 20 s
        remind: { every: 5 s, say: [Ready?] }
      - pace: { Up: 2 s, Down: 1 s }
        times: 1
    """
    plan = compiled(answers="key")
    slow = at_tempo(plan, Fraction(7, 10), 1)
    tempos = {"".join(map(str, words.parts)): words.tempo for words in spoken(slow)}
    assert only(slow, Say)[0].words.tempo == 1, "what comes before stays"
    slowed = {text for text, tempo in tempos.items() if tempo != 1}
    assert {"Press.", "Let go.", "Ready?"} <= slowed
    assert not {"Breathe on.", "Up", "Down", "Before."} & slowed
    assert {words.tempo for words in spoken(slow) if words.parts in {count(n).parts for n in range(9)}} == {1}
