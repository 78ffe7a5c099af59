"""Longer and shorter: which step they change, by how much, and which answer the listener hears."""

from fractions import Fraction

import pytest
from plans import hold, pause, phase, rest, say, wait
from sessions import HZ, Murmur

from voiceguide.plan.model import Metadata, Plan
from voiceguide.playback.contracts import Answer
from voiceguide.timeline.changes import LayoutInput, first_unsaid, lay_out_again, longer, shorter
from voiceguide.timeline.layout import lay_out


class Laid:
    """Events laid out, and commands at a second of them; the sink is a fifth of a second ahead."""

    def __init__(self, *events):
        self.plan = Plan(Metadata("Test"), events)
        self.timeline = lay_out(self.plan, Murmur(), wake_up=False)

    def after(self, change, second, ahead=0.2):
        """Return the answer, and the lengths of the changed plan's events in seconds."""
        here = round(second * HZ)
        plan, phrase = change(self.plan, self.timeline, here, here + round(ahead * HZ))
        return Answer(phrase), [getattr(event, "seconds", getattr(event, "at_most", None)) for event in plan.events]


LIMITED = Laid(hold("8", longest=Fraction(10), shortest=Fraction(5)))


@pytest.mark.parametrize(
    ("laid", "change", "second", "expected"),
    [
        (Laid(hold("8")), longer, 3, (Answer.LONGER, [13])),
        (LIMITED, longer, 3, (Answer.LONGEST, [10])),
        (Laid(hold("10", longest=Fraction(10))), longer, 3, (Answer.LONGEST, [10])),
        (Laid(hold("12")), shorter, 3, (Answer.SHORTER, [7])),
        (LIMITED, shorter, 1, (Answer.SHORTEST, [5])),
        (Laid(hold("8")), shorter, 6, (Answer.SHORTEST, [Fraction(62, 10)])),
        (Laid(rest("8")), longer, 3, (Answer.LONGER, [13])),
        (Laid(wait("20")), longer, 3, (Answer.MORE_TIME, [35])),
        (Laid(wait("20")), shorter, 3, (Answer.NOT_HERE, [20])),
        (Laid(say("Some words.")), longer, 0.1, (Answer.NOT_HERE, [None])),
        (Laid(pause("8")), longer, 3, (Answer.NOT_HERE, [8])),
    ],
)
def test_a_step_becomes_longer_or_shorter_and_says_so(laid, change, second, expected):
    assert laid.after(change, second) == expected


def test_a_pace_gets_one_more_or_one_less_but_never_less_than_what_has_begun():
    laid = Laid(*(phase("Up", "2", cycle, 3) for cycle in (1, 2, 3)))
    assert laid.after(longer, 1) == (Answer.ONE_MORE, [2, 2, 2, 2])
    assert laid.after(shorter, 1) == (Answer.ONE_LESS, [2, 2])
    assert laid.after(shorter, 3.9) == (Answer.SHORTEST, [2, 2, 2])
    assert laid.after(shorter, 5) == (Answer.SHORTEST, [2, 2, 2])


def test_the_words_before_a_hold_are_part_of_it():
    assert Laid(say("Press.", lead=True), hold("8")).after(longer, 0.1) == (Answer.LONGER, [None, 13])


def test_a_step_that_was_handed_over_to_its_end_can_no_longer_change():
    assert Laid(hold("8"), pause("5")).after(longer, 7.9) == (Answer.NOT_HERE, [8, 5])


def test_a_rest_keeps_room_for_the_words_it_speaks_for_the_next_step():
    laid = Laid(rest("8"), say("Ten tenths of words.", lead=True), hold("8"))  # a second long
    assert laid.after(shorter, 2) == (Answer.SHORTEST, [Fraction(37, 10), None, 8])  # and half a second
    assert laid.after(shorter, 7.1) == (Answer.SHORTEST, [8, None, 8])


@pytest.mark.parametrize(("tenths", "expected"), [(45, Answer.LONGER), (60, Answer.NOT_HERE)])
def test_words_that_a_rest_has_begun_are_said_again_only_where_they_dont_meet_themselves(tenths, expected):
    laid = Laid(rest("8"), say("xx" * tenths, lead=True), hold("8"))
    begun = 8 - tenths / 10 + 0.1
    assert laid.after(longer, begun)[0] == expected
    if expected is Answer.LONGER:
        kept = round((begun + 0.2) * HZ)
        plan, _ = longer(laid.plan, laid.timeline, round(begun * HZ), kept)
        new = lay_out_again(laid.timeline, LayoutInput(plan, Murmur(), wake_up=False), kept)
        first, second = [p for p in new.placements if p.track == "voice"]
        assert first.end <= second.start


def test_words_may_change_after_the_step_that_has_begun_and_after_what_a_rest_leads_into():
    laid = Laid(say("One."), rest("5"), say("Press.", lead=True), hold("8"), say("Two."))
    at = {"say": 0.1, "rest": 2, "hold": 7}
    unsaid = {verb: first_unsaid(laid.plan, laid.timeline, round(second * HZ)) for verb, second in at.items()}
    assert unsaid == {"say": 1, "rest": 3, "hold": 4}
    assert first_unsaid(laid.plan, laid.timeline, 0) == 0
