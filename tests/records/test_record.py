import threading
from datetime import timedelta

import pytest
from plans import hold, lay, say
from recorded_sessions import PLAYING, SIDES, Clock, at_end, at_step, heard

from voiceguide.playback.contracts import Now
from voiceguide.records import record as recording
from voiceguide.records.files import history_path
from voiceguide.records.history import History
from voiceguide.records.record import Record

HZ = SIDES.rate.hz
LEAST = recording.LEAST_SECONDS
HOLDS = [mark for mark in SIDES.steps if mark.verb == "hold"]


@pytest.fixture(autouse=True)
def lenient(monkeypatch):
    """Take whatever is heard for a session, however short; give `strict` to a test that is about that."""
    monkeypatch.setattr(recording, "LEAST_SECONDS", 0)


@pytest.fixture
def strict(lenient, monkeypatch):  # noqa: ARG001 - it comes first
    monkeypatch.setattr(recording, "LEAST_SECONDS", LEAST)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def record(clock, told):
    start = clock()

    def timer():
        return (clock() - start).total_seconds()

    with Record(PLAYING, tell=told.append, clock=clock, timer=timer) as opened:
        yield opened


def kept():
    with History() as opened:
        return opened.sessions()


def ended(record):
    """Return what the history has of a session that ends now."""
    record.__exit__(None, None, None)
    (session,) = kept()
    return session


def test_a_session_heard_whole_is_finished_with_all_its_holds(record):
    heard(record, 0, SIDES.length)
    session = ended(record)
    assert (session.finished, session.left_at, session.holds) == (True, "", 4)
    assert (session.source, session.title, session.settings) == ("lower-back", "A sore back", {"hold": "8 s"})


def test_a_session_cut_short_says_where(record):
    heard(record, 0, SIDES.steps[3].start + HZ)
    session = ended(record)
    assert (session.finished, session.left_at, session.holds) == (False, "Left side, round 2 of 2: hold 8 s", 1)


@pytest.mark.parametrize("block", [1, 480, 1024, 4800])
def test_a_hold_counts_from_the_block_in_which_its_end_is_heard(record, block):
    end = HOLDS[0].end
    heard(record, end - HZ // 4, end - 1, block=block)
    assert record._session.holds == 0
    record.see(Now(SIDES, end))
    assert record._session.holds == 1
    heard(record, end, end + HZ // 4, block=block)
    assert record._session.holds == 1


def test_a_hold_that_was_skipped_does_not_count(record):
    heard(record, HOLDS[0].at, HOLDS[0].end - HZ)
    heard(record, SIDES.steps[2].start, SIDES.steps[2].end)
    assert ended(record).holds == 0


def test_a_hold_done_again_counts_again(record):
    for _ in range(2):
        heard(record, HOLDS[0].at, HOLDS[0].end)
    assert ended(record).holds == 2


def test_a_hold_that_is_made_longer_counts_once_at_its_new_end(record):
    short, long = lay(hold(8)).timeline, lay(hold(13)).timeline
    heard(record, 0, 7 * HZ, short)
    heard(record, 7 * HZ, 12 * HZ, long)
    assert record._session.holds == 0
    heard(record, 12 * HZ, 13 * HZ, long)
    assert record._session.holds == 1


def test_time_counts_while_something_is_heard(record, clock):
    for second in range(5):
        record.see(Now(SIDES, second * HZ))
        clock.go_on(0.5)
    assert ended(record).seconds == 2.0


def test_a_pause_and_a_sleeping_laptop_are_no_time_of_the_session(record, clock):
    record.see(Now(SIDES, 0))
    for at, seconds, paused in (
        (HZ, 1, False),
        (HZ, 1, True),
        (HZ, 1, True),
        (2 * HZ, 1, False),
        (2 * HZ, 3600, False),
    ):
        clock.go_on(seconds)
        record.see(Now(SIDES, at * HZ, paused=paused))
    session = ended(record)
    assert session.seconds == 2
    assert session.ended - session.started == timedelta(seconds=3604)


def test_pain_is_kept_before_and_after(told):
    with Record(PLAYING, tell=told.append, clock=Clock(), pain_before=6) as record:
        record.see(at_end())
        record.set_pain_after(3)
    (session,) = kept()
    assert (session.pain_before, session.pain_after) == (6, 3)


def test_a_session_is_in_the_history_before_its_first_step_is_over(record, monkeypatch):
    told_to_keep = []
    monkeypatch.setattr(record._writer, "put", told_to_keep.append)
    record.see(at_step(0))
    assert [session.left_at for session in told_to_keep] == ["Left side: “The left side.”"]


def test_it_is_kept_at_each_step_and_each_holds_end_and_no_more_often(record, monkeypatch):
    told_to_keep = []
    monkeypatch.setattr(record._writer, "put", told_to_keep.append)
    heard(record, 0, SIDES.length)
    states = [(session.left_at, session.holds) for session in told_to_keep]
    assert len(states) == len(set(states)) <= len(SIDES.steps) + len(HOLDS) + 1


def test_a_session_of_which_nothing_was_heard_is_none(told):
    with Record(PLAYING, tell=told.append):
        pass
    assert not history_path().exists()


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize(("beyond", "expected"), [(-0.25, 0), (0, 1)])
def test_less_than_a_second_heard_is_no_session(record, clock, beyond, expected):
    for heard_seconds in (0, 0.5, 0.5 + beyond):
        clock.go_on(heard_seconds)
        record.see(at_step(1))
    clock.go_on(3600)
    record.see(Now(SIDES, SIDES.steps[1].start, paused=True))
    record.__exit__(None, None, None)
    assert history_path().exists() == bool(expected)
    assert len(kept()) == expected


@pytest.mark.usefixtures("strict")
def test_a_session_is_kept_as_soon_as_it_is_one(record, clock, monkeypatch):
    told_to_keep = []
    monkeypatch.setattr(record._writer, "put", told_to_keep.append)
    for _ in range(10):
        record.see(at_step(1))
        clock.go_on(0.25)
    assert [session.seconds for session in told_to_keep] == [1.0]


def test_two_sessions_at_once_are_both_kept(told):
    with Record(PLAYING, tell=told.append) as one, Record(PLAYING, tell=told.append) as other:
        for ordinal in range(len(SIDES.steps)):
            one.see(at_step(ordinal))
            other.see(at_step(ordinal))
    assert [session.left_at for session in kept()] == ["Right side, round 2 of 2: hold 8 s"] * 2


def test_where_nothing_can_be_kept_the_session_goes_on_and_is_told_once(home, told):
    (home / "data").write_text("in the way of the folder")
    with Record(PLAYING, tell=told.append) as record:
        for ordinal in range(len(SIDES.steps)):
            record.see(at_step(ordinal))
    assert told == [f"This session isn't kept in your history: can't use {history_path()}: not a directory."]


def test_a_history_that_is_set_aside_is_told_between_two_blocks(told):
    history_path().parent.mkdir(parents=True)
    history_path().write_text("no database")
    with Record(PLAYING, tell=told.append) as record:
        record.see(at_step(0))
    (line,) = told
    assert line.startswith("Your history is damaged. It is set aside as ")
    assert len(kept()) == 1


def test_a_routine_without_steps_is_kept_all_the_same(told):
    with Record(PLAYING, tell=told.append) as record:
        record.see(Now(lay(say("x")).timeline, 0))
    assert len(kept()) == 1


def test_nothing_is_written_on_the_playing_thread(record, monkeypatch):
    threads = []
    monkeypatch.setattr(History, "__init__", lambda *_: threads.append(threading.current_thread()))
    monkeypatch.setattr(History, "keep", lambda *_: None)
    monkeypatch.setattr(History, "close", lambda _: None)
    record.see(at_step(0))
    record._writer.close()
    assert threads
    assert threading.current_thread() not in threads
