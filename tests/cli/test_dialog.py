"""What a session prints in a terminal before and after it plays."""

import sys

import pytest

from voiceguide.cli.dialog import TerminalDialog


def test_a_session_that_was_cut_short_says_how_to_go_on(capsys):
    TerminalDialog().report_cut_short("Hold 13 s", ", with hold 8 s as at the start", interrupted=False)
    assert capsys.readouterr().out == (
        "You were here: Hold 13 s\nTo go on from there, with hold 8 s as at the start: voiceguide resume\n"
    )


@pytest.mark.parametrize(("terminal", "line_end"), [(True, "\n"), (False, "")])
def test_what_is_said_after_ctrl_c_has_a_line_of_its_own(capsys, monkeypatch, terminal, line_end):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    TerminalDialog().report_cut_short("Hold 8 s", "", interrupted=True)
    assert capsys.readouterr().out.startswith(f"{line_end}You were here: ")


def test_a_quiet_session_says_nothing_at_its_end(capsys):
    dialog = TerminalDialog(quiet=True)
    dialog.report_cut_short("Hold 8 s", "", interrupted=False)
    dialog.report_underruns(2)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("times", "told"), [(1, "once"), (3, "3 times")])
def test_a_sound_that_broke_off_is_told_with_what_helps(capsys, times, told):
    TerminalDialog().report_underruns(times)
    assert capsys.readouterr().out == (
        f"The sound broke off {told}: this machine was busy. Next time, add --latency 500ms.\n"
    )
