"""The session that README runs from Python, in a terminal, at a sound server."""

import contextlib
import os
import pty
import subprocess
import sys

import deadline
import pytest
import sound_servers
from needs import need
from pages import ROOT, blocks


@pytest.mark.sound
def test_the_readmes_session_plays_obeys_a_key_and_says_where_it_stopped(home):
    need("PortAudio")
    _, program = blocks(ROOT / "README.md", "python")
    (home / "session.py").write_text(program.text)
    config = home / "config" / "voiceguide" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('voice = "tone"')  # the program names no voice; the tone engine is there at once
    ours, theirs = pty.openpty()
    with sound_servers.sound_server() as server, contextlib.ExitStack() as stack:
        stack.callback(os.close, ours)
        stack.callback(os.close, theirs)
        running = subprocess.Popen(
            [sys.executable, home / "session.py"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=os.environ | server | {"TERM": "dumb"},
            start_new_session=True,
        )
        stack.callback(running.wait)
        stack.callback(running.kill)
        shown = until(ours, "Before you start")
        os.write(ours, b"q")
        assert "Well done." not in until(ours, "You stopped here: ", shown)
        assert running.wait(timeout=30) == 0


def until(terminal, text, shown=""):
    while text not in shown:
        shown += deadline.read(terminal, f"{text!r} after {shown!r}").decode()
    return shown
