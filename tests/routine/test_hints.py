"""Hints: an author who follows the hint of a problem gets the routine that they meant."""

# ruff: noqa: RUF001, RUF002 - the dashes are those of word processors

from fractions import Fraction

import pytest

from voiceguide.errors import RoutineError, UsageError
from voiceguide.routine.library import load
from voiceguide.routine.values import Reference


def spoken(steps):
    return [str(step.say) for step in steps]


def test_a_dash_without_its_space_is_reported_anywhere_and_what_follows_is_checked(problems, corrected):
    """
    routine: 1
    title: A mistake
    safety:
      - Breathe on
      -stop if it hurts
    steps:
      -say: Press
        then: 3 s
      -hold: 8 s
      - rest: 5
    """
    assert problems() == [
        "5:3 VG129 a space follows '-'; write '- stop if it hurts'",
        "7:3 VG129 a space follows '-'; write '- say: Press'",
        "9:3 VG129 a space follows '-'; write '- hold: 8 s'",
        "10:11 VG104 rest lasts '5': a duration needs a unit; write '5 s' (or '5 min')",
    ]
    routine = corrected({5: "  - stop if it hurts", 7: "  - say: Press", 9: "  - hold: 8 s", 10: "  - rest: 5 s"})
    assert [str(text) for text in routine.safety] == ["Breathe on", "stop if it hurts"]
    say, hold, rest = routine.steps
    assert (say.then, hold.hold, rest.rest) == (3, 8, 5)


def test_dashes_without_spaces_are_no_text_of_their_own(problems, corrected):
    """
    routine: 1
    title: A mistake
    safety:
      -Breathe on
      -Stop
    steps:
      - rest: 5 s
    """
    assert problems() == [
        "4:3 VG129 a space follows '-'; write '- Breathe on'",
        "5:3 VG129 a space follows '-'; write '- Stop'",
    ]
    assert len(corrected({4: "  - Breathe on", 5: "  - Stop"}).safety) == 2


def test_a_word_processors_dash_is_no_hyphen(problems, corrected):
    """
    routine: 1
    title: A mistake
    safety:
      • Breathe on
    steps:
      – say: Press
      – hold: 8 s
        count: up
      - rest: 5 s
      — say: Let go
    """
    assert problems() == [
        "4:3 VG129 '•' isn't a hyphen; write '- Breathe on'",
        "6:3 VG129 '–' isn't a hyphen; write '- say: Press'",
        "7:3 VG129 '–' isn't a hyphen; write '- hold: 8 s'",
        "10:3 VG129 '—' isn't a hyphen; write '- say: Let go'",
    ]
    steps = corrected({4: "  - Breathe on", 6: "  - say: Press", 7: "  - hold: 8 s", 10: "  - say: Let go"}).steps
    assert [type(step).__name__ for step in steps] == ["SayStep", "HoldStep", "RestStep", "SayStep"]


def test_a_dash_that_begins_a_text_is_spoken(routine):
    """
    routine: 1
    title: Fine
    safety: -ish
    steps:
      - say: – and breathe
      - say:
          –5 degrees
    """
    assert spoken(routine().steps) == ["– and breathe", "–5 degrees"]


def test_a_text_that_goes_on_without_its_indent_gets_a_hint_how_far_to_go(problems, corrected):
    """
    routine: 1
    title: A mistake
    safety:
      - Stop if
      it hurts
    steps:
      - say: Sit down,
        and breathe.
      - say: Lie
       down
      - say: |
          Press
         and hold
      - rest: 5
    """
    assert problems() == [
        "5:3 VG129 to go on with the text above, indent this line by 4 spaces",
        "8:5 VG129 to go on with the text above, indent this line by 6 spaces",
        "10:4 VG129 to go on with the text above, indent this line by 6 spaces",
        "13:6 VG129 to go on with the text above, indent this line by 6 spaces",
        "14:11 VG104 rest lasts '5': a duration needs a unit; write '5 s' (or '5 min')",
    ]
    lines = {5: "    it hurts", 8: "      and breathe.", 10: "      down", 13: "      and hold", 14: "  - rest: 5 s"}
    routine = corrected(lines)
    assert [str(text) for text in routine.safety] == ["Stop if it hurts"]
    assert spoken(routine.steps[:3]) == ["Sit down, and breathe.", "Lie down", "Press and hold"]


def test_a_forgotten_colon_is_reported_and_nothing_is_spoken_instead(problems, corrected):
    """
    routine: 1
    title: A mistake
    steps:
      - rest 5 s
      - say Hello there
      - hold 8 s
        count: up
      - hold: 8 s
        count down
      - hold: 8 s
        count = up
    """
    assert problems() == [
        "4:5 VG102 the ':' is missing; write 'rest: 5 s'",
        "5:5 VG102 the ':' is missing; write 'say: Hello there'",
        "6:5 VG102 the ':' is missing; write 'hold: 8 s'",
        "9:5 VG100 the ':' is missing; write 'count: down'",
        "11:5 VG100 the ':' is missing; write 'count: up'",
    ]
    lines = {
        4: "  - rest: 5 s",
        5: "  - say: Hello there",
        6: "  - hold: 8 s",
        9: "    count: down",
        11: "    count: up",
    }
    rest, say, *holds = corrected(lines).steps
    assert (rest.rest, str(say.say), [hold.count for hold in holds]) == (5, "Hello there", ["up", "down", "up"])


def test_a_sentence_that_begins_with_a_verb_is_still_spoken(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - Hold still
      - hold your breath
      - Include your shoulders
      - Say it aloud
    """
    message = "a step is a verb, a colon and a value; to speak this, write 'say: ' before it"
    assert problems() == [f"{line}:5 VG102 {message}" for line in (4, 5, 6, 7)]


def test_a_forgotten_comma_is_shown_in_its_braces(problems, corrected):
    """
    routine: 1
    title: A mistake
    settings:
      hold: {default: 3 s min: 1 s}
    steps:
      - breathe: {in: 4 s out: 6 s}
      - pace: {Lower: 3 s Up: 1 s}
      - wait: ready
        at_most: 40 s
        remind: {every: 15 s say: Look for it}
      - hold: <hold>
    """
    assert problems() == [
        "4:9 VG100 a comma is missing: {default: 3 s, min: 1 s}",
        "6:14 VG100 a comma is missing: {in: 4 s, out: 6 s}",
        "7:11 VG100 a comma is missing: {Lower: 3 s, Up: 1 s}",
        "10:13 VG100 a comma is missing: {every: 15 s, say: Look for it}",
    ]
    lines = {
        4: "  hold: {default: 3 s, min: 1 s}",
        6: "  - breathe: {in: 4 s, out: 6 s}",
        7: "  - pace: {Lower: 3 s, Up: 1 s}",
        10: "    remind: {every: 15 s, say: Look for it}",
    }
    routine = corrected(lines)
    breathe, pace, wait, _ = routine.steps
    assert (routine.settings["hold"].min, breathe.breathe, wait.remind.every) == (1, (("in", 4), ("out", 6)), 15)
    assert [(str(word), length) for word, length in pace.pace] == [("Lower", 3), ("Up", 1)]


def test_a_second_key_in_a_line_gets_its_own(problems, corrected):
    """
    routine: 1
    title: A mistake
    settings:
      explain: {default: true}
    steps:
      - hold: 8 s, count: up, halfway: true
        release: Good
      - say: Hello then:  2 s  # and go on
      - say: "Hello" only: <explain>
    """
    assert problems() == [
        "6:16 VG129 'count: up' and 'halfway: true' go on lines of their own, under 'hold'",
        "8:16 VG129 'then: 2 s' goes on its own line, under 'say'",
        "9:18 VG129 'only: <explain>' goes on its own line, under 'say'",
    ]
    lines = {
        6: "  - hold: 8 s\n    count: up\n    halfway: true",
        8: "  - say: Hello\n    then: 2 s",
        9: '  - say: "Hello"\n    only: <explain>',
    }
    hold, say, explained = corrected(lines).steps
    assert (hold.hold, hold.count, hold.halfway, str(hold.release)) == (8, "up", True, "Good")
    assert (str(say.say), say.then, explained.only[0].test) == ("Hello", 2, "<explain>")


def test_a_text_with_a_colon_after_a_word_that_is_a_key_elsewhere_needs_quotes(problems, corrected):
    """
    routine: 1
    title: What to say: a guide
    steps:
      - say: And then: press
      - say: Breathe in: slowly
    """
    assert problems() == [
        "2:8 VG127 a text with ': ' in it needs quotes; write title: \"What to say: a guide\"",
        "4:10 VG127 a text with ': ' in it needs quotes; write say: \"And then: press\"",
        "5:10 VG127 a text with ': ' in it needs quotes; write say: \"Breathe in: slowly\"",
    ]
    lines = {2: 'title: "What to say: a guide"', 4: '  - say: "And then: press"', 5: '  - say: "Breathe in: slowly"'}
    assert spoken(corrected(lines).steps) == ["And then: press", "Breathe in: slowly"]


def test_a_settings_help_with_a_colon_needs_quotes(problems, corrected):
    """
    routine: 1
    title: A mistake
    settings:
      hold:
        default: 8 s
        help: What you can do at max: breathe
    steps:
      - hold: <hold>
    """
    assert problems() == [
        "6:11 VG127 a text with ': ' in it needs quotes; write help: \"What you can do at max: breathe\""
    ]
    hold = corrected({6: '    help: "What you can do at max: breathe"'}).settings["hold"]
    assert hold.help == "What you can do at max: breathe"


def test_a_setting_without_braces_is_shown_with_them(problems, corrected):
    """
    routine: 1
    title: A mistake
    settings:
      hold: default: 8 s
      rest: 8 s, min 5 s
      pause: 8 s, min: 5 s
      side: left, right
      explain: yes
    steps:
      - hold: <hold>
        say: Press on the <side> side
      - rest: <rest>
        only: <explain>
      - pause: <pause>
    """
    assert problems() == [
        "4:9 VG100 keys in one line stand in braces; write hold: {default: 8 s}",
        "5:9 VG112 'rest' takes keys and values; write 'rest: {default: 8 s, min: 5 s}'",
        "6:10 VG100 keys in one line stand in braces; write pause: {default: 8 s, min: 5 s}",
        "7:9 VG112 'side' takes keys and values; write 'side: {default: left, choices: [left, right]}'",
        "8:12 VG112 'explain' takes keys and values; write 'explain: {default: true}'",
    ]
    lines = {
        4: "  hold: {default: 8 s}",
        5: "  rest: {default: 8 s, min: 5 s}",
        6: "  pause: {default: 8 s, min: 5 s}",
        7: "  side: {default: left, choices: [left, right]}",
        8: "  explain: {default: true}",
    }
    settings = corrected(lines).settings
    assert [setting.default for setting in settings.values()] == [8, 8, 8, "left", True]
    assert (settings["rest"].min, settings["side"].choices) == (5, ("left", "right"))


def test_a_settings_own_keys_are_corrected_in_their_lines(problems, corrected):
    """
    routine: 1
    title: A mistake
    settings:
      hold:
        default 8 s
        min: 5 s
      rest:
        default: 8 s, min: 5 s
    steps:
      - hold: <hold>
      - rest: <rest>
    """
    assert problems() == [
        "5:5 VG100 the ':' is missing; write 'default: 8 s'",
        "8:19 VG129 'min: 5 s' goes on its own line, under 'default'",
    ]
    settings = corrected({5: "    default: 8 s", 8: "    default: 8 s\n    min: 5 s"}).settings
    assert [(setting.default, setting.min) for setting in settings.values()] == [(8, 5), (8, 5)]


def test_keys_of_a_breath_without_braces_are_shown_with_them(problems, corrected):
    """
    routine: 1
    title: A mistake
    steps:
      - breathe: in: 4 s, out: 6 s
      - wait: ready
        at_most: 40 s
        remind: every: 15 s, say: Look
    """
    assert problems() == [
        "4:14 VG100 keys in one line stand in braces; write breathe: {in: 4 s, out: 6 s}",
        "7:13 VG100 keys in one line stand in braces; write remind: {every: 15 s, say: Look}",
    ]
    lines = {4: "  - breathe: {in: 4 s, out: 6 s}", 7: "    remind: {every: 15 s, say: Look}"}
    assert corrected(lines).steps[0].breathe == (("in", 4), ("out", 6))


def test_a_brace_that_nothing_opens_is_left_out_of_what_is_shown(problems, corrected):
    """
    routine: 1
    title: A mistake
    settings:
      hold: 8 s, min: 5 s}
      side: default: left, choices: [left, right]}
    steps:
      - breathe: in: 4 s, out: 6 s},
      - wait: ready
        at_most: 40 s
        remind: every: 15 s, say: Look}}
      - hold: <hold>, count: up]
        say: Press on the <side> side
    """
    assert problems() == [
        "4:9 VG100 keys in one line stand in braces; write hold: {default: 8 s, min: 5 s}",
        "5:9 VG100 keys in one line stand in braces; write side: {default: left, choices: [left, right]}",
        "7:14 VG100 keys in one line stand in braces; write breathe: {in: 4 s, out: 6 s}",
        "10:13 VG100 keys in one line stand in braces; write remind: {every: 15 s, say: Look}",
        "11:19 VG129 'count: up' goes on its own line, under 'hold'",
    ]
    lines = {
        4: "  hold: {default: 8 s, min: 5 s}",
        5: "  side: {default: left, choices: [left, right]}",
        7: "  - breathe: {in: 4 s, out: 6 s}",
        10: "    remind: {every: 15 s, say: Look}",
        11: "  - hold: <hold>\n    count: up",
    }
    assert corrected(lines).steps[2].count == "up"


def test_choices_without_brackets_are_shown_with_them(problems, corrected):
    """
    routine: 1
    title: A mistake
    settings:
      side: {default: left, choices: left, right, both}
      hold: {default: 8 s, min 5 s}
    steps:
      - sides: <side>
        steps:
          - hold: <hold>
    """
    assert problems() == [
        "4:40 VG126 several values stand in brackets; write choices: [left, right, both]",
        "5:24 VG101 the ':' is missing; write 'min: 5 s'",
    ]
    lines = {4: "  side: {default: left, choices: [left, right, both]}", 5: "  hold: {default: 8 s, min: 5 s}"}
    settings = corrected(lines).settings
    assert (settings["side"].choices, settings["hold"].min) == (("left", "right", "both"), 5)


def test_a_text_that_commas_cut_into_several_is_reported_once(problems, corrected):
    """
    routine: 1
    title: A mistake
    steps:
      - wait: ready
        at_most: 40 s
        remind: {every: 15 s, say: Look, then press, and hold}
    """
    assert problems() == ['6:38 VG126 a comma cut this text in two; quote it: say: "Look, then press, and hold"']
    (wait,) = corrected({6: '    remind: {every: 15 s, say: "Look, then press, and hold"}'}).steps
    assert [str(text) for text in wait.remind.say] == ["Look, then press, and hold"]


def test_a_switch_is_shown_as_it_is_written(problems, corrected):
    """
    routine: 1
    title: A mistake
    settings:
      explain: {default: yes}
      again: {default: Off}
    steps:
      - hold: 8 s
        halfway: on
        only: [<explain>, <again>]
    """
    assert problems() == [
        "4:22 VG107 default is 'yes': a switch is 'true' or 'false'; write 'default: true'",
        "5:20 VG107 default is 'Off': a switch is 'true' or 'false'; write 'default: false'",
        "8:14 VG107 halfway is 'on': a switch is 'true' or 'false'; write 'true'",
    ]
    lines = {4: "  explain: {default: true}", 5: "  again: {default: false}", 8: "    halfway: true"}
    routine = corrected(lines)
    assert [setting.default for setting in routine.settings.values()] == [True, False]
    assert routine.steps[0].halfway is True


def test_every_phase_is_checked(problems, corrected):
    """
    routine: 1
    title: A mistake
    steps:
      - breathe: {in: 4, out: 6, hold: 2}
      - pace: {Lower: 3, Up: 1}
      - breathe: {inhale: 4 s, exhale: 6 s}
    """
    assert problems() == [
        "4:19 VG104 in is '4': a duration needs a unit; write '4 s' (or '4 min')",
        "4:27 VG104 out is '6': a duration needs a unit; write '6 s' (or '6 min')",
        "4:36 VG104 hold lasts '2': a duration needs a unit; write '2 s' (or '2 min')",
        "5:19 VG104 Lower is '3': a duration needs a unit; write '3 s' (or '3 min')",
        "5:26 VG104 Up is '1': a duration needs a unit; write '1 s' (or '1 min')",
        "6:15 VG101 breathe has no 'inhale'; it takes 'in', 'hold', 'out' and 'rest'; did you mean 'in'?",
        "6:28 VG101 breathe has no 'exhale'; it takes 'in', 'hold', 'out' and 'rest'; did you mean 'out'?",
    ]
    lines = {
        4: "  - breathe: {in: 4 s, out: 6 s, hold: 2 s}",
        5: "  - pace: {Lower: 3 s, Up: 1 s}",
        6: "  - breathe: {in: 4 s, out: 6 s}",
    }
    assert corrected(lines).steps[2].breathe == (("in", 4), ("out", 6))


def test_a_min_above_its_max_is_reported_beside_the_default(problems):
    """
    routine: 1
    title: A mistake
    settings:
      hold: {default: 10 s, min: 30 s, max: 20 s}
    steps:
      - hold: <hold>
    """
    assert problems() == [
        "4:19 VG112 the default of 'hold' is 10 s, less than its min, 30 s",
        "4:30 VG112 the min of 'hold' is 30 s, more than its max, 20 s",
    ]


def test_a_default_without_the_unit_of_its_limits_gets_it_in_the_hint(problems, corrected):
    """
    routine: 1
    title: A mistake
    settings:
      rest: {default: 5, min: 2 s}
    steps:
      - rest: <rest>
    """
    assert problems() == [
        "4:19 VG112 default is '5', a count, and a limit is a duration; write 'default: 5 s'",
    ]
    assert corrected({4: "  rest: {default: 5 s, min: 2 s}"}).settings["rest"].default == Fraction(5)


def test_steps_right_under_a_loop_get_a_hint_where_steps_belongs(problems, corrected):
    """
    routine: 1
    title: A mistake
    steps:
      - repeat: 3
        - hold: 8 s
          say: Round <round>
        - rest: 5
      - sides: both
        only: first
          - hold: 8 s
      - repeat: 2
          steps:
            - hold: 8 s
    """
    assert problems() == [
        "5:5 VG129 write 'steps:' on its own line above these",
        "7:13 VG104 rest lasts '5': a duration needs a unit; write '5 s' (or '5 min')",
        "9:11 VG114 'only: first' looks at a 'repeat' or 'sides' around this step, and there is none",
        "10:7 VG129 write 'steps:' on its own line above these",
        "12:7 VG129 'steps' stands right below 'repeat'; indent this line by 4 spaces",
    ]
    lines = {4: "  - repeat: 3\n    steps:", 7: "    - rest: 5 s", 9: "    steps:", 12: "    steps:"}
    repeat, sides, twice = corrected(lines).steps
    assert ([len(step.steps) for step in (repeat, sides, twice)], twice.repeat) == ([2, 1, 1], 2)


def test_a_bracket_that_is_never_closed_above_steps_is_reported_alone(problems, corrected):
    """
    routine: 1
    title: A mistake
    steps:
      - sides: [left, right
        steps:
          - hold: 8 s
      - sides: {left
        steps: [{hold: 8 s}]
      - repeat: 2
        only: [first
        steps:
          - hold: 8 s
      - repeat: [2
        between: [{rest: 8 s}]
        steps:
          - hold: 8 s
    """
    assert problems()[:4] == [
        "4:12 VG100 this '[' is never closed; end it with ']'",
        "7:12 VG100 this '{' is never closed; end it with '}'",
        "10:11 VG100 this '[' is never closed; end it with ']'",
        "13:13 VG100 this '[' is never closed; end it with ']'",
    ]
    assert not [problem for problem in problems() if "'steps'" in problem]
    lines = {4: "  - sides: [left, right]", 7: "  - sides: left", 10: "", 13: "  - repeat: 2"}
    assert len(corrected(lines).steps) == 4


def test_other_programs_words_get_our_words_as_hints(problems, corrected):
    """
    routine: 1
    title: A mistake
    steps:
      - speak: Press
      - loop: 3
        steps: [{hold: 8 s}]
      - wait: 5 s
      - pace: {Lower: 3 s, Up: 1 s}
        reps: 8
      - pace: {Lower: 3 s, Up: 1 s}
        tempo: 4
    """
    assert problems() == [
        "4:5 VG102 unknown step 'speak'; did you mean 'say'?",
        "5:5 VG102 unknown step 'loop'; did you mean 'repeat'?",
        "7:11 VG108 wait is '5 s': it takes 'ready'; did you mean 'pause: 5 s'?",
        "9:5 VG101 'pace' has no 'reps'; did you mean 'times'?",
        "11:5 VG101 'pace' has no 'tempo'; it takes 'say', 'only' and 'times'",
    ]
    lines = {4: "  - say: Press", 5: "  - repeat: 3", 7: "  - pause: 5 s", 9: "    times: 8", 11: ""}
    say, repeat, pause, pace, _ = corrected(lines).steps
    assert (str(say.say), repeat.repeat, pause.pause, pace.times) == ("Press", 3, 5, 8)


def test_a_wait_of_a_bare_number_is_a_pause_of_seconds(problems, corrected):
    """
    routine: 1
    title: A mistake
    steps:
      - wait: 10
    """
    assert problems() == ["4:11 VG108 wait is '10': it takes 'ready'; did you mean 'pause: 10 s'?"]
    assert corrected({4: "  - pause: 10 s"}).steps[0].pause == 10


def test_a_settings_name_without_its_brackets_is_shown_in_them(problems, corrected):
    """
    routine: 1
    title: A mistake
    settings:
      hold: {default: 8 s}
      side: {default: left, choices: [left, right]}
    steps:
      - hold: hold
      - hold: $hold
      - hold: < hold >
      - breathe: {in: hold, out: 6 s}
      - sides: side
        steps: [{hold: 8 s}]
    """
    name = "a name stands in angle brackets; write"
    assert problems()[-5:] == [
        f"7:11 VG128 hold is 'hold': {name} '<hold>'",
        f"8:11 VG128 hold is '$hold': {name} '<hold>'",
        f"9:11 VG128 hold is '< hold >': {name} '<hold>'",
        f"10:19 VG128 in is 'hold': {name} '<hold>'",
        f"11:12 VG128 sides is 'side': {name} '<side>'",
    ]
    hold = "  - hold: <hold>"
    lines = {7: hold, 8: hold, 9: hold, 10: "  - breathe: {in: <hold>, out: 6 s}", 11: "  - sides: <side>"}
    *holds, _, sides = corrected(lines).steps
    assert {step.hold.name for step in holds} == {"hold"}
    assert isinstance(sides.sides, Reference)


def test_several_sides_stand_in_brackets(problems, corrected):
    """
    routine: 1
    title: A mistake
    steps:
      - sides: [left; right]
        steps: [{hold: 8 s, only: not first}]
      - sides: right and left
        steps: [{hold: 8 s}]
    """
    assert problems() == [
        "4:13 VG108 sides is 'left; right': several sides stand in brackets; write [left, right]",
        (
            "5:31 VG114 only is 'not first': it takes 'first', 'later', 'last', 'not last', 'left' or 'right', or a "
            "switch such as '<explain>'; did you mean 'later'?"
        ),
        "6:12 VG108 sides is 'right and left': several sides stand in brackets; write [right, left]",
    ]
    lines = {
        4: "  - sides: [left, right]",
        5: "    steps: [{hold: 8 s, only: later}]",
        6: "  - sides: [right, left]",
    }
    first, second = corrected(lines).steps
    assert (first.sides, second.sides) == (("left", "right"), ("right", "left"))


def test_steps_follow_their_section(problems, corrected):
    """
    routine: 1
    title: A mistake
    steps:
      - section: Start
        steps:
          - hold: 8 s
    """
    assert problems() == ["5:5 VG101 steps follow the section, at its own level"]
    assert len(corrected({5: "", 6: "  - hold: 8 s"}).steps) == 2


def test_a_misspelt_key_that_is_needed_is_reported_once(problems, corrected):
    """
    routine: 1
    title: A mistake
    settings:
      rounds: {defualt: 3}
    steps:
      - wait: ready
        at most: 10 s
        remind: {every: 3 s, says: Look}
      - repeat: <rounds>
        steps: [{hold: 8 s}]
    """
    assert problems() == [
        "4:12 VG101 'rounds' has no 'defualt'; did you mean 'default'?",
        "7:5 VG101 'wait' has no 'at most'; did you mean 'at_most'?",
        "8:26 VG101 'remind' has no 'says'; did you mean 'say'?",
    ]
    lines = {4: "  rounds: {default: 3}", 7: "    at_most: 10 s", 8: "    remind: {every: 3 s, say: Look}"}
    assert corrected(lines).steps[0].at_most == 10


def test_a_name_without_its_suffix_gets_the_file_of_that_name_as_hint(beside):
    beside("shoulder.yaml")
    with pytest.raises(UsageError) as caught:
        load("shoulder")
    assert caught.value.message == "no routine is called 'shoulder'"
    assert caught.value.hint == "There is a file shoulder.yaml here: give its whole name, shoulder.yaml."


def test_places_in_a_line_put_right_are_the_authors(routine):
    """
    routine: 1
    title: A mistake
    steps:
      - say: Press
         then: 3
    """
    with pytest.raises(RoutineError) as caught:
        routine()
    where = caught.value.problems[1].where
    assert where.excerpt[where.column - 1 :] == "3"
