"""What a routine says of who speaks, of the program's own phrases, and of how words are said."""

import pytest

from voiceguide.errors import RoutineError
from voiceguide.pipeline import compile
from voiceguide.plan.model import as_text
from voiceguide.routine.fields import PHRASES
from voiceguide.routine.library import load
from voiceguide.speech import locales


def test_a_routine_puts_phrases_in_its_own_words_and_says_how_to_pronounce_words(routine):
    """
    routine: 1
    title: Own words
    phrases:
      halfway: Half of it.
      paused: "Resting: breathe."
    pronounce: {psoas: so-as, L4/L5: L four and L five}
    steps:
      - say: Press the psoas.
    """
    read = routine()
    assert read.phrases == {"halfway": "Half of it.", "paused": "Resting: breathe."}
    assert read.pronounce == {"psoas": "so-as", "L4/L5": "L four and L five"}
    plan = compile(read)
    assert as_text(plan).splitlines()[-4:] == [
        'phrase halfway "Half of it."',
        'phrase paused "Resting: breathe."',
        'pronounce "psoas" "so-as"',
        'pronounce "L4/L5" "L four and L five"',
    ]


def test_mistakes_in_phrases_and_pronounce_are_reported_at_their_place(problems):
    """
    routine: 1
    title: Mistakes
    phrases:
      halfwey: Half of it.
      count: One more
      paused:
      longer: <seconds> more.
    pronounce: so-as
    steps:
      - say: Press the psoas.
    """
    assert problems() == [
        "4:3 VG130 there is no phrase 'halfwey'; did you mean 'halfway'?",
        "5:3 VG130 there is no phrase 'count'",
        "8:12 VG109 pronounce takes words and how they are said: {psoas: so-as}",
    ]


def test_texts_of_phrases_are_checked_as_any_others(problems):
    """
    routine: 1
    title: Mistakes
    phrases:
      paused:
      longer: <seconds> more.
      halfway: {left: Half}
    pronounce: {psoas: }
    steps:
      - say: Press the psoas.
    """
    assert problems() == [
        "4:3 VG109 paused has no text",
        "5:11 VG110 longer takes no inserts; write it without '<seconds>'",
        "6:12 VG109 'halfway' takes a text, not keys and values",
        "7:13 VG109 psoas has no text",
    ]


def test_a_comma_that_cuts_a_phrase_is_reported(problems):
    """
    routine: 1
    title: Mistakes
    phrases: {halfway: Half, or so}
    pronounce: {psoas: so, as}
    steps:
      - say: Press the psoas.
    """
    assert problems() == [
        '3:26 VG126 a comma cut this text in two; quote it: halfway: "Half, or so"',
        '4:24 VG126 a comma cut this text in two; quote it: psoas: "so, as"',
    ]


def test_pronunciations_come_along_with_an_include_and_the_voice_does_not(routine, beside):
    """
    routine: 1
    title: Whole
    pronounce: {psoas: so-as}
    steps:
      - include: part.yaml
    """
    beside(
        "part.yaml",
        "routine: 1\ntitle: Part\nvoice: espeak\nphrases: {halfway: There}\npronounce: {psoas: P, ilium: il-ee-um}\n"
        "steps:\n  - say: Psoas.\n",
    )
    plan = compile(routine())
    assert dict(plan.pronounce) == {"psoas": "so-as", "ilium": "il-ee-um"}
    assert plan.phrases == ()
    assert plan.voice == ""


def test_every_phrase_but_numbers_and_sides_can_be_put_in_a_routines_own_words():
    english = locales.find("en").phrases
    fixed = {"left-side", "right-side", *(key for key, text in english.items() if "{" in text)}
    assert english.keys() - fixed == set(PHRASES)


def test_a_routine_names_the_voice_that_speaks_it(routine):
    """
    routine: 1
    title: Back
    voice: espeak:en-gb+f2
    steps: [hold: 8 s]
    """
    assert compile(routine()).voice == "espeak:en-gb+f2"


def test_a_routine_that_names_no_voice_leaves_it_to_its_listener(routine):
    """
    routine: 1
    title: Back
    steps: [hold: 8 s]
    """
    assert compile(routine()).voice == ""


@pytest.mark.parametrize("meant", ["espeak de", "espeak : de", "espeak/de"])
def test_a_voice_in_another_form_is_reported_with_a_hint(folder, meant):
    (folder / "back.yaml").write_text(f'routine: 1\ntitle: Back\nvoice: "{meant}"\nsteps: [hold: 8 s]\n')
    with pytest.raises(RoutineError) as told:
        load("back.yaml")
    (problem,) = told.value.problems
    assert (problem.where.line, problem.code) == (3, "VG131")
    assert problem.message == f"voice is '{meant}': it takes ENGINE, or ENGINE:NAME; write 'espeak:de'"


def test_what_can_not_be_meant_as_a_voice_is_reported_without_a_hint(problems):
    """
    routine: 1
    title: Back
    voice: "!"
    steps: [hold: 8 s]
    """
    assert problems() == ["3:8 VG131 voice is '!': it takes ENGINE, or ENGINE:NAME"]


def test_a_voice_written_as_keys_is_reported(problems):
    """
    routine: 1
    title: Back
    voice: {espeak: de}
    steps: [hold: 8 s]
    """
    assert problems() == ["3:8 VG109 'voice' takes a voice such as 'espeak' or 'espeak:de', not keys and values"]
