import sys

import pytest
from plans import hold as held
from plans import lay
from recorded_sessions import SIDES, at_end, at_step

from voiceguide import pipeline
from voiceguide.cli import pain
from voiceguide.cli.remembered import remembered
from voiceguide.cli.wishes import SessionOptions
from voiceguide.records import journal, record
from voiceguide.records.files import history_path, journal_path
from voiceguide.records.history import History
from voiceguide.records.record import Record

LAST = len(SIDES.steps) - 1


@pytest.fixture
def hold(monkeypatch):
    """Hold a session that hears `nows`; return what was told. `pains` are answers to the questions."""
    monkeypatch.setattr(record, "LEAST_SECONDS", 0)  # it takes no time

    def call(*nows, pains=None, ending=None, quiet=False):
        told, answers = [], list(pains or ())

        def ask(when):
            told.append(when)
            if isinstance(answers[0], BaseException):
                raise answers[0]
            return answers.pop(0)

        monkeypatch.setattr(pain, "ask_pain", ask)
        routine = pipeline.load("lower-back")
        plan = pipeline.compile(routine)
        around = remembered("lower-back", routine, plan, {}, SessionOptions(), asks_pain=pains is not None, quiet=quiet)
        with around as observer:
            with observer.telling(told.append):
                for now in (at_step(0), *nows):
                    observer.see(now)
            if ending:
                raise ending
        return told

    return call


def kept():
    with History() as history:
        (session,) = history.sessions()
    return session


def test_a_session_heard_to_its_end_is_in_the_history_and_not_in_the_journal(hold, capsys):
    hold(at_step(0, later=1024), at_end())
    assert kept().finished
    assert journal.read() is None
    assert capsys.readouterr().out == ""


def test_a_session_that_is_stopped_says_how_to_go_on(hold, capsys):
    hold(at_step(1))
    assert capsys.readouterr().out == (
        "You were here: Left side, round 1 of 2: hold 8 s\nTo go on from there: voiceguide resume\n"
    )
    assert journal.read().step.ordinal == 1
    assert kept().left_at == "Left side, round 1 of 2: hold 8 s"


def test_a_step_that_grew_on_the_way_says_how_it_will_be_gone_on_with(hold, capsys):
    grown = lay(held(8), held(13)).timeline
    hold(at_step(1, lay(held(8), held(8)).timeline), at_step(1, grown, later=1024))
    assert capsys.readouterr().out == (
        "You were here: Hold 13 s\nTo go on from there, with hold 8 s as at the start: voiceguide resume\n"
    )
    assert kept().left_at == "Hold 13 s"


@pytest.mark.parametrize("ending", [KeyboardInterrupt(), SystemExit(143), LookupError()])
def test_a_session_that_is_broken_off_says_so_too_and_lets_go_of_the_journal(hold, capsys, ending):
    with pytest.raises(type(ending)):
        hold(at_step(1), ending=ending)
    assert "voiceguide resume" in capsys.readouterr().out
    assert journal.read().step.ordinal == 1
    assert kept().left_at
    assert not journal.is_kept_now()


@pytest.mark.parametrize(("terminal", "line_end"), [(True, "\n"), (False, "")])
def test_what_is_said_after_ctrl_c_has_a_line_of_its_own(hold, capsys, monkeypatch, terminal, line_end):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    with pytest.raises(KeyboardInterrupt):
        hold(at_step(1), ending=KeyboardInterrupt())
    assert capsys.readouterr().out.startswith(f"{line_end}You were here: ")


def test_pain_is_asked_before_and_after_and_kept(hold):
    assert hold(at_end(), pains=[6, 3]) == ["before", "after"]
    assert (kept().pain_before, kept().pain_after) == (6, 3)


def test_pain_is_not_asked_after_a_session_that_was_broken_off(hold):
    with pytest.raises(KeyboardInterrupt):
        hold(at_step(1), pains=[6], ending=KeyboardInterrupt())
    assert (kept().pain_before, kept().pain_after) == (6, None)


def test_pain_is_not_asked_unless_wished(hold):
    assert hold(at_end()) == []


def test_before_something_is_heard_nothing_is_opened_or_kept(hold):
    hold(at_step(0), at_step(0))
    assert not history_path().exists()
    assert not journal_path().parent.exists()


def test_a_quiet_session_says_nothing_at_its_end(hold, capsys):
    hold(at_step(1), quiet=True)
    assert capsys.readouterr().out == ""


def test_what_ends_the_program_during_the_question_brings_back_no_session_that_was_heard_out(hold, monkeypatch):
    found = []
    monkeypatch.setattr(Record, "set_pain_after", lambda *_: found.append(journal.read()))
    with pytest.raises(KeyboardInterrupt):
        hold(at_step(1), at_end(), pains=[6, KeyboardInterrupt()])
    assert kept().finished
    hold(at_step(1), at_end(), pains=[6, 3])
    assert found == [None]


def test_what_cant_be_kept_is_told_where_the_session_is_shown(hold, home):
    (home / "state").write_text("in the way")
    (line,) = hold(at_step(1))
    assert "can't be resumed" in line
