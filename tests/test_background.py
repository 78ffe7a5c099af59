"""Work in a background thread: nobody waits for it, and it ends when it is told to."""

import threading

import pytest

from voiceguide.background import InOrder, LatestOnly, Task


class Disk:
    """A disk that keeps a value only once `go_on` is set, and says through `begun` that it tries."""

    def __init__(self):
        self.kept = []
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Semaphore(0)

    def keep(self, value):
        self.begun.release()
        self.go_on.acquire()
        self.kept.append(value)


@pytest.mark.parametrize("kind", [InOrder, LatestOnly])
def test_the_last_value_is_worked_on_before_the_end(kind):
    kept = []
    values = kind(kept.append, name="test")
    values.put("a step")
    assert values.close()
    assert kept == ["a step"]


@pytest.mark.parametrize(("kind", "kept"), [(InOrder, list(range(1, 100))), (LatestOnly, [1, 99])])
def test_while_the_disk_is_busy_put_returns_and_only_the_latest_is_kept_or_all_in_order(kind, kept):
    disk = Disk()
    values = kind(disk.keep, name="test")
    values.put(1)
    disk.begun.acquire()
    for value in range(2, 100):
        values.put(value)
    disk.go_on.release(len(kept))
    assert values.close()
    assert disk.kept == kept


def test_a_disk_that_never_answers_does_not_keep_the_session_from_ending():
    disk = Disk()
    values = LatestOnly(disk.keep, name="test")
    values.put(1)
    assert not values.close(timeout_seconds=0.01)
    assert disk.kept == []
    disk.go_on.release()


@pytest.mark.parametrize("kind", [InOrder, LatestOnly])
def test_after_an_error_the_next_value_is_worked_on_and_the_first_error_is_kept(kind):
    kept, tried = [], threading.Semaphore(0)

    def keep(value):
        kept.append(value)
        tried.release()
        if value != "a step":
            raise LookupError(value)

    values = kind(keep, name="test")
    for value in ("one", "two", "a step"):
        values.put(value)
        tried.acquire()
    assert values.close()
    assert kept == ["one", "two", "a step"]
    assert repr(values.error) == "LookupError('one')"


def test_what_never_got_a_value_starts_no_thread():
    before = threading.active_count()
    assert LatestOnly(print, name="test").close()
    assert threading.active_count() == before


def test_a_task_runs_until_it_is_stopped_and_has_a_result():
    begun = threading.Event()

    def work(stop):
        begun.set()
        return stop.wait(timeout=60)

    task = Task(work, name="test")
    assert not task.running
    task.start()
    task.start()
    assert begun.wait(timeout=60)
    assert task.running
    assert task.result is None
    assert task.stop(timeout_seconds=60)
    assert not task.running
    assert task.result is True


def test_a_task_that_hangs_is_left_alone():
    go_on = threading.Event()
    task = Task(lambda _: go_on.wait(timeout=60), name="test")
    task.start()
    assert not task.stop(timeout_seconds=0.01)
    go_on.set()
    assert task.wait(timeout_seconds=60)


def test_a_task_that_never_started_stops_at_once():
    assert Task(lambda _: None, name="test").stop(timeout_seconds=60)


def test_what_a_task_raises_goes_to_the_hook_for_threads(monkeypatch):
    failed = []
    monkeypatch.setattr(threading, "excepthook", lambda args: failed.append((args.thread.name, args.exc_type)))
    task = Task(lambda _: 1 / 0, name="voiceguide-test")
    task.start()
    assert task.wait(timeout_seconds=60)
    assert failed == [("voiceguide-test", ZeroDivisionError)]
