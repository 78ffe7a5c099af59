"""Where a session begins that is asked to start at a section."""

import pytest

from voiceguide.audio import TIMELINE_RATE
from voiceguide.errors import UsageError
from voiceguide.plan.model import Metadata
from voiceguide.session import section_start
from voiceguide.timeline.model import Mark, Timeline


def timeline(*titles):
    marks = tuple(Mark(at * 100, at * 100 + 100, "chapter", title) for at, title in enumerate(titles))
    return Timeline(TIMELINE_RATE, 1000, (), (), marks, Metadata("A routine"))


PARTS = timeline("Get ready", "Left side", "Right side", "Left side", "Finish")


@pytest.mark.parametrize("section", ["Finish", "finish", "FIN"])
def test_a_section_is_found_by_its_title_or_a_part_of_it_whatever_the_case(section):
    assert section_start(section, PARTS) == 400


def test_of_two_sections_with_one_title_the_first_is_meant():
    assert section_start("left side", PARTS) == 100


def test_a_whole_title_wins_over_a_part_of_another():
    assert section_start("left", timeline("Left side", "Left")) == 100


def test_a_part_of_several_titles_is_a_slip_that_names_them():
    with pytest.raises(UsageError, match="the section 'side' could be 'Left side' or 'Right side'"):
        section_start("side", PARTS)


def test_a_misspelt_section_is_told_the_nearest_and_all_there_are():
    with pytest.raises(UsageError, match="no section is called 'Lfet side'; did you mean 'Left side'") as caught:
        section_start("Lfet side", PARTS)
    assert caught.value.hint == "Its sections: Get ready, Left side, Right side, Finish."


def test_a_routine_without_sections_says_so():
    with pytest.raises(UsageError) as caught:
        section_start("Finish", timeline())
    assert caught.value.hint == "This routine has no sections."
