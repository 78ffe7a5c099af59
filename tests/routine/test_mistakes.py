"""Mistakes that people make: each has a message in plain words, its place and a hint."""


def test_a_number_without_a_unit_is_no_duration(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - hold: 8
    """
    assert problems() == ["4:11 VG104 hold lasts '8': a duration needs a unit; write '8 s' (or '8 min')"]


def test_a_decimal_comma_is_put_right(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - hold: 1,5 s
    """
    assert problems() == ["4:11 VG104 hold lasts '1,5 s': that is written '1.5 s'"]


def test_a_unit_spelt_out_is_put_right(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - hold: 30 seconds
    """
    assert problems() == ["4:11 VG104 hold lasts '30 seconds': that is written '30 s'"]


def test_a_decimal_comma_in_braces_is_not_taken_for_the_next_key(problems):
    """
    routine: 1
    title: A mistake
    settings:
      hold: {default: 1,5 s}
    steps:
      - hold: <hold>
    """
    assert problems() == ["4:19 VG104 default is '1,5 s': decimals have a point; write '1.5 s'"]


def test_a_text_with_a_colon_is_shown_quoted_and_what_follows_is_checked(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - say: Remember: breathe
      - hodl: 8 s
    """
    assert problems() == [
        "4:10 VG127 a text with ': ' in it needs quotes; write say: \"Remember: breathe\"",
        "5:5 VG102 unknown step 'hodl'; did you mean 'hold'?",
    ]


def test_a_text_with_a_colon_in_a_list_of_texts_is_shown_quoted(problems):
    """
    routine: 1
    title: A mistake
    safety:
      - Note: stop if it hurts
    steps:
      - say: Press
    """
    assert problems() == ["4:5 VG127 a text with ': ' in it needs quotes: \"Note: stop if it hurts\""]


def test_a_text_with_a_colon_inside_braces_is_shown_quoted(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - wait: ready
        at_most: 40 s
        remind: {every: 15 s, say: Look: there}
    """
    assert problems() == ["6:32 VG127 inside '{}' this text needs quotes; write say: \"Look: there\""]


def test_a_text_over_two_lines_with_a_colon_needs_quotes_around_both(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - say: First breathe.
          Then: press.
    """
    assert problems() == [
        "5:11 VG127 a text with ': ' in it needs quotes, from its first line to its last; what follows was not checked"
    ]


def test_text_after_a_number_sign_is_not_lost_silently(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - say: Do exercise #2
      - say: #3
      - hold: 8 s  # comments after other values are fine
    """
    assert problems() == [
        "4:22 VG125 what follows ' #' isn't spoken; quote it, \"Do exercise #2\", or give the comment its own line",
        "5:5 VG109 say has no text; '#' begins a comment, so quote the text",
    ]


def test_a_comma_that_cuts_a_text_in_a_list_is_noticed(problems):
    """
    routine: 1
    title: A mistake
    tags: [lower back, self-massage]
    safety: [Stop if sharp, or runs down a leg]
    steps:
      - say: Press
    """
    assert problems() == ['4:25 VG126 a comma cut this text in two; quote it: ["Stop if sharp, or runs down a leg"]']


def test_sentences_in_brackets_are_a_list(routine):
    """
    routine: 1
    title: Fine
    safety: [Stop if it hurts., Breathe on.]
    steps:
      - say: Press
    """
    assert [str(text) for text in routine().safety] == ["Stop if it hurts.", "Breathe on."]


def test_a_comma_that_cuts_a_text_in_braces_is_noticed(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - wait: ready
        at_most: 40 s
        remind: {every: 15 s, say: Look, then press}
    """
    assert problems() == ['6:38 VG126 a comma cut this text in two; quote it: say: "Look, then press"']


def test_a_comma_that_cuts_a_text_for_a_side_is_noticed(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - sides: both
        steps:
          - say: {left: Turn, then hold, right: Turn}
    """
    assert problems() == ['6:27 VG126 a comma cut this text in two; quote it: left: "Turn, then hold"']


def test_braces_around_a_name_are_angle_brackets(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - say: {side} hand
      - hold: {hold}
      - say: {side}
    """
    assert problems() == [
        "4:10 VG128 a name stands in angle brackets; write say: <side> hand",
        "5:11 VG128 hold is '{hold}': a name stands in angle brackets; write '<hold>'",
        "6:10 VG128 say is '{side}': a name stands in angle brackets; write '<side>'",
    ]


def test_braces_in_a_text_are_a_mistake_only_around_a_name_that_is_known_there(problems):
    """
    routine: 1
    title: A mistake
    settings:
      hold: {default: 8 s}
    safety: "Hold for { hold }."
    steps:
      - say: Use your {side} hand, in round {round}
      - sides: both
        steps:
          - say: Use your {side} hand
          - pace: {"Up {round} {side}": 2 s}
          - wait: ready
            at_most: 40 s
            remind: {every: 10 s, say: "Round {rounds}, {hold}"}
      - hold: <hold>
        release: {left: No, right: No}
      - section: Part {hold}
    """
    write = "VG128 a name stands in angle brackets; write"
    assert problems() == [
        f"5:9 {write} '<hold>', not '{{ hold }}'",
        f"10:14 {write} '<side>', not '{{side}}'",
        f"11:16 {write} '<round>', not '{{round}}'",
        f"11:16 {write} '<side>', not '{{side}}'",
        f"14:36 {write} '<hold>', not '{{hold}}'",
        "16:14 VG114 a text for each side stands inside 'sides'; here there is none",
        f"17:14 {write} '<hold>', not '{{hold}}'",
    ]


def test_braces_around_any_other_word_are_spoken(routine):
    """
    routine: 1
    title: Braces {round}
    steps:
      - say: Breathe {smile} and { side }
      - repeat: 2
        steps:
          - say: Round <round> {side}
    """
    first, loop = routine().steps
    assert str(first.say) == "Breathe {smile} and { side }"
    assert str(loop.steps[0].say) == "Round <round> {side}"


def test_a_breath_whose_keys_stand_in_another_order_is_warned_of(problems):
    """
    routine: 1
    title: Breath
    steps:
      - breathe: {in: 4 s, out: 6 s, hold: 2 s}
      - breathe: {out: 6 s, in: 4 s}
      - breathe: {in: 4 s, hold: 2 s, rest: 1 s, out: 6 s}
      - breathe: {in: 4 s, out: 6 s, rest: 2 s}
    """
    always = "VG132 warning: a breath always goes in this order:"
    assert problems() == [
        f"4:24 {always} {{in: 4 s, hold: 2 s, out: 6 s}}; the pause after the breath out is 'rest'",
        f"5:15 {always} {{in: 4 s, out: 6 s}}",
        f"6:35 {always} {{in: 4 s, hold: 2 s, out: 6 s, rest: 1 s}}",
    ]


def test_a_second_hold_in_a_breath_is_a_rest(problems):
    """
    routine: 1
    title: Breath
    steps:
      - breathe: {in: 4 s, hold: 2 s, out: 6 s, hold: 2 s}
      - breathe:
          in: 4 s
          out: 6 s
          rest: 1 s
          rest: 2 s
    """
    assert problems() == [
        "4:45 VG116 'hold' stands here twice, first in line 4; the pause after the breath out is 'rest'",
        "9:7 VG116 'rest' stands here twice, first in line 8; keep one",
    ]


def test_a_text_that_begins_with_a_character_of_yaml_needs_quotes(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - say: "Hold" is next
      - say: *Press*
      - say: @home
      - say: %ages
      - say: `code`
      - say: !Stop now
      - say: &now
      - say: & breathe
      - say: - breathe
      - say: ? breathe
      - say: , breathe
      - say: > breathe
      - say: | breathe
      - say: ] breathe
    """
    assert problems() == [
        """4:10 VG127 a text that begins with " needs quotes; write say: '"Hold" is next'""",
        '5:10 VG127 a text that begins with * needs quotes; write say: "*Press*"',
        '6:10 VG127 a text that begins with @ needs quotes; write say: "@home"',
        '7:10 VG127 a text that begins with % needs quotes; write say: "%ages"',
        '8:10 VG127 a text that begins with ` needs quotes; write say: "`code`"',
        '9:10 VG127 a text that begins with ! needs quotes; write say: "!Stop now"',
        '10:10 VG127 a text that begins with & needs quotes; write say: "&now"',
        '11:10 VG127 a text that begins with & needs quotes; write say: "& breathe"',
        '12:10 VG127 a text that begins with - needs quotes; write say: "- breathe"',
        '13:10 VG127 a text that begins with ? needs quotes; write say: "? breathe"',
        '14:10 VG127 a text that begins with , needs quotes; write say: ", breathe"',
        '15:10 VG127 a text that begins with > needs quotes; write say: "> breathe"',
        '16:10 VG127 a text that begins with | needs quotes; write say: "| breathe"',
        '17:10 VG127 a text that begins with ] needs quotes; write say: "] breathe"',
    ]


def test_an_apostrophe_at_the_start_is_no_quote(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - say: 'Tis the season
      - say: 'Don't stop'
    """
    assert problems() == [
        '4:10 VG127 this quote is never closed; write say: "\'Tis the season"',
        "5:10 VG127 a text that begins with ' needs quotes; write say: \"Don't stop\"",
    ]


def test_a_quote_that_is_never_closed_is_placed_where_it_begins(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - say: "Press
      - hold: 8 s
      - say: "Let go"
    """
    assert problems() == ['4:10 VG127 this quote is never closed; write say: "Press"']


def test_a_bracket_that_is_never_closed_is_placed_where_it_begins(problems):
    """
    routine: 1
    title: A mistake
    settings:
      hold: {default: 8 s
    steps:
      - hodl: <hold>
    """
    assert problems() == [
        "4:9 VG100 this '{' is never closed; end it with '}'",
        "6:5 VG102 unknown step 'hodl'; did you mean 'hold'?",
    ]


def test_a_backslash_in_double_quotes_is_written_twice(problems):
    r"""
    routine: 1
    title: A mistake
    steps:
      - say: "left\right \% effort"
    """
    assert problems() == [r"""4:22 VG127 inside "..." a backslash is written twice; write '\\'"""]


def test_whatever_yaml_would_make_of_it_a_text_is_its_characters(routine):
    """
    routine: 1
    title: 2024-05-01
    steps:
      - say: 3
      - say: 007
      - say: no
      - say: null
      - say: 1:30
      - say: 1e3
    """
    read = routine()
    assert read.title == "2024-05-01"
    assert [str(step.say) for step in read.steps] == ["3", "007", "no", "null", "1:30", "1e3"]


def test_a_verb_with_nothing_after_it_has_no_value(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - say:
      - hold:
      - say: ""
    """
    assert problems() == [
        "4:5 VG109 say has no text",
        "5:5 VG109 'hold' has no value; it takes a duration such as '8 s'",
        "6:10 VG109 say has no text",
    ]


def test_a_switch_is_true_or_false(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - hold: 8 s
        halfway: yes
      - hold: 8 s
        halfway: False
      - hold: 8 s
        halfway: sometimes
    """
    assert problems() == [
        "5:14 VG107 halfway is 'yes': a switch is 'true' or 'false'; write 'true'",
        "7:14 VG107 halfway is 'False': a switch is 'true' or 'false'; write 'false'",
        "9:14 VG107 halfway is 'sometimes': a switch is 'true' or 'false'",
    ]


def test_a_count_is_a_bare_whole_number(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - repeat: 3x
        steps: [{hold: 8 s}]
      - repeat: 3 times
        steps: [{hold: 8 s}]
      - repeat: 3.0
        steps: [{hold: 8 s}]
      - repeat: 0
        steps: [{hold: 8 s}]
      - repeat: thrice
        steps: [{hold: 8 s}]
      - hold: 8 s
        count: 3x
    """
    assert problems() == [
        "4:13 VG105 repeat is '3x': a count is a whole number; write '3'",
        "6:13 VG105 repeat is '3 times': a count is a whole number; write '3'",
        "8:13 VG105 repeat is '3.0': a count is a whole number; write '3'",
        "10:13 VG105 repeat is '0': a count is a whole number; write one from 1 to 999999",
        "12:13 VG105 repeat is 'thrice': a count is a whole number; write one from 1 to 999999",
        "15:12 VG105 count is '3x': a count is a whole number; write '3'",
    ]


def test_a_space_follows_a_colon(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - say:Press
      - say:Let go
        then: 3 s
    """
    assert problems() == [
        "4:5 VG129 a space follows ':'; write say: Press",
        "5:5 VG129 a space follows ':'; write say: Let go",
    ]


def test_a_space_follows_a_dash(problems):
    """
    routine: 1
    title: A mistake
    steps:
      -say: Press
    """
    assert problems() == ["4:3 VG129 a space follows '-'; write '- say: Press'"]


def test_a_space_follows_a_dash_of_a_step_with_more_keys(problems):
    """
    routine: 1
    title: A mistake
    steps:
      -say: Press
        then: 3 s
    """
    assert problems() == ["4:3 VG129 a space follows '-'; write '- say: Press'"]


def test_a_tab_is_no_indentation_and_is_reported_once(problems):
    """
    routine: 1
    title: A mistake
    steps:
    \t- say: Press
    \t- hold: 8
    """
    assert problems() == [
        "4:1 VG129 this is a tab; write spaces, two for each level, here and in 1 more line",
        "5:10 VG104 hold lasts '8': a duration needs a unit; write '8 s' (or '8 min')",
    ]


def test_a_tab_among_spaces_is_reported_once_and_what_follows_is_checked(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - say: Press
      \t  then: 3 s
      - hodl: 8 s
    """
    assert problems() == [
        "5:3 VG129 this is a tab; write spaces, two for each level",
        "6:5 VG102 unknown step 'hodl'; did you mean 'hold'?",
    ]


def test_a_tab_after_a_colon_is_no_space(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - say:\tPress
    """
    assert problems() == ["4:9 VG129 this is a tab; write spaces, two for each level"]


def test_curly_quotes_do_not_quote(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - say: “Press”
      - hold: “8 s”
      - say: Press “here”
    """
    assert problems() == [
        '4:10 VG127 curly quotes don\'t quote; write "Press"',
        '5:11 VG127 curly quotes don\'t quote; write "8 s"',
    ]


def test_one_space_of_indent_too_many_is_reported_with_the_column_that_fits(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - hold: 8 s
         count: up
       - say: Rest
      - say: Press
         then: 3
    """
    assert problems() == [
        "5:6 VG129 this line is indented by 5 spaces where 4 would fit the lines above it",
        "6:4 VG129 this line is indented by 3 spaces where 2 would fit the lines above it",
        "8:6 VG129 this line is indented by 5 spaces where 4 would fit the lines above it",
        "8:12 VG104 then lasts '3': a duration needs a unit; write '3 s' (or '3 min')",
    ]


def test_one_space_of_indent_too_few_is_reported_with_the_column_that_fits(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - hold: 8 s
       count: up
     - say: Rest
      - rest: 5 s
      count: none
    """
    assert problems() == [
        "5:4 VG129 this line is indented by 3 spaces where 4 would fit the lines above it",
        "6:2 VG129 this line is indented by 1 space where 2 would fit the lines above it",
        "8:3 VG129 this line is indented by 2 spaces where 4 would fit the lines above it",
    ]


def test_a_modifier_without_indent_belongs_to_its_step(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - hold: 8 s
    count: up
    """
    assert problems() == ["5:1 VG129 'count' belongs to a step; indent it as far as the step's verb"]


def test_two_of_a_key_in_a_step_are_two_steps(problems):
    """
    routine: 1
    title: A mistake
    steps:
      - say: Sit.
        say: Breathe.
    """
    assert problems() == ["5:5 VG116 'say' stands here twice, first in line 4; begin a new step with '- say:'"]


def test_a_line_that_is_no_key_is_reported_and_what_follows_is_checked(problems):
    """
    routine: 1
    title: A mistake
    summary
    steps:
      - hodl: 8 s
    """
    assert problems() == [
        "3:1 VG100 'summary' has no ': ' and no value",
        "5:5 VG102 unknown step 'hodl'; did you mean 'hold'?",
    ]


def test_after_an_error_without_a_hint_the_rest_is_reported_as_unchecked(problems):
    """
    routine: 1
    title: A mistake
    settings:
      hold: {default: 8}
    steps:
      - hold: <hodl>
      - say: First breathe.
          Then: press.
    """
    assert problems() == [
        "8:11 VG127 a text with ': ' in it needs quotes, from its first line to its last; what follows was not checked"
    ]
