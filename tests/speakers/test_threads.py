import threading

import pytest

from voiceguide.errors import DeviceError
from voiceguide.speakers.reconnecting import LeftError, run_in_thread, with_timeout


def never(_seconds):
    return False


def test_work_is_given_the_blocks_in_order_and_its_result_comes_back():
    assert run_in_thread(list, iter("abc"), never) == ["a", "b", "c"]


def test_blocks_are_made_in_the_thread_that_waits_and_only_when_asked_for():
    made, asked = [], []

    def blocks():
        for name in "abc":
            made.append((name, threading.current_thread() is threading.main_thread()))
            yield name

    def work(given):
        asked.append(next(given))
        assert threading.current_thread() is not threading.main_thread()

    run_in_thread(work, blocks(), never)
    assert asked == ["a"]
    assert made == [("a", True)]


def test_a_device_error_is_returned_and_anything_else_raised():
    gone = DeviceError("gone")

    def work(_, error):
        raise error

    assert run_in_thread(lambda given: work(given, gone), iter(()), never) is gone
    with pytest.raises(ZeroDivisionError):
        run_in_thread(lambda given: work(given, ZeroDivisionError()), iter(()), never)


@pytest.mark.parametrize("failure", [KeyboardInterrupt("stopped"), DeviceError("a microphone's")])
def test_what_the_blocks_raise_is_raised_and_the_work_is_broken_off(failure):
    closed = threading.Event()

    def blocks():
        yield "a"
        raise failure

    def work(given):
        try:
            list(given)
        finally:
            closed.set()

    with pytest.raises(type(failure)) as raised:
        run_in_thread(work, blocks(), never)
    assert raised.value is failure
    assert closed.is_set()


def test_work_that_is_stuck_is_left_when_the_listener_wants_it(monkeypatch):
    monkeypatch.setattr("voiceguide.speakers.reconnecting._TICK_SECONDS", 0.001)
    monkeypatch.setattr("voiceguide.speakers.reconnecting._LONGEST_GOODBYE_SECONDS", 0.001)
    stuck = threading.Event()
    silent_for = []

    def leave(seconds):
        silent_for.append(seconds)
        return len(silent_for) == 3

    with pytest.raises(LeftError):
        run_in_thread(lambda _: stuck.wait(), iter(()), leave)
    assert silent_for == pytest.approx([0.001, 0.002, 0.003])
    stuck.set()


def test_a_call_that_does_not_come_back_is_a_device_error_that_says_what_to_do(monkeypatch):
    monkeypatch.setattr("voiceguide.speakers.reconnecting._TICK_SECONDS", 0.001)
    monkeypatch.setattr("voiceguide.speakers.reconnecting._LONGEST_GOODBYE_SECONDS", 0.001)
    monkeypatch.setattr("voiceguide.speakers.reconnecting._LONGEST_OPENING_SECONDS", 0.002)
    stuck = threading.Event()
    with pytest.raises(DeviceError, match="the sound system doesn't answer") as error:
        with_timeout(stuck.wait)
    assert "Start it again" in error.value.hint
    stuck.set()


def test_a_call_that_comes_back_gives_what_it_gives():
    assert with_timeout(lambda: 7) == 7
    with pytest.raises(DeviceError, match="gone"):
        with_timeout(fails)


def fails():
    raise DeviceError("gone")
