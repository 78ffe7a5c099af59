"""What breaks inside braces or brackets is told in one short line."""


def test_a_quote_that_the_next_one_closes_is_told_where_it_begins(problems):
    """
    routine: 1
    title: Slips
    steps:
      - pace: {Down: "1 s}
        times: 3
      - say: "a"
    """
    assert problems() == ['4:18 VG127 this quote is never closed; write "1 s"']


def test_a_quote_in_a_setting_is_told_where_it_begins(problems):
    """
    routine: 1
    title: Slips
    settings:
      hold: {default: 20 s, help: "How long}
    steps:
      - hold: <hold>
      - say: "a"
    """
    assert problems() == ['4:31 VG127 this quote is never closed; write "How long"']


def test_a_single_quote_with_no_other_in_the_file_is_told_where_it_begins(problems):
    """
    routine: 1
    title: Slips
    settings:
      hold: {default: 20 s, help: 'How long}
    steps:
      - hold: <hold>
    """
    assert problems() == ["4:31 VG127 this quote is never closed; write 'How long'"]


def test_a_quote_goes_on_over_a_comma_to_the_bracket(problems):
    """
    routine: 1
    title: Slips
    safety: ["Stop, Ask]
    steps:
      - say: "a"
    """
    assert problems() == ['3:10 VG127 this quote is never closed; write "Stop, Ask"']


def test_a_quote_ends_before_the_next_key(problems):
    """
    routine: 1
    title: Slips
    steps:
      - breathe: {in: "4 s, out: 6 s}
      - breathe: {in: "4 s, out: "6 s"}
    """
    assert problems() == [
        '4:19 VG127 this quote is never closed; write "4 s"',
        '5:19 VG127 this quote is never closed; write "4 s"',
    ]


def test_what_follows_a_quote_that_is_never_closed_is_checked(problems):
    """
    routine: 1
    title: Slips
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
    title: Slips
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
    title: Slips
    steps:
      - breathe: {in:] 4 s, hold: 2 s}
      - say: "a"
    """
    assert problems()[0] == "4:18 VG100 this ']' closes nothing; take it out"
    assert len(problems()) == 1


def test_a_bracket_that_is_never_closed_ends_before_the_next_key(problems):
    """
    routine: 1
    title: Slips
    tags: [["]"]
    steps:
      - hold: 8
    """
    assert problems()[0] == "3:7 VG100 this '[' is never closed; end it with ']'"
    assert all("steps" not in problem for problem in problems())


def test_a_line_that_stays_broken_is_told_once_and_shortly(problems):
    """
    routine: 1
    title: Slips
    tags: [a[}-]
    steps:
      - hold: 8
    """
    assert problems() == ["3:7 VG100 this '[' is never closed; end it with ']'; what follows was not checked"]
