"""What is heard by the way, where nothing can play sound."""

import pytest

from voiceguide.errors import DeviceError
from voiceguide.speakers import opening


@pytest.mark.parametrize("words", [("say", "Hello.", "--voice", "tone"), ("voices", "preview", "tone")])
def test_without_a_loudspeaker_it_can_be_written_to_a_file(run, monkeypatch, words):
    def nothing(*_given, **_more):
        raise DeviceError("there is no sound device here")

    monkeypatch.setattr(opening, "open_speaker", nothing)
    done = run(*words)
    assert done.exit_code == 1
    told = "Error: there is no sound device here\nTo hear it elsewhere, write a file: add -o FILE.m4a\n"
    assert done.stderr == told
