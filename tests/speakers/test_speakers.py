"""The speakers at a real sound server: what is heard is what a file would hold, sample for sample."""

import contextlib
import signal
import subprocess
import sys
from pathlib import Path

import deadline
import needs
import noise_player
import numpy as np
import pytest
import sound_servers

from voiceguide.audio import pcm16
from voiceguide.playback.session import perform

pytestmark = pytest.mark.sound

LIVE = [needs.SOUNDDEVICE, "miniaudio"]
ALL = [*LIVE, pytest.param("simpleaudio", marks=pytest.mark.needs("simpleaudio"))]


@pytest.fixture(scope="module")
def server():
    with sound_servers.sound_server() as environment:
        yield environment


@pytest.fixture
def own_server():
    with sound_servers.sound_server() as environment:
        yield environment


@pytest.fixture
def device(server, tmp_path):
    with contextlib.closing(sound_servers.Device(server, tmp_path)) as device:
        yield device


@pytest.fixture
def start():
    """Start `noise_player.py WORDS` in an environment; none outlives its test."""
    with contextlib.ExitStack() as started:

        def call(environment, *words):
            command = [sys.executable, Path(noise_player.__file__), *map(str, words)]
            program = subprocess.Popen(
                command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            started.enter_context(program)
            started.callback(program.kill)
            return program

        yield call


def ended(program, seconds=60):
    """What the program said, and its exit code."""
    said, trouble = program.communicate(timeout=seconds)
    assert trouble == ""
    return said.splitlines(), program.returncode


def written(frames):
    """The noise of so many frames as a file holds it."""
    return np.concatenate([pcm16(block.samples) for block in perform(noise_player.noise(frames))])


@pytest.mark.timed
@pytest.mark.parametrize("speaker", ALL)
@pytest.mark.parametrize("seconds", [0.05, 5])
def test_every_frame_is_heard_once_and_nothing_between_them(device, start, speaker, seconds):
    frames = round(seconds * sound_servers.RATE_HZ)
    assert ended(start(device.environment, speaker, frames)) == (["playing"], 0)
    assert np.array_equal(device.heard(), written(frames))


@pytest.mark.timed
@pytest.mark.parametrize("speaker", LIVE)
@pytest.mark.parametrize("latency", [0.05, 0.1, 0.5, 2])
def test_every_frame_is_heard_once_whatever_the_latency(device, start, speaker, latency):
    assert ended(start(device.environment, speaker, 30_000, latency)) == (["playing"], 0)
    heard = device.heard()
    # A machine that is too busy for so little latency may leave gaps, but loses nothing.
    assert np.array_equal(heard[heard.any(axis=1)], written(30_000))


@pytest.mark.parametrize("speaker", ALL)
def test_a_speaker_keeps_its_contract(device, speaker):
    check = (
        f"from voiceguide import plugins, testing; testing.check_speaker(plugins.load(plugins.SPEAKERS, '{speaker}'))"
    )
    subprocess.run([sys.executable, "-c", check], env=device.environment, check=True, timeout=60)


@pytest.mark.parametrize("speaker", LIVE)
def test_ctrl_c_ends_at_once(device, start, speaker):
    program = start(device.environment, speaker, 60 * sound_servers.RATE_HZ)
    assert program.stdout.readline() == "playing\n"
    program.send_signal(signal.SIGINT)
    assert ended(program, seconds=5) == (["interrupted"], 130)


@pytest.mark.timed
@pytest.mark.parametrize("speaker", ALL)
def test_what_the_blocks_raise_comes_out_and_the_device_can_be_opened_again(device, start, speaker):
    said = ["playing", "broken off", "playing"]
    assert ended(start(device.environment, speaker, 60_000, "interrupted")) == (said, 0)
    assert np.array_equal(device.heard()[-60_000:], written(60_000))


@pytest.mark.parametrize("speaker", LIVE)
@pytest.mark.parametrize("fate", ["unload-module module-null-sink", "suspend-sink {name} 1"])
def test_a_device_that_goes_away_is_an_error_that_says_what_to_do(own_server, tmp_path, start, speaker, fate):
    with contextlib.closing(sound_servers.Device(own_server, tmp_path)) as device:
        program = start(device.environment, speaker, 60 * sound_servers.RATE_HZ)
        assert program.stdout.readline() == "playing\n"
        # A device that goes before the first sound was never there.
        deadline.until(lambda: len(device.heard()), "the first sound")
        # All devices are unplugged, not one: the server would go on playing on another.
        device.pactl(*fate.format(name=device.name).split())
        said, code = ended(program, seconds=20)
    assert code == 1
    assert said[0].startswith("the sound device went away (")
    assert said[1:] == ["Plug it in again, or choose another one with --device."]


@pytest.mark.parametrize("speaker", LIVE)
def test_a_machine_without_a_device_is_an_error_before_the_first_block(server, start, tmp_path, speaker):
    alsa = tmp_path / "asound.conf"
    alsa.write_text("pcm.missing { type hw card 99 }")
    nothing = {"PULSE_SERVER": "unix:/nonexistent", "ALSA_CONFIG_PATH": str(alsa)}
    said, code = ended(start(server | nothing, speaker, 1000))
    assert code == 1
    assert said == [
        "there is no sound device here",
        "Plug one in or switch one on; 'voiceguide doctor' lists what is found.",
    ]
