"""A few spoken commands to a real session at a real sound server: the sample of what scripts/bench measures."""

import os

import pytest
import sound_servers as devices

from scripts.benches import ears

pytestmark = [pytest.mark.sound, pytest.mark.timed]


def test_what_is_said_in_the_gaps_is_obeyed_and_nothing_else(tmp_path, monkeypatch):
    words = ears.chosen(4, seed=8)
    sounds = ears.voiced([word.text for word in words], tmp_path)
    with devices.sound_server() as server:
        for name, value in server.items():
            monkeypatch.setitem(os.environ, name, value)
        replies = ears.talk(words, sounds, tmp_path, echo=0.3)
    assert [len(reply.words) for reply in replies] == [1] * len(words)
    assert [word.text for word, reply in zip(words, replies, strict=True) if not ears.obeyed(word, reply)] == []
