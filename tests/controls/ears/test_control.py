"""Ears whose worker is a script of the test's: what it says, and what it is told."""

import sys
import textwrap
from itertools import repeat
from types import SimpleNamespace

import numpy as np
import pytest
from pages import ROOT

from voiceguide.audio import Block, Span
from voiceguide.controls.ears import control
from voiceguide.controls.ears.control import Ears
from voiceguide.controls.ears.words import WORDS
from voiceguide.errors import DeviceError, UsageError
from voiceguide.playback.contracts import Command

OPEN = 'print(\'["open"]\', \'["listening"]\', sep="\\n", flush=True)\n'
FOR_EVER = "sys.stdin.read()\n"


@pytest.fixture
def told():
    return []


@pytest.fixture
def clock(monkeypatch):
    """The clock of this process, which a test sets."""
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(control, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


@pytest.fixture
def ears(tmp_path, told):
    """Ears whose worker runs a program: its text, after `import sys`."""

    def make(program, microphone=None):
        script = tmp_path / "worker.py"
        script.write_text("import sys\n" + textwrap.dedent(program))
        return Ears(microphone, tell=told.append, worker=(sys.executable, str(script)))

    return make


def says(*messages):
    return f"print({', '.join(map(repr, messages))}, sep='\\n', flush=True)\n"


def until(ears, told, line):
    """Poll until `line` was told; return the commands."""
    commands = []
    while line not in told:
        commands += ears.poll()
    return commands


def test_a_word_is_told_and_obeyed(ears, told):
    heard = says('["heard", "next", "next step", 1.5]', '["heard", "stop", "stop now", 2.5]')
    with ears(OPEN + heard + FOR_EVER) as listening:
        assert until(listening, told, "Heard: stop now.") == [Command.NEXT, Command.STOP]
    assert told == ["The ears are listening.", "Heard: next step.", "Heard: stop now."]


@pytest.mark.parametrize(("waiting", "command"), [(None, Command.TOGGLE), ("a gate", Command.READY)])
def test_two_claps_mean_ready_while_the_session_waits(ears, told, waiting, command):
    with ears(OPEN + says('["claps", 1.5]') + FOR_EVER) as listening:
        listening.see(SimpleNamespace(waiting=waiting))
        assert until(listening, told, "Heard: two claps.") == [command]


def test_a_muted_microphone_is_told(ears, told):
    with ears(OPEN + says('["silent"]', '["sounding"]') + FOR_EVER) as listening:
        until(listening, told, "The microphone gives sound again.")
    assert told[1] == "The microphone gives only silence: it may be muted."


def test_a_microphone_is_named_to_the_worker(ears, told):
    asked = "import json; print(json.dumps(['heard', 'next', sys.argv[1], 1]), flush=True)\n"
    with ears(OPEN + asked + FOR_EVER, "My Headset") as listening:
        until(listening, told, "Heard: My Headset.")


def test_a_microphone_that_does_not_open_is_an_error_at_the_beginning(ears):
    with pytest.raises(DeviceError) as refused, ears(says('["failed", "there is none", "Plug one in."]')):
        pass
    assert (refused.value.message, refused.value.hint) == ("there is none", "Plug one in.")


def test_ears_that_end_before_they_began_are_an_error(ears):
    with pytest.raises(DeviceError, match="the ears don't start"), ears("sys.exit(1)"):
        pass


def test_without_the_extra_the_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr("voiceguide.controls.ears._PACKAGES", ("no_such_module",))
    with pytest.raises(UsageError) as refused:
        Ears(tell=print)
    assert refused.value.hint == "Install them: pip install 'voiceguide[ears]'"


def test_a_crash_is_told_and_the_ears_are_tried_once_more(ears, told, clock):
    with ears(OPEN + "sys.exit(1)") as listening:
        until(listening, told, "The ears are lost (the ears stopped working); they are tried once more.")
        assert listening.poll() == []
        clock.now += 2.1
        until(listening, told, "The ears are lost (the ears stopped working); the session goes on without them.")
        clock.now += 3600
        assert listening.poll() == []
    assert told.count("The ears are listening.") == 2


def test_ears_that_were_tried_once_more_are_obeyed_again(ears, told, clock, tmp_path):
    second = f"""
        from pathlib import Path
        marker = Path({str(tmp_path / "once")!r})
        if not marker.exists():
            marker.touch()
            sys.exit(1)
        print('["heard", "next", "next", 1]', flush=True)
        sys.stdin.read()
    """
    with ears(OPEN + textwrap.dedent(second)) as listening:
        until(listening, told, "The ears are lost (the ears stopped working); they are tried once more.")
        clock.now += 2.1
        assert until(listening, told, "Heard: next.") == [Command.NEXT]


def test_a_microphone_that_goes_away_is_told_with_its_reason(ears, told):
    gone = says('["failed", "the microphone went away", ""]')
    with ears(OPEN + gone) as listening:
        until(listening, told, "The ears are lost (the microphone went away); they are tried once more.")


def test_a_worker_that_hangs_is_given_up_after_five_seconds(ears, told, clock):
    with ears(OPEN + FOR_EVER) as listening:
        until(listening, told, "The ears are listening.")
        for _ in range(5):
            clock.now += 0.9
            listening.poll()
        assert told == ["The ears are listening."]
        clock.now += 0.9
        listening.poll()
    assert told[1:] == ["The ears are lost (the ears stopped working); they are tried once more."]


def test_a_session_that_stood_still_does_not_blame_its_ears(ears, told, clock):
    with ears(OPEN + FOR_EVER) as listening:
        until(listening, told, "The ears are listening.")
        clock.now += 3600
        listening.poll()
        clock.now += 1
        listening.poll()
    assert told == ["The ears are listening."]


def block(*loud):
    """A block of a tenth of a second that sounds at the frames `loud`."""
    samples = np.zeros((2400, 2), np.float32)
    samples[list(loud), 0] = 0.01
    return Block(samples, (Span(0, 2400),))


def deaf(ears, told, clock, blocks, latency_seconds=0.2):
    """The seconds, from and to, at which the worker is told that the program sounds; a block is taken every 0.1 s."""
    echo = """
        import json
        for line in sys.stdin:
            print(json.dumps(["heard", "next", line.strip(), 1]), flush=True)
    """
    with ears(OPEN + textwrap.dedent(echo)) as listening:
        for given, taken in zip(blocks, listening.watch(blocks, latency_seconds), strict=True):
            assert taken is given
            clock.now += 0.1
        listening._deafen(0, 0)
        until(listening, told, f"Heard: {clock.now:.4f} {clock.now:.4f}.")
    lines = [line.removeprefix("Heard: ").removesuffix(".").split() for line in told if line.startswith("Heard: ")]
    return [tuple(round(float(second) - 100, 3) for second in line) for line in lines[1:-1]]


def test_blocks_pass_and_the_ears_are_deaf_when_they_are_heard(ears, told, clock):
    blocks = [block(), block(0, 2399), block(1200, 1799), block()]
    # A latency after each was taken, a tenth of a second early, from its first sound to its last.
    assert deaf(ears, told, clock, blocks) == [(0.2, 0.4), (0.35, 0.475)]


def test_what_is_too_faint_to_hear_deafens_nobody(ears, told, clock):
    faint = Block(np.full((2400, 2), 0.0009, np.float32), (Span(0, 2400),))
    assert deaf(ears, told, clock, [faint, *repeat(block(), 3)]) == []


def test_an_hour_of_blocks_is_heard_when_it_is_taken_whatever_the_devices_clock(ears, told, clock):
    taken = [block(0)] + [block()] * 5
    first = deaf(ears, told, clock, taken)
    clock.now, told[:] = 3700.0, []
    assert [tuple(round(second - 3600, 3) for second in pair) for pair in deaf(ears, told, clock, taken)] == first


def test_blocks_pass_when_the_ears_are_gone(ears, told, clock):
    with ears(OPEN + "sys.exit(1)") as listening:
        until(listening, told, "The ears are lost (the ears stopped working); they are tried once more.")
        blocks = [block(0), block()]
        assert list(listening.watch(blocks, 0.2)) == blocks
    assert clock.now == 100


@pytest.mark.parametrize("word", [word.text for word in WORDS])
def test_every_word_is_on_the_page_of_the_ears(word):
    assert f'"{word}"' in (ROOT / "docs" / "ears.md").read_text("utf-8").replace("I'm", "i'm")
