import io
import sys

import pytest

from voiceguide.cli.dialog import TerminalDialog
from voiceguide.session import pain
from voiceguide.timeline.shown import Shown


def ask_pain(when):
    return pain.ask_pain(when, TerminalDialog().ask)


@pytest.fixture
def asked(monkeypatch):
    """Answer from a terminal, line by line; return what was asked. The end of the lines is Ctrl-D."""
    questions = []

    def answer(*lines):
        left = iter(lines)
        shown = io.StringIO()
        shown.isatty = lambda: True

        def read():
            questions.append(shown.getvalue().replace("\n", " "))
            shown.truncate(0)
            shown.seek(0)
            try:
                return next(left)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", read)
        monkeypatch.setattr(sys, "stdout", shown)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        return questions

    return answer


@pytest.mark.parametrize(
    ("line", "number"),
    [("0", 0), ("7", 7), ("10", 10), (" 3 ", 3), ("07", 7), ("\u0663", 3), ("\u0661\u0660", 10)],
)
def test_a_number_on_the_scale_is_the_answer(asked, line, number):
    asked(line)
    assert ask_pain("before") == number


@pytest.mark.parametrize("lines", [("",), ("  ",), (), ("um", ""), ("11",)])
def test_enter_or_the_end_of_input_skips(asked, lines):
    asked(*lines)
    assert ask_pain("after") is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("11", "The scale ends at 10"),
        ("9" * 5000, "The scale ends at 10"),
        ("\u0661\u0661", "The scale ends at 10"),
        ("-1", "The scale begins at 0"),
        ("um", "A whole number says it best"),
        ("7.5", "A whole number says it best"),
        ("\u00b2", "A whole number says it best"),
    ],
)
def test_what_is_not_on_the_scale_is_asked_again(asked, line, said):
    questions = asked(line, "4")
    assert ask_pain("before") == 4
    assert questions[0].startswith("How strong is your pain now, from 0 (none) to 10")
    assert questions[1].startswith(said)
    assert len(questions) == 2


def test_the_second_question_knows_of_the_first(asked):
    questions = asked("3")
    ask_pain("after")
    assert questions == ["And how strong is it now, from 0 to 10? Enter skips: "]


@pytest.mark.parametrize("stream", ["stdin", "stdout"])
def test_without_a_terminal_nobody_is_asked(asked, monkeypatch, stream):
    questions = asked("3")
    monkeypatch.setattr(getattr(sys, stream), "isatty", lambda: False)
    assert ask_pain("before") is None
    assert questions == []


def test_ctrl_c_is_no_answer_and_ends_the_line_it_stands_in(asked, monkeypatch):
    asked()

    def interrupt():
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupt)
    shown = io.StringIO()
    shown.isatty = lambda: True
    monkeypatch.setattr(sys, "stdout", shown)
    with pytest.raises(KeyboardInterrupt):
        ask_pain("before")
    assert shown.getvalue().endswith("Enter skips: \n")


def test_the_question_is_in_the_routines_language(asked):
    questions = asked("um", "11", "3")
    assert pain.ask_pain("before", TerminalDialog().ask, Shown("de")) == 3
    assert questions[0].startswith("Wie stark ist dein Schmerz jetzt, von 0")
    assert questions[0].endswith("Enter überspringt: ")
    assert questions[1].startswith("Am besten sagt es eine ganze Zahl.")
    assert questions[2].startswith("Die Skala endet bei 10")
