import sys
from types import SimpleNamespace

import pytest

from voiceguide.controls.keyboard import Keyboard
from voiceguide.playback.contracts import Command


@pytest.fixture
def typed(monkeypatch):
    """The Windows console, and what is typed there."""
    typed = []
    console = SimpleNamespace(kbhit=lambda: bool(typed), getwch=lambda: typed.pop(0))
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setitem(sys.modules, "msvcrt", console)
    return typed


@pytest.mark.parametrize("prefix", ["\0", "\xe0"])
def test_arrows_come_in_two_characters(typed, prefix):
    with Keyboard() as keyboard:
        for letter in "HPMKG":
            typed.extend(prefix + letter)
        assert keyboard.poll() == [Command.BACK, Command.NEXT, Command.NEXT, Command.BACK]


def test_keys_are_commands_and_what_was_typed_before_or_not_asked_for_is_forgotten(typed):
    typed.extend("q")
    with Keyboard() as keyboard:
        assert keyboard.poll() == []
        typed.extend(" \rx")
        assert keyboard.poll() == [Command.TOGGLE, Command.READY, Command.READY]
        typed.extend("q")
        assert keyboard.poll() == [Command.STOP]
        typed.extend("q")
    assert typed == []
