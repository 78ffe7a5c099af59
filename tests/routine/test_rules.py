"""What no single value shows: names, loops, and settings used as what they are not."""

from fractions import Fraction


def test_a_name_that_nothing_has_is_reported_with_the_nearest(problems):
    """
    routine: 1
    title: Names
    settings: {hold: {default: 8 s}}
    safety: [Press for <hould>.]
    steps:
      - hold: <hodl>
        say: Press for <Hold>.
        only: <holt>
        release: After <xyz>.
    """
    assert problems() == [
        "3:12 VG113 warning: nothing uses the setting 'hold'",
        "4:10 VG110 nothing is called '<hould>' here; did you mean 'hold'?",
        "6:11 VG110 nothing is called '<hodl>' here; did you mean 'hold'?",
        "7:10 VG110 nothing is called '<Hold>' here; did you mean 'hold'?",
        "8:11 VG110 nothing is called '<holt>' here; did you mean 'hold'?",
        "9:14 VG110 nothing is called '<xyz>' here; name it under settings",
    ]


def test_loops_bind_their_names_inside_and_between_passes_only(problems):
    """
    routine: 1
    title: Names
    steps:
      - say: <side> <round> of <rounds>
      - sides: both
        steps:
          - section: <side> side
          - repeat: 2
            steps: [{say: <side> <round> of <rounds>}]
            between: [{say: <side> <round>}]
        between: [{say: Now the <side> side.}]
      - pace: {Lower <round>: 3 s}
        say: Round <round>
    """
    assert problems() == [
        "4:10 VG110 '<side>' has a value only inside 'sides', or as a setting",
        "4:10 VG110 '<round>' has a value only inside 'repeat' or 'pace', or as a setting",
        "4:10 VG110 '<rounds>' has a value only inside 'repeat' or 'pace', or as a setting",
        "13:10 VG110 '<round>' has a value only inside 'repeat' or 'pace', or as a setting",
    ]


def test_a_setting_fits_only_keys_of_its_kind(problems):
    """
    routine: 1
    title: Kinds
    settings:
      time: {default: 8 s}
      number: {default: 3}
      word: {default: up, choices: [up, left]}
      switch: {default: true}
    steps:
      - hold: <number>
        count: <word>
        halfway: <time>
      - repeat: <switch>
        steps:
          - sides: <word>
            steps: [{say: x}]
      - say: x
        then: <number>
        only: <word>
      - wait: ready
        at_most: <switch>
        remind: {every: <number>, say: x}
      - pace: {Lower: <number>}
        times: <switch>
      - breathe: {in: <number>, out: 3 s}
    """
    assert problems() == [
        "9:11 VG111 hold takes a duration, and 'number' is a count",
        "10:12 VG111 count takes 'down', 'up' or 'none', and 'word' may be 'left'",
        "11:14 VG111 halfway takes a switch, and 'time' is a duration",
        "12:13 VG111 repeat takes a count, and 'switch' is a switch",
        "14:16 VG111 sides takes 'left', 'right' or 'both', and 'word' may be 'up'",
        "17:11 VG111 then takes a duration, and 'number' is a count",
        "18:11 VG111 only takes a switch, and 'word' is a choice",
        "20:14 VG111 at_most takes a duration, and 'switch' is a switch",
        "21:21 VG111 every takes a duration, and 'number' is a count",
        "22:19 VG111 Lower takes a duration, and 'number' is a count",
        "23:12 VG111 times takes a count or a duration, and 'switch' is a switch",
        "24:19 VG111 in takes a duration, and 'number' is a count",
    ]


def test_settings_that_fit_are_taken_everywhere(problems):
    """
    routine: 1
    title: Kinds
    settings:
      time: {default: 8 s}
      number: {default: 3}
      side: {default: both, choices: [both, left, right]}
      counting: {default: up, choices: [up, none]}
      switch: {default: true}
    steps:
      - sides: <side>
        steps:
          - repeat: <number>
            steps:
              - hold: <time>
                count: <counting>
                halfway: <switch>
                only: <switch>
              - hold: <time>
                count: <number>
              - repeat: <round>
                steps: [{pause: <time>}]
              - pace: {Lower: <time>}
                times: <number>
              - breathe: {in: <time>, out: <time>}
                times: <time>
    """
    assert problems() == []


def test_a_setting_that_nothing_uses_is_a_warning(problems):
    """
    routine: 1
    title: Unused
    settings:
      hold: {default: 8 s}
      round: {default: 3}
    steps:
      - repeat: 2
        steps:
          - say: Round <round>
    """
    assert problems() == [
        "4:3 VG113 warning: nothing uses the setting 'hold'",
        "5:3 VG113 warning: nothing uses the setting 'round'",
    ]


def test_only_looks_at_a_loop_that_is_there(problems):
    """
    routine: 1
    title: Loops
    steps:
      - say: x
        only: first
      - sides: both
        steps:
          - say: x
            only: [first, left, last side, first round]
        between:
          - say: x
            only: first
      - repeat: 2
        steps:
          - say: x
            only: [later, left, not last round]
    """
    assert problems() == [
        "5:11 VG114 'only: first' looks at a 'repeat' or 'sides' around this step, and there is none",
        "9:40 VG114 'only: first round' looks at a 'repeat' around this step, and there is none",
        "12:15 VG114 'only: first' looks at a 'repeat' or 'sides' around this step, and there is none",
        "16:23 VG114 'only: left' looks at a 'sides' around this step, and there is none",
    ]


def test_between_looks_to_the_loop_outside(problems):
    """
    routine: 1
    title: Loops
    steps:
      - sides: both
        steps:
          - repeat: 2
            steps: [{hold: 8 s}]
            between:
              - say: x
                only: [left, first, last side]
    """
    assert problems() == []


def test_a_text_for_each_side_needs_a_side(problems):
    """
    routine: 1
    title: Sides
    steps:
      - say: {left: x, right: y}
      - sides: both
        steps:
          - wait: ready
            at_most: 20 s
            remind: {every: 8 s, say: [{left: x, right: y}]}
        between:
          - say: {left: x, right: <sied>}
    """
    assert problems() == [
        "4:10 VG114 a text for each side stands inside 'sides'; here there is none",
        "11:31 VG110 nothing is called '<sied>' here; did you mean 'side'?",
    ]


def test_a_setting_with_a_problem_is_known_all_the_same(problems):
    """
    routine: 1
    title: Settings
    settings:
      hold: {default: 8}
      rest: {default: 3 s, max: 2 s}
      side: {default: both}
    steps:
      - hold: <rest>
        say: The <side> side.
        count: <hold>
    """
    assert problems() == [
        "5:19 VG112 the default of 'rest' is 3 s, more than its max, 2 s",
        "6:19 VG112 default is 'both': a choice lists its 'choices'; write 'choices: [both, ...]'",
    ]


def test_what_a_setting_says_must_agree(problems):
    """
    routine: 1
    title: Settings
    settings:
      a: {default: 3 s, min: 5 s}
      b: {default: 3, min: 5 s}
      c: {default: left, choices: [right, both]}
      d: {default: true, max: 3}
      E: {default: 3}
      f: 8 s
      g: {default: 1.5}
      h: {default: 0}
    steps:
      - say: <a> <b> <c> <d> <E> <f> <g> <h>
    """
    assert problems() == [
        "4:16 VG112 the default of 'a' is 3 s, less than its min, 5 s",
        "5:16 VG112 default is '3', a count, and a limit is a duration; write 'default: 3 s'",
        "6:16 VG108 default is 'left': it takes 'right' or 'both'",
        "7:27 VG112 'max' fits a duration or a count; the setting 'd' is a switch",
        "8:3 VG112 a setting's name is lower-case letters, digits and '_', not 'E'",
        "9:6 VG112 'f' takes keys and values; write 'f: {default: 8 s}'",
        "10:16 VG104 default is '1.5': a duration needs a unit; write '1.5 s' (or '1.5 min')",
        "11:16 VG105 default is '0': a count is a whole number; write one from 1 to 999999",
    ]


def test_the_form_of_a_default_gives_a_setting_its_kind(routine):
    """
    routine: 1
    title: Settings
    settings:
      hold: {default: 8 s, min: 5 s, max: 10 s, help: How long}
      rounds: {default: 2, max: 3}
      side: {default: both, choices: [both, left]}
      explain: {default: false}
    steps:
      - say: <hold> <rounds> <side>
        only: <explain>
    """
    hold, rounds, side, explain = routine().settings.values()
    assert (hold.kind, hold.default, hold.min, hold.max, hold.help) == ("duration", 8, 5, 10, "How long")
    assert isinstance(hold.default, Fraction)
    assert (rounds.kind, rounds.default, rounds.min, rounds.max) == ("count", 2, None, 3)
    assert (side.kind, side.default, side.choices) == ("choice", "both", ("both", "left"))
    assert (explain.kind, explain.default) == ("switch", False)
    assert str(hold.where) == "back.yaml:4:3"
