"""What breaks inside braces or brackets is told in one short line."""


def test_a_quote_that_the_next_one_closes_is_reported_where_it_begins(problems):
    """
    routine: 1
    title: Mistakes
    steps:
      - pace: {Down: "1 s}
        times: 3
      - say: "a"
    """
    assert problems() == ['4:18 VG127 this quote is never closed; write "1 s"']


def test_a_quote_in_a_setting_is_reported_where_it_begins(problems):
    """
    routine: 1
    title: Mistakes
    settings:
      hold: {default: 20 s, help: "How long}
    steps:
      - hold: <hold>
      - say: "a"
    """
    assert problems() == ['4:31 VG127 this quote is never closed; write "How long"']


def test_a_single_quote_with_no_other_in_the_file_is_reported_where_it_begins(problems):
    """
    routine: 1
    title: Mistakes
    settings:
      hold: {default: 20 s, help: 'How long}
    steps:
      - hold: <hold>
    """
    assert problems() == ["4:31 VG127 this quote is never closed; write 'How long'"]


def test_a_quote_goes_on_over_a_comma_to_the_bracket(problems):
    """
    routine: 1
    title: Mistakes
    safety: ["Stop, Ask]
    steps:
      - say: "a"
    """
    assert problems() == ['3:10 VG127 this quote is never closed; write "Stop, Ask"']


def test_a_quote_ends_before_the_next_key(problems):
    """
    routine: 1
    title: Mistakes
    steps:
      - breathe: {in: "4 s, out: 6 s}
      - breathe: {in: "4 s, out: "6 s"}
    """
    assert problems() == [
        '4:19 VG127 this quote is never closed; write "4 s"',
        '5:19 VG127 this quote is never closed; write "4 s"',
    ]


def test_a_quote_in_a_list_of_words_ends_with_its_word(problems, corrected):
    """
    routine: 1
    title: Mistakes
    tags: [back, "neck, arm]  # [1]
    settings:
      which: {default: both, choices: [both, "left, right], help: Which}
      side: {default: both, choices: ['both, left, right]}
      way: {default: left, choices: [left, 'right], help: "Which way"}
    steps:
      - say: <which> <side> <way>
      - sides: ["left, right]
        only: [first, "last]
        steps:
          - hold: 8
    """
    never = "VG127 this quote is never closed; write"
    assert problems() == [
        f'3:14 {never} "neck"',
        f'5:42 {never} "left"',
        f"6:35 {never} 'both'",
        f"7:40 {never} 'right'",
        f'10:13 {never} "left"',
        f'11:19 {never} "last"',
        "13:15 VG104 hold lasts '8': a duration needs a unit; write '8 s' (or '8 min')",
    ]
    lines = {
        3: 'tags: [back, "neck", arm]  # [1]',
        5: '  which: {default: both, choices: [both, "left", right], help: Which}',
        6: "  side: {default: both, choices: ['both', left, right]}",
        7: "  way: {default: left, choices: [left, 'right'], help: \"Which way\"}",
        10: '  - sides: ["left", right]',
        11: "",
        13: "      - hold: 8 s",
    }
    routine = corrected(lines)
    assert [setting.choices[-1] for setting in routine.settings.values()] == ["right"] * 3


def test_a_quote_ends_before_the_bracket_that_closes_what_is_around_it(problems):
    """
    routine: 1
    title: Mistakes
    settings:
      hold: {default: 8 s, help: "How long}}
    steps:
      - repeat: 2
        steps: [{say: "Press}, {say: "Go"}]
      - repeat: 2
        steps: [{say: "Press, and breathe}]  # [2]
      - hold: <hold>
      - wait: ready
        remind: {every: 5 s, say: ["Look, then press], only: first}
        at_most: 20 s
    """
    never = "VG127 this quote is never closed; write"
    assert problems()[:4] == [
        f'4:30 {never} "How long"',
        f'7:19 {never} "Press"',
        f'9:19 {never} "Press, and breathe"',
        f'12:32 {never} "Look, then press"',
    ]


def test_what_follows_a_quote_that_is_never_closed_is_checked(problems):
    """
    routine: 1
    title: Mistakes
    tags: ["back]
    steps:
      - say: "a"
      - hold: 8
    """
    assert problems() == [
        '3:8 VG127 this quote is never closed; write "back"',
        "6:11 VG104 hold lasts '8': a duration needs a unit; write '8 s' (or '8 min')",
    ]


def test_a_text_over_two_lines_in_quotes_is_one_text(routine):
    """
    routine: 1
    title: Mistakes
    safety: ["Stop,
      and ask", 'and
      rest']
    steps:
      - say: a
    """
    assert [str(text) for text in routine().safety] == ["Stop, and ask", "and rest"]


def test_a_bracket_that_closes_nothing_is_taken_out(problems):
    """
    routine: 1
    title: Mistakes
    steps:
      - breathe: {in:] 4 s, hold: 2 s}
      - say: "a"
    """
    assert problems()[0] == "4:18 VG100 this ']' closes nothing; take it out"
    assert len(problems()) == 1


def test_a_bracket_that_is_never_closed_ends_before_the_next_key(problems):
    """
    routine: 1
    title: Mistakes
    tags: [["]"]
    steps:
      - hold: 8
    """
    assert problems()[0] == "3:7 VG100 this '[' is never closed; end it with ']'"
    assert all("steps" not in problem for problem in problems())


def test_a_line_that_stays_broken_is_reported_once_and_shortly(problems):
    """
    routine: 1
    title: Mistakes
    tags: [a[}-]
    steps:
      - hold: 8
    """
    assert problems() == ["3:7 VG100 this '[' is never closed; end it with ']'; what follows was not checked"]


def test_a_closer_too_many_is_taken_out_wherever_it_stands(problems, corrected):
    """
    routine: 1
    title: Mistakes
    safety: [Stop, Ask]]
    settings:
      hold: {default: 8 s, help: stretch}}
      side: {default: left, choices: [left, right]}}  # which
    steps:
      - breathe: {in: 4 s, out: 6 s}}
        times: 3
      - breathe: {in: 4 s,
          out: 6 s} ]
      - say: "Press <side>"}
      - {rest: 5 s}]
      - repeat: 2
        steps: [{hold: <hold>}]}]
    """
    takes = "closes nothing; take it out"
    assert problems() == [
        f"3:20 VG100 this ']' {takes}",
        f"5:38 VG100 this '}}' {takes}",
        f"6:48 VG100 this '}}' {takes}",
        f"8:33 VG100 this '}}' {takes}",
        f"11:17 VG100 this ']' {takes}",
        f"12:24 VG100 this '}}' {takes}",
        f"13:16 VG100 this ']' {takes}",
        f"15:28 VG100 this '}}]' {takes}",
    ]
    lines = {
        3: "safety: [Stop, Ask]",
        5: "  hold: {default: 8 s, help: stretch}",
        6: "  side: {default: left, choices: [left, right]}  # which",
        8: "  - breathe: {in: 4 s, out: 6 s}",
        11: "      out: 6 s}",
        12: '  - say: "Press <side>"',
        13: "  - {rest: 5 s}",
        15: "    steps: [{hold: <hold>}]",
    }
    assert len(corrected(lines).steps) == 5


def test_a_quote_too_many_is_taken_out(problems, corrected):
    """
    routine: 1
    title: Mistakes
    steps:
      - breathe: {in: 4 s, out: 6 s}"
      - say: "Press""
      - repeat: 2
        steps: [{say: "Go"}]"  # on
      - say: 'Rest'"
    """
    assert problems() == [
        "4:33 VG100 this '\"' closes nothing; take it out",
        "5:17 VG100 this '\"' closes nothing; take it out",
        "7:25 VG100 this '\"' closes nothing; take it out",
        "8:16 VG100 this '\"' closes nothing; take it out",
    ]
    lines = {
        4: "  - breathe: {in: 4 s, out: 6 s}",
        5: '  - say: "Press"',
        7: '    steps: [{say: "Go"}]  # on',
        8: "  - say: 'Rest'",
    }
    assert len(corrected(lines).steps) == 4


def test_punctuation_behind_a_value_is_taken_out(problems, corrected):
    """
    routine: 1
    title: Mistakes
    safety:
      - "Stop",
      - 'Ask';
    steps:
      - breathe: {in: 4 s, out: 6 s},
      - sides: [left, right],
        steps: [{hold: 8 s}],  # both
    """
    assert problems() == [
        "4:11 VG100 no ',' belongs here; take it out",
        "5:10 VG100 no ';' belongs here; take it out",
        "7:33 VG100 no ',' belongs here; take it out",
        "8:25 VG100 no ',' belongs here; take it out",
        "9:25 VG100 no ',' belongs here; take it out",
    ]
    lines = {
        4: '  - "Stop"',
        5: "  - 'Ask'",
        7: "  - breathe: {in: 4 s, out: 6 s}",
        8: "  - sides: [left, right]",
        9: "    steps: [{hold: 8 s}]  # both",
    }
    assert len(corrected(lines).steps) == 2


def test_text_behind_a_value_in_brackets_needs_quotes(problems):
    """
    routine: 1
    title: Mistakes
    steps:
      - say: [Breathe] in}
      - say: "Hold" is next}
    """
    assert problems() == [
        '4:10 VG127 a text that begins with [ needs quotes; write say: "[Breathe] in}"',
        """5:10 VG127 a text that begins with " needs quotes; write say: '"Hold" is next}'""",
    ]


def test_a_bracket_above_lines_that_need_none_is_taken_out(problems, corrected):
    """
    routine: 1
    title: Mistakes
    safety: [
      - Stop
      - Ask
    settings: {  # all of them

      hold:
        default: 8 s
      sit: {default: 5 s}
    steps: [
      - breathe: {
          in: 4 s
          out: 6 s
      - sides: [
          - left
          - right
        steps: {
          - hold: <hold>
      - rest: <sit>
    """
    never = "is never closed; take it out"
    assert problems() == [
        f"3:9 VG100 this '[' {never}",
        f"6:11 VG100 this '{{' {never}",
        f"11:8 VG100 this '[' {never}",
        f"12:14 VG100 this '{{' {never}",
        f"15:12 VG100 this '[' {never}",
        f"18:12 VG100 this '{{' {never}",
    ]
    lines = {3: "safety:", 6: "settings:", 11: "steps:", 12: "  - breathe:", 15: "  - sides:", 18: "    steps:"}
    routine = corrected(lines)
    assert [len(routine.safety), len(routine.settings), len(routine.steps)] == [2, 2, 3]


def test_brackets_around_lines_that_need_none_are_taken_out(problems, corrected):
    """
    routine: 1
    title: Mistakes
    settings: {
      hold: {default: 8 s}
      sit: {default: 5 s}
    }
    steps: [
      - hold: <hold>
      - rest: <sit>
    ]
    """
    assert problems() == [
        "3:11 VG100 lines below each other need no '{'; take it out",
        "6:1 VG100 this '}' closes nothing; take it out",
        "7:8 VG100 lines below each other need no '['; take it out",
        "10:1 VG100 this ']' closes nothing; take it out",
    ]
    assert len(corrected({3: "settings:", 6: "", 7: "steps:", 10: ""}).steps) == 2


def test_values_in_lines_of_their_own_may_stand_in_brackets(routine):
    """
    routine: 1
    title: Fine
    safety: [
      Stop,
      Ask
    ]
    settings: {
      hold: {default: 8 s}
    }
    steps: [
      {hold: <hold>},
      {say: Hi},
    ]
    """
    assert [len(routine().safety), len(routine().steps)] == [2, 2]


def test_a_bracket_that_is_never_closed_above_values_without_dashes_is_closed(problems):
    """
    routine: 1
    title: Mistakes
    steps: [
      {say: Hi},
      {hold: 8 s}
    """
    assert problems() == ["3:8 VG100 this '[' is never closed; end it with ']'; what follows was not checked"]


def test_a_bracket_that_is_never_closed_above_a_list_is_reported_where_it_begins(problems):
    """
    routine: 1
    title: Mistakes
    steps:
      - sides: [left, right,
        steps:
          - hold: 8 s
    """
    assert problems() == ["4:12 VG100 this '[' is never closed; end it with ']'; what follows was not checked"]


def test_a_dash_inside_brackets_is_taken_out(problems, corrected):
    """
    routine: 1
    title: Mistakes
    safety: [- Stop, Ask, - Go on]
    steps:
      - say: Hi
    """
    assert problems() == ["3:10 VG100 inside '[]' no '-' stands before a value; take it out"]
    assert len(corrected({3: "safety: [Stop, Ask, Go on]"}).safety) == 3


def test_a_quote_alone_is_taken_out(problems, corrected):
    """
    routine: 1
    title: Mistakes
    settings: "
      hold: {default: 8 s}
    steps: "
      - say: "Hi"
      - hold: <hold>
      - repeat: 2
        steps: '  # one
          - rest: 5 s
    """
    never = "VG127 this quote is never closed; take it out"
    assert problems() == [f"{place} {never}" for place in ("3:11", "5:8", "9:12")]
    assert len(corrected({3: "settings:", 5: "steps:", 9: "    steps:  # one"}).steps) == 3


def test_a_quote_alone_says_nothing_about_the_next_quotes(problems):
    """
    routine: 1
    title: Mistakes
    steps: "
      - wait: ready
        at_most: 9 s
        remind: {every: 3 s, say: [Look, "Look there"]}
    """
    assert problems() == ["3:8 VG127 this quote is never closed; take it out"]


def test_a_quote_alone_inside_brackets_is_taken_out(problems, corrected):
    """
    routine: 1
    title: Mistakes
    tags: [back, "]
    settings:
      hold: {default: 8 s, help: '}
    steps:
      - hold: <hold>
    """
    assert problems() == [
        "3:14 VG127 this quote is never closed; take it out",
        "5:30 VG127 this quote is never closed; take it out",
    ]
    assert corrected({3: "tags: [back]", 5: "  hold: {default: 8 s}"}).tags == ("back",)


def test_a_comma_with_no_value_before_it_is_taken_out(problems, corrected):
    """
    routine: 1
    title: Mistakes
    tags: [back,
      , neck]
    settings:
      side: {default: both, choices: [both,, left, right], help: Which}
      hold: {default: 20 s,, min: 5 s}
    steps:
      - sides: <side>
        steps: [{hold: <hold>}, , {rest: 5 s}]
      - breathe: {, in: 4 s, out: 6 s}
      - say: , breathe
    """
    many = "VG100 this ',' is one too many; take it out"
    assert problems() == [
        f"4:3 {many}",
        f"6:40 {many}",
        f"7:24 {many}",
        f"10:29 {many}",
        f"11:15 {many}",
        '12:10 VG127 a text that begins with , needs quotes; write say: ", breathe"',
    ]
    lines = {
        4: "  neck]",
        6: "  side: {default: both, choices: [both, left, right], help: Which}",
        7: "  hold: {default: 20 s, min: 5 s}",
        10: "    steps: [{hold: <hold>}, {rest: 5 s}]",
        11: "  - breathe: {in: 4 s, out: 6 s}",
        12: '  - say: ", breathe"',
    }
    assert len(corrected(lines).steps) == 3
