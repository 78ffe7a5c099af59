import io
from contextlib import redirect_stderr

import pytest

from voiceguide.cli.output import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal():
    return Terminal()


def screen(text):
    """What a terminal's line shows after `text`: a return goes back to its first column."""
    line = []
    for run in text.split("\r"):
        line[: len(run)] = run
    return "".join(line).rstrip()


def test_a_terminal_shows_from_the_start_how_much_is_done(terminal):
    seen = []
    with redirect_stderr(terminal), progress("Speaking") as show:
        seen.append(screen(terminal.getvalue()))
        for done in range(1, 4):
            show(done, 4)
            seen.append(screen(terminal.getvalue()))
    assert seen == ["Speaking ...", "Speaking 25 %", "Speaking 50 %", "Speaking 75 %"]


def test_the_line_is_gone_when_the_work_is_done(terminal):
    with redirect_stderr(terminal), progress("Speaking") as show:
        show(1, 2)
    assert screen(terminal.getvalue()) == ""
    assert "\n" not in terminal.getvalue()


def test_the_line_is_gone_when_the_work_fails(terminal):
    with pytest.raises(KeyboardInterrupt), redirect_stderr(terminal), progress("Speaking"):
        raise KeyboardInterrupt
    assert terminal.getvalue().startswith("\rSpeaking")
    assert screen(terminal.getvalue()) == ""


def test_where_there_is_no_terminal_nothing_is_shown(capsys):
    with progress("Speaking") as show:
        show(1, 2)
    assert capsys.readouterr() == ("", "")


def test_no_percentage_is_drawn_twice(terminal):
    with redirect_stderr(terminal), progress("Writing") as show:
        for done in range(1000):
            show(done, 1000)
    assert terminal.getvalue().count("50 %") == 1


def test_the_line_is_gone_once_all_is_done_and_comes_back_for_what_is_done_anew(terminal):
    seen = []
    with redirect_stderr(terminal), progress("Speaking") as show:
        for done, total in ((1, 2), (2, 2), (1, 4)):
            show(done, total)
            seen.append(screen(terminal.getvalue()))
    assert seen == ["Speaking 50 %", "", "Speaking 25 %"]
