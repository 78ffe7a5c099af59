"""What each value of a routine file means, and what is said where it can't be read."""

from fractions import Fraction

from voiceguide.errors import Where
from voiceguide.routine.model import BreatheStep, HoldStep, PaceStep, SayStep, WaitStep
from voiceguide.routine.values import Insert, Only, Reference, SidedText, Text


def test_durations_are_exact_seconds(routine):
    """
    routine: 1
    title: Durations
    steps:
      - pause: 8 s
      - pause: 1.5 s
      - pause: 1 min 30 s
      - pause: 1:30
      - pause: 500ms
      - pause: 1 h
    """
    assert [step.pause for step in routine().steps] == [8, Fraction(3, 2), 90, 90, Fraction(1, 2), 3600]


def test_a_duration_is_more_than_zero_and_a_day_at_most(problems):
    """
    routine: 1
    title: Durations
    steps:
      - pause: 0 s
      - pause: -3 s
      - pause: 1:90
      - pause: 25 h
      - pause: 1.5 min 30 s
      - pause: 1 s 1 min
      - pause: soon
      - say: Then nothing
        then: 0 s
    """
    assert problems() == [
        "4:12 VG104 pause lasts '0 s': a duration is more than zero; leave it out, or write '1 s'",
        "5:12 VG104 pause lasts '-3 s': a duration can't be negative; write it like '8 s'",
        "6:12 VG104 pause lasts '1:90': seconds go up to 59; write '2:30'",
        "7:12 VG104 pause lasts '25 h': the longest duration is '24 h'",
        "8:12 VG104 pause lasts '1.5 min 30 s': a decimal point stands only in the last part; write '1 min 30 s'",
        "9:12 VG104 pause lasts '1 s 1 min': that is written '1 min 1 s'",
        "10:12 VG104 pause lasts 'soon': a duration is written like '8 s', '1.5 s', '1 min 30 s' or '1:30'",
    ]


def test_what_is_left_out_has_its_default(routine):
    """
    routine: 1
    title: Defaults
    steps:
      - say: Press
      - hold: 8 s
      - rest: 5 s
      - pace: {Lower: 3 s}
      - play: bell.wav
    """
    say, hold, rest, pace, play = _without_files(routine)
    assert (say.then, say.pan, say.only) == (Fraction(1, 2), None, ())
    assert (hold.count, hold.halfway, hold.release, hold.steps, hold.say) == ("down", False, None, (), None)
    assert rest.count == "none"
    assert pace.times == 1
    assert play.level == 0


def _without_files(routine):
    from pathlib import Path

    Path("bell.wav").touch()
    return routine().steps


def test_a_text_keeps_its_words_and_knows_its_inserts(routine):
    """
    routine: 1
    title: Texts
    settings: {hold: {default: 8 s}}
    steps:
      - say: >
          Press for <hold>,
          if 1 < 2.
    """
    (say,) = routine().steps
    assert say.say.parts == ("Press for ", Insert("hold"), ", if 1 < 2.")
    assert str(say.say) == "Press for <hold>, if 1 < 2."


def test_a_value_that_is_a_name_is_a_reference_with_its_place(routine):
    """
    routine: 1
    title: References
    settings: {hold: {default: 8 s}}
    steps:
      - hold: <hold>
    """
    (hold,) = routine().steps
    assert hold.hold == Reference("hold", Where("back.yaml", 5, 11, 6, "  - hold: <hold>"))


def test_a_text_for_each_side_is_a_pair(routine):
    """
    routine: 1
    title: Seiten
    language: de
    steps:
      - sides: both
        steps:
          - say: {left: Die linke Hand., right: Die rechte Hand.}
    """
    (sides,) = routine().steps
    (step,) = sides.steps
    assert isinstance(step.say, SidedText)
    assert [str(step.say.left), str(step.say.right)] == ["Die linke Hand.", "Die rechte Hand."]


def test_a_pair_of_texts_needs_both_sides_and_nothing_else(problems):
    """
    routine: 1
    title: Sides
    steps:
      - sides: both
        steps:
          - say: {left: Left.}
          - say:
              left: Left.
              right: Right.
              middle: Both.
    """
    assert problems() == [
        "6:14 VG103 a text for each side needs both 'left' and 'right'",
        "10:11 VG101 a text for each side has 'left' and 'right', not 'middle'",
    ]


def test_both_means_left_and_then_right(routine):
    """
    routine: 1
    title: Sides
    steps:
      - sides: both
        steps: [{hold: 8 s}]
      - sides: [right, both]
        steps: [{hold: 8 s}]
    """
    assert [step.sides for step in routine().steps] == [("left", "right"), ("right", "left", "right")]


def test_a_breath_is_in_its_own_order_without_what_lasts_nothing(routine):
    """
    routine: 1
    title: Breath
    steps:
      - breathe: {out: 6 s, in: 4 s, hold: 0 s, rest: 1 s}
        times: 2 min
    """
    (breath,) = routine().steps
    assert isinstance(breath, BreatheStep)
    assert breath.breathe == (("in", 4), ("out", 6), ("rest", 1))
    assert breath.times == Fraction(120)


def test_a_breath_needs_in_and_out_and_has_no_other_phases(problems):
    """
    routine: 1
    title: Breath
    steps:
      - breathe: {in: 4 s}
      - breathe: {in: 4 s, uot: 4 s}
      - breathe: 4 s
      - breathe: {in: 0 s, out: 4 s}
    """
    assert problems() == [
        "4:14 VG103 breathe needs 'out', as in {in: 4 s, out: 6 s}",
        "5:24 VG101 breathe has no 'uot'; it takes 'in', 'hold', 'out' and 'rest'; did you mean 'out'?",
        "6:14 VG109 breathe takes its phases: {in: 4 s, hold: 2 s, out: 6 s, rest: 1 s}",
        "7:19 VG104 in is '0 s': a duration is more than zero; leave it out, or write '1 s'",
    ]


def test_a_pace_keeps_its_phases_in_order_and_counts_or_fills_a_time(routine):
    """
    routine: 1
    title: Pace
    steps:
      - pace: {Lower: 3 s, Up: 1 s}
        times: 6
    """
    (pace,) = routine().steps
    assert isinstance(pace, PaceStep)
    assert [(str(word), seconds) for word, seconds in pace.pace] == [("Lower", 3), ("Up", 1)]
    assert (pace.times, type(pace.times)) == (6, int)


def test_a_pace_needs_phases_that_last(problems):
    """
    routine: 1
    title: Pace
    steps:
      - pace: 3 s
      - pace: {Lower: 3, Up: 0 s}
        times: 3x
    """
    assert problems() == [
        "4:11 VG109 pace takes its phases: {Lower: 3 s, Up: 1 s}",
        "5:19 VG104 Lower is '3': a duration needs a unit; write '3 s' (or '3 min')",
        "5:26 VG104 Up is '0 s': a duration is more than zero; leave it out, or write '1 s'",
        "6:12 VG105 times is '3x': a count is a whole number; write '3'",
    ]


def test_a_hold_counts_down_up_from_a_number_or_not_at_all(routine):
    """
    routine: 1
    title: Counts
    settings: {from: {default: 3}}
    steps:
      - hold: 8 s
        count: up
      - hold: 8 s
        count: 3
      - hold: 8 s
        count: none
      - hold: 8 s
        count: <from>
    """
    up, three, none, setting = (step.count for step in routine().steps)
    assert (up, three, none, setting.name) == ("up", 3, "none", "from")


def test_a_word_that_a_key_does_not_take_is_reported_with_those_it_takes(problems):
    """
    routine: 1
    title: Words
    steps:
      - tone: dnoe
      - wait: raedy
        at_most: 3 s
      - hold: 8 s
        count: dwon
      - say: Press
        pan: center
      - sides: [left, bth]
        steps: [{hold: 8 s}]
      - section: Start
        only: frist
    """
    assert problems() == [
        (
            "4:11 VG108 tone is 'dnoe': it takes 'start', 'release', 'tick', 'halfway', 'switch' or 'done'; "
            "did you mean 'done'?"
        ),
        "5:11 VG108 wait is 'raedy': it takes 'ready'; did you mean 'ready'?",
        "8:12 VG108 count is 'dwon': it takes 'down', 'up' or 'none'; did you mean 'down'?",
        "10:10 VG108 pan is 'center': it takes 'left', 'centre' or 'right'; did you mean 'centre'?",
        "11:19 VG108 sides is 'bth': it takes 'left', 'right' or 'both'; did you mean 'both'?",
        (
            "14:11 VG114 only is 'frist': it takes 'first', 'later', 'last', 'not last', 'left' or 'right', or a "
            "switch such as '<explain>'; did you mean 'first'?"
        ),
    ]


def test_a_level_lies_between_sixty_decibels_below_speech_and_speech(problems, beside):
    """
    routine: 1
    title: Levels
    music: {play: sea.mp3, level: -20}
    steps:
      - play: sea.mp3
        level: 3 dB
      - play: sea.mp3
        level: -61 dB
      - play: sea.mp3
        level: quiet
      - play: sea.mp3
        level: -6.5 dB
    """
    beside("sea.mp3")
    assert problems() == [
        "3:31 VG106 level is '-20': a level needs its unit; write '-20 dB'",
        "6:12 VG106 level is '3 dB': a level lies between '-60 dB' and '0 dB'",
        "8:12 VG106 level is '-61 dB': a level lies between '-60 dB' and '0 dB'",
        "10:12 VG106 level is 'quiet': a level is written like '-20 dB'",
    ]


def test_music_is_a_path_or_a_path_and_a_level(routine, beside):
    """
    routine: 1
    title: Music
    music: sea.mp3
    picture: sea.jpg
    steps:
      - play: sea.mp3
        level: -6.5 dB
    """
    beside("sea.mp3")
    picture = beside("sea.jpg")
    read = routine()
    assert (read.music.play, read.music.level) == ("sea.mp3", -20)
    assert read.music.path == str(picture.resolve().with_name("sea.mp3"))
    assert read.picture == str(picture.resolve())
    assert read.steps[0].level == Fraction(-13, 2)


def test_a_list_of_reminders_may_be_one_text(routine):
    """
    routine: 1
    title: Reminders
    steps:
      - wait: ready
        at_most: 40 s
        remind: {every: 15 s, say: Still looking?}
    """
    (wait,) = routine().steps
    assert isinstance(wait, WaitStep)
    assert (wait.wait, wait.at_most, wait.remind.every) == ("ready", 40, 15)
    assert [str(text) for text in wait.remind.say] == ["Still looking?"]


def test_conditions_name_a_place_a_loop_a_side_or_a_switch(routine):
    """
    routine: 1
    title: Conditions
    settings: {explain: {default: true}}
    steps:
      - sides: both
        steps:
          - repeat: 2
            steps:
              - say: Now
                only: [first side, not last, left, <explain>]
    """
    (sides,) = routine().steps
    (repeat,) = sides.steps
    (say,) = repeat.steps
    found = [(only.test, only.loop) for only in say.only]
    assert found == [("first", "side"), ("not last", None), ("left", None), ("<explain>", None)]
    assert isinstance(say.only[0], Only)


def test_a_language_is_a_tag(problems):
    """
    routine: 1
    title: Language
    language: en_US
    steps:
      - say: Hello
    """
    assert problems() == ["3:11 VG121 language is 'en_US': it takes a tag such as 'en' or 'pt-BR'; write 'en-US'"]


def test_another_version_is_reported_with_the_one_that_is_read(problems):
    """
    routine: 2
    title: From the future
    steps:
      - say: Hello
    """
    assert problems() == ["1:10 VG120 routine is '2': this voiceguide reads format 1; write 'routine: 1'"]


def test_a_title_and_a_summary_take_no_inserts(problems):
    """
    routine: 1
    title: The <side> side
    summary: About <hold>.
    steps:
      - say: a <b c> d
    """
    assert problems() == [
        "2:8 VG110 title takes no inserts; write it without '<side>'",
        "3:10 VG110 summary takes no inserts; write it without '<hold>'",
    ]


def test_a_value_of_the_wrong_form_is_reported_with_what_belongs_there(problems):
    """
    routine: 1
    title: Forms
    safety: []
    settings: 8 s
    steps:
      - say: [one, two]
      - hold:
          seconds: 8
      - wait: ready
        at_most: 8 s
        remind: soon
      - repeat: 2
        steps: say
      - repeat: 2
        steps:
          say: Press
      - repeat: 2
        steps: []
      - include: lower-back
        set: 8 s
    """
    assert problems() == [
        "3:9 VG109 'safety' is an empty list",
        "4:11 VG109 'settings' takes names and what they allow: 'hold: {default: 8 s}'",
        "6:10 VG109 'say' takes a text, not a list",
        "8:7 VG109 'hold' takes a duration such as '8 s', not keys and values",
        "11:13 VG109 'remind' takes keys and values; it needs 'every' and 'say'",
        "13:12 VG109 'steps' has no steps; each begins with '- ', as in '- say: Breathe'",
        "16:7 VG109 each step under 'steps' begins with '- ': '- say:'",
        "18:12 VG109 'steps' has no steps; each begins with '- ', as in '- say: Breathe'",
        "20:10 VG109 set takes settings and their values: {hold: 6 s}",
    ]


def test_every_step_knows_where_it_stands(routine):
    """
    routine: 1
    title: Places
    steps:
      - say: Press
      - hold: 8 s
    """
    say, hold = routine().steps
    assert isinstance(say, SayStep)
    assert isinstance(hold, HoldStep)
    assert (str(say.where), str(hold.where)) == ("back.yaml:4:5", "back.yaml:5:5")
    assert say.say == Text(("Press",), Where("back.yaml", 4, 10, 5, "  - say: Press"))
