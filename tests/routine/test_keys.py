"""Keys, verbs and steps: what is there, what is missing, and what goes together."""

from typing import get_args

from voiceguide.messages import listed
from voiceguide.routine.fields import keys
from voiceguide.routine.model import VERBS, AnyStep, Remind

MODELS = (*(row.step for row in VERBS.values()), Remind)


def test_every_step_has_one_row_and_is_written_with_its_verb():
    assert sorted(row.step.__name__ for row in VERBS.values()) == sorted(step.__name__ for step in get_args(AnyStep))
    assert all(verb in keys(row.step) for verb, row in VERBS.items())


def test_every_value_that_may_be_a_reference_says_which_settings_it_takes():
    found = [(model, key, spec) for model in MODELS for key, spec in keys(model).items()]
    silent = [(model, key) for model, key, spec in found if "<" in str(spec.schema) and not spec.takes]
    assert silent == []


def test_all_errors_are_reported_at_once_in_the_order_of_the_file(problems):
    """
    routine: 1
    titel: A slip
    settings:
      hold: {default: 8}
    steps:
      - repaet: 2
        steps:
          - say: Press
      - hold: 8
      - say: <hodl>
        cuont: up
    """
    assert problems() == [
        "2:1 VG101 a routine has no 'titel'; did you mean 'title'?",
        "4:3 VG113 warning: nothing uses the setting 'hold'",
        "6:5 VG102 unknown step 'repaet'; did you mean 'repeat'?",
        "9:11 VG104 hold lasts '8': a duration needs a unit; write '8 s' (or '8 min')",
        "10:10 VG110 nothing is called '<hodl>' here; did you mean 'hold'?",
        "11:5 VG101 'say' has no 'cuont'; did you mean 'count'?",
    ]


def test_a_misspelt_key_is_reported_wherever_it_stands(problems, beside):
    """
    routine: 1
    title: Keys
    music: {play: sea.mp3, levle: -20 dB}
    settings:
      hold: {defualt: 8 s}
    steps:
      - wait: ready
        at_most: 40 s
        remind: {evry: 15 s, say: Look.}
      - hold: <hold>
        halfwya: true
    """
    beside("sea.mp3")
    assert problems() == [
        "3:24 VG101 'music' has no 'levle'; did you mean 'level'?",
        "5:10 VG101 'hold' has no 'defualt'; did you mean 'default'?",
        "9:14 VG101 'remind' has no 'evry'; did you mean 'every'?",
        "11:5 VG101 'hold' has no 'halfwya'; did you mean 'halfway'?",
    ]


def test_a_modifier_of_another_verb_names_the_verbs_it_goes_with(problems):
    """
    routine: 1
    title: Keys
    steps:
      - pause: 8 s
        count: up
      - hold: 8 s
        then: 3 s
    """
    assert problems() == [
        "5:5 VG101 'count' doesn't go with 'pause'; it goes with 'hold' and 'rest'",
        "7:5 VG101 'then' doesn't go with 'hold'; it goes with 'say'",
    ]


def test_a_key_that_is_kept_for_later_is_reported_as_such(problems):
    """
    routine: 1
    title: Keys
    sounds: bells
    steps:
      - hold: 8 s
        reps: 3
    """
    assert problems() == [
        "3:1 VG101 'sounds' is kept for later; this voiceguide doesn't read it yet",
        "6:5 VG101 'reps' is kept for later; this voiceguide doesn't read it yet",
    ]


def test_a_missing_key_is_placed_at_its_steps_first_key(problems):
    """
    routine: 1
    title: Keys
    steps:
      - only: first
        wait: ready
      - repeat: 2
      - sides: both
    """
    assert problems() == [
        "4:5 VG103 'wait' needs 'at_most'; write 'at_most: 40 s'",
        "4:11 VG114 'only: first' looks at a 'repeat' or 'sides' around this step, and there is none",
        "6:5 VG103 'repeat' needs 'steps'; write 'steps:' and its steps under it, '- say: ...'",
        "7:5 VG103 'sides' needs 'steps'; write 'steps:' and its steps under it, '- say: ...'",
    ]


def test_a_file_without_title_and_steps_is_reported_with_what_it_needs(problems):
    """
    routine: 1
    """
    assert problems() == [
        "1:1 VG103 a routine needs 'title'; write 'title: ...'",
        "1:1 VG103 a routine needs 'steps'; write 'steps:' and its steps under it, '- say: ...'",
    ]


def test_a_step_has_one_verb(problems):
    """
    routine: 1
    title: Keys
    steps:
      - hold: 8 s
        rest: 5 s
      - say: Press
        hold: 8 s
    """
    assert problems() == ["5:5 VG115 a step has one verb, and 'hold' is this one's; begin a new step with '- rest:'"]


def test_a_step_is_a_verb_and_its_value(problems):
    """
    routine: 1
    title: Steps
    steps:
      - Press the knot
      - hold
      -
      - [say]
      - only: first
      - {}
      - frobnicate: 3
    """
    assert problems() == [
        "4:5 VG102 a step is a verb, a colon and a value; to speak this, write 'say: ' before it",
        "5:5 VG102 'hold' has no value; write 'hold: ...'",
        "6:4 VG102 a step is missing after '-'; write one, or take the '-' away",
        "7:5 VG102 a step is one verb and its value, not a list in a list; write '- say: ...'",
        "8:5 VG102 a step needs a verb beside 'only': 'say', 'hold', 'rest' or another",
        "9:5 VG102 this step is empty: 'say', 'hold', 'rest' or another",
        f"10:5 VG102 unknown step 'frobnicate'; a step begins with {listed(VERBS)}",
    ]


def test_only_short_steps_run_inside_a_hold(problems):
    """
    routine: 1
    title: Inside
    steps:
      - hold: 30 s
        steps:
          - say: Breathe
          - pause: 3 s
          - tone: tick
          - repeat: 2
            steps: [{say: Breathe}]
      - rest: 30 s
        steps:
          - hold: 3 s
    """
    assert problems() == [
        "9:9 VG115 'repeat' can't run inside a hold; say, pause, tone and play can",
        "13:9 VG115 'hold' can't run inside a rest; say, pause, tone and play can",
    ]


def test_a_key_that_stands_twice_keeps_its_first_value(problems):
    """
    routine: 1
    title: Twice
    title: Thrice
    settings:
      hold: {default: 8 s, default: 9 s}
    steps:
      - hold: <hold>
    """
    assert problems() == [
        "3:1 VG116 'title' stands here twice, first in line 2; keep one",
        "5:24 VG116 'default' stands here twice, first in line 5; keep one",
    ]
