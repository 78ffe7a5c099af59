import threading

from voiceguide.errors import FileError
from voiceguide.records import newest
from voiceguide.records.newest import Newest


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


def refuse(value):
    raise FileError(f"no room for {value}")


def test_what_is_put_last_is_kept_before_the_end():
    kept = []
    values = Newest(kept.append)
    values.put("a step")
    values.close()
    assert kept == ["a step"]


def test_while_the_disk_is_busy_nobody_waits_and_only_the_newest_is_kept_next():
    disk = Disk()
    values = Newest(disk.keep)
    values.put(1)
    disk.begun.acquire()
    for value in range(2, 100):
        values.put(value)
    disk.go_on.release(2)
    values.close()
    assert disk.kept == [1, 99]


def test_a_disk_that_never_answers_does_not_keep_the_session_from_ending(monkeypatch):
    monkeypatch.setattr(newest, "_PATIENCE_SECONDS", 0.01)
    disk = Disk()
    values = Newest(disk.keep)
    values.put(1)
    values.close()
    assert disk.kept == []
    disk.go_on.release()


def test_trouble_is_told_once_and_the_next_value_is_tried_all_the_same():
    tried = threading.Semaphore(0)

    def keep(value):
        try:
            refuse(value)
        finally:
            tried.release()

    values = Newest(keep)
    assert values.complaint() is None
    values.put(1)
    tried.acquire()
    values.put(2)
    tried.acquire()
    values.close()
    assert values.complaint().message == "no room for 1"
    assert values.complaint() is None


def test_an_unforeseen_error_is_told_in_a_line_and_the_next_value_is_kept():
    kept, tried = [], threading.Semaphore(0)

    def keep(value):
        kept.append(value)
        tried.release()
        value.encode()

    values = Newest(keep)
    for value in ("\udcff", "a step"):
        values.put(value)
        tried.acquire()
    values.close()
    assert kept == ["\udcff", "a step"]
    assert values.complaint().message.startswith("something unforeseen, UnicodeEncodeError: 'utf-8' codec can't encode")


def test_closing_what_never_kept_anything_is_nothing():
    Newest(refuse).close()
