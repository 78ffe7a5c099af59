"""What a player lists: sections, or things to do, with titles that say where one is."""

from itertools import pairwise
from textwrap import dedent

import pytest
from files import made

from voiceguide import compile, load
from voiceguide.errors import UsageError
from voiceguide.files.chapters import Chapter, chapters, fitting
from voiceguide.speech.clips import estimate
from voiceguide.timeline.layout import lay_out
from voiceguide.timeline.model import Mark


def sections(*starts, length=100_000, captions=()):
    """Return a timeline with sections A, B, ... at `starts` and captions at `captions`."""
    borders = enumerate(pairwise([*starts, length]))
    marks = [Mark(at, end, "chapter", chr(65 + n)) for n, (at, end) in borders]
    return made([], length, [*marks, *(Mark(at, at + 9, "caption", "word") for at in captions)])


def test_chapters_touch_and_cover_the_whole():
    assert chapters(sections(0, 30_000, 50_001)) == [
        Chapter(0, 30_000, "A"),
        Chapter(30_000, 50_001, "B"),
        Chapter(50_001, 100_000, "C"),
    ]


def test_silence_before_the_first_section_belongs_to_it():
    assert chapters(sections(20_000, captions=[20_000])) == [Chapter(0, 100_000, "A")]


def test_words_before_the_first_section_are_a_chapter_with_the_routines_title():
    assert chapters(sections(20_000, captions=[100])) == [
        Chapter(0, 20_000, "A test"),
        Chapter(20_000, 100_000, "A"),
    ]


def test_a_routine_without_sections_has_no_chapters():
    assert chapters(sections(captions=[5])) == []


@pytest.fixture
def listed(request, tmp_path):
    """Return the titles of the step chapters of the routine that stands in the test's docstring."""

    def titles(**given):
        return [chapter.title for chapter in chapters(laid(**given), "steps")]

    def laid(**given):
        path = tmp_path / "routine.yaml"
        path.write_text("routine: 1\n" + dedent(request.function.__doc__))
        plan = compile(load(str(path)), given)
        return lay_out(plan, estimate(plan))

    titles.laid = laid
    return titles


def test_a_hold_in_rounds_on_both_sides_is_called_as_one_would_ask_for_it(listed):
    """
    title: T
    steps:
      - section: Get ready
      - say: Sit down.
      - sides: both
        steps:
          - section: <side> side
          - wait: ready
            at_most: 20 s
          - repeat: 2
            steps:
              - say: Round <round>.
              - hold: 8 s
              - rest: 5 s
      - section: Finish
      - say: Done.
    """
    sides = [f"{side} side{more}" for side in ("Left", "Right") for more in ("", ", round 1 of 2", ", round 2 of 2")]
    assert listed() == ["Get ready", *sides, "Finish"]


def test_a_section_over_both_sides_has_each_side_in_its_titles(listed):
    """
    title: T
    steps:
      - section: Calves
      - sides: both
        steps:
          - hold: 20 s
      - section: Neck
      - hold: 20 s
    """
    assert listed() == ["Calves, left side", "Calves, right side", "Neck"]


def test_without_sections_side_and_round_are_the_title(listed):
    """
    title: T
    steps:
      - repeat: 2
        steps:
          - sides: both
            steps:
              - hold: 20 s
    """
    assert listed() == [f"{side} side, round {number} of 2" for number in (1, 2) for side in ("Left", "Right")]


def test_a_language_has_its_own_words_for_side_and_round(listed):
    """
    title: T
    language: de
    steps:
      - sides: both
        steps:
          - repeat: 2
            steps:
              - hold: 20 s
    """
    assert listed()[:2] == ["Linke Seite, Runde 1 von 2", "Linke Seite, Runde 2 von 2"]


def test_a_language_that_has_no_words_here_counts_in_figures(listed):
    """
    title: T
    language: tlh
    steps:
      - section: Vader
      - repeat: 2
        steps:
          - hold: 20 s
            count: none
    """
    assert listed() == ["Vader, 1/2", "Vader, 2/2"]


def test_holds_that_are_alike_are_told_apart_by_their_words_and_else_by_number(listed):
    """
    title: T
    steps:
      - section: Hips
      - say: Pigeon. Lower slowly.
      - hold: 20 s
      - hold: 20 s
        say: Lean to the wall with your hand high above your head, and breathe.
      - hold: 20 s
      - hold: 20 s
    """
    assert listed() == ["Hips: Pigeon", "Hips: Lean to the wall with your hand high ...", "Hips (1)", "Hips (2)"]


def test_trifles_join_the_chapter_before_them(listed):
    """
    title: T
    steps:
      - section: Fists
      - repeat: 12
        steps:
          - hold: 1 s
      - section: Rest
      - hold: 2 s
    """
    assert listed() == ["Fists, round 1 of 12", "Fists, round 5 of 12", "Rest"]


def test_words_before_a_hold_belong_to_its_chapter_and_a_rest_to_the_one_before(listed):
    """
    title: T
    steps:
      - section: A
      - hold: 10 s
      - rest: 10 s
      - say: Now on your toes.
        then: 2 s
      - hold: 10 s
    """
    timeline = listed.laid()
    words = next(mark for mark in timeline.marks if mark.label == "Now on your toes.")
    _, second = chapters(timeline, "steps")
    assert second.start == words.at


def test_a_single_step_without_a_section_is_no_chapter(listed):
    """
    title: T
    steps:
      - hold: 20 s
    """
    assert listed() == []


@pytest.mark.parametrize("name", ["lower-back", "lower-back-first-time", "box-breathing", "hip-stretch"])
@pytest.mark.parametrize("by", ["steps", "sections"])
def test_the_chapters_of_the_routines_that_are_here_touch_and_are_told_apart(name, by):
    plan = compile(load(name))
    timeline = lay_out(plan, estimate(plan))
    found = chapters(timeline, by)
    assert [chapter.start for chapter in found] == [0, *(chapter.end for chapter in found[:-1])]
    assert found[-1].end == timeline.ends
    assert by == "sections" or len({chapter.title for chapter in found}) == len(found) >= 4


def test_none_are_none():
    assert chapters(sections(0, 30_000), "none") == []


def test_other_chapters_than_there_are_are_told_which_there_are():
    with pytest.raises(UsageError, match="'verses'") as caught:
        chapters(sections(0), "verses")
    assert "sections, steps, none" in caught.value.hint


def test_more_steps_than_a_player_lists_become_sections(listed):
    """
    title: T
    steps:
      - section: Grip
      - repeat: 256
        steps:
          - hold: 6 s
    """
    timeline = listed.laid()
    assert len(fitting(timeline, "steps", None)[0]) == 256
    assert fitting(timeline, "steps", 255) == ([Chapter(0, timeline.ends, "Grip")], "sections")
