import pytest
from plans import hold as held
from plans import lay
from recorded_sessions import PLAYING, SIDES, at_end, at_step

from voiceguide.records import journal, record
from voiceguide.records.files import history_path, journal_path
from voiceguide.records.history import History
from voiceguide.records.record import Record
from voiceguide.session import Dialog
from voiceguide.session.log import keep_log

LAST = len(SIDES.steps) - 1


class Reports(Dialog):
    """Keeps what it is told of a session that was cut short."""

    def __init__(self):
        self.cut_short = []

    def report_cut_short(self, left, otherwise, *, interrupted):
        self.cut_short.append((left, otherwise, interrupted))


@pytest.fixture
def dialog():
    return Reports()


@pytest.fixture
def hold(monkeypatch, dialog):
    """Hold a session that hears `nows`; return what was told. `pains` are answers to the questions."""
    monkeypatch.setattr(record, "LEAST_SECONDS", 0)  # it takes no time

    def call(*nows, pains=None, ending=None):
        told, answers = [], list(pains or ())

        def ask(when):
            told.append(when)
            if isinstance(answers[0], BaseException):
                raise answers[0]
            return answers.pop(0)

        with keep_log(PLAYING, dialog, told.append, ask if pains is not None else None) as log:
            for now in (at_step(0), *nows):
                log.see(now)
            if ending:
                raise ending
        call.log = log
        return told

    return call


def kept():
    with History() as history:
        (session,) = history.sessions()
    return session


def test_a_session_heard_to_its_end_is_in_the_history_and_not_in_the_journal(hold, dialog):
    hold(at_step(0, later=1024), at_end())
    assert kept().finished
    assert journal.read() is None
    assert dialog.cut_short == []
    assert (hold.log.finished, hold.log.left) == (True, "")


def test_a_session_that_is_stopped_reports_where_to_go_on(hold, dialog):
    hold(at_step(1))
    assert dialog.cut_short == [("Left side, round 1 of 2: hold 8 s", "", False)]
    assert (hold.log.finished, hold.log.left) == (False, "Left side, round 1 of 2: hold 8 s")
    assert journal.read().step.ordinal == 1
    assert kept().left_at == "Left side, round 1 of 2: hold 8 s"


def test_a_step_that_grew_on_the_way_reports_how_it_will_be_gone_on_with(hold, dialog):
    grown = lay(held(8), held(13)).timeline
    hold(at_step(1, lay(held(8), held(8)).timeline), at_step(1, grown, later=1024))
    assert dialog.cut_short == [("Hold 13 s", ", with hold 8 s as at the start", False)]
    assert kept().left_at == "Hold 13 s"


@pytest.mark.parametrize("ending", [KeyboardInterrupt(), SystemExit(143), LookupError()])
def test_a_session_that_is_broken_off_is_reported_too_and_lets_go_of_the_journal(hold, dialog, ending):
    with pytest.raises(type(ending)):
        hold(at_step(1), ending=ending)
    assert [interrupted for _, _, interrupted in dialog.cut_short] == [isinstance(ending, KeyboardInterrupt)]
    assert journal.read().step.ordinal == 1
    assert kept().left_at
    assert not journal.is_kept_now()


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
