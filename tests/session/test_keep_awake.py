import threading

import pytest

from voiceguide.session import blocks as module
from voiceguide.session.blocks import keep_awake


@pytest.fixture
def told(monkeypatch):
    """What the system is told, in order."""
    told = []

    def hold_awake(over):
        told.append("stay awake")
        over.wait()
        told.append("sleep if you like")

    monkeypatch.setattr(module, "_hold_awake", hold_awake)
    return told


def test_the_blocks_are_handed_on_as_they_are(told):
    assert list(keep_awake([1, 2, 3])) == [1, 2, 3]
    assert told == ["stay awake", "sleep if you like"]


def test_the_system_is_asked_only_after_the_first_block_so_that_it_delays_none(told):
    blocks = keep_awake([1, 2])
    next(blocks)
    assert told == []
    next(blocks)
    blocks.close()
    assert told == ["stay awake", "sleep if you like"]


def test_a_session_that_breaks_off_lets_the_machine_sleep_again(told):
    def broken():
        yield 1
        raise OSError("unplugged")

    with pytest.raises(OSError, match="unplugged"):
        list(keep_awake(broken()))
    assert told == ["stay awake", "sleep if you like"]


def test_a_session_without_a_block_asks_for_nothing(told):
    assert list(keep_awake([])) == []
    assert told == []


def test_a_system_that_refuses_is_left_alone(monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    over = threading.Event()
    over.set()
    module._hold_awake(over)
