"""How fast and how loud, as people write it."""

import json
import wave

import click
import numpy as np
import pytest

from voiceguide.cli.options import tempo, volume
from voiceguide.config import config_file
from voiceguide.speech.voice_settings import OFF_DB


@pytest.mark.parametrize(
    ("written", "volume_db"),
    [("-6dB", -6), ("+3 dB", 3), ("\N{MINUS SIGN}6 db", -6), ("-6", -6), (-6, -6), ("0", 0), ("Off", OFF_DB)],
)
def test_a_volume_is_read_as_people_write_it(written, volume_db):
    assert volume(6.0, off=True)(written) == volume_db


def test_what_a_volume_reads_it_reads_again():
    read = volume(6.0, off=True)
    assert [read(value) for value in (-6.5, OFF_DB)] == [-6.5, OFF_DB]


@pytest.mark.parametrize("written", ["loud", "-31dB", "+4dB", "off", "3 dBFS", "", "nan", "-inf"])
def test_what_is_no_volume_is_told_with_the_limits(written):
    with pytest.raises(click.BadParameter, match=r"lies between -30dB and \+3dB\."):
        volume(3.0)(written)


@pytest.mark.parametrize("written", ["fast", "0.4", "2.1", "nan", "inf", "-1", "80%"])
def test_what_is_no_rate_is_told_with_the_limits(written):
    with pytest.raises(click.BadParameter, match=r"between 0\.5, half as fast, and 2"):
        tempo(written)


def shown(run, *options):
    timeline = json.loads(run("show", "box-breathing", "--voice", "tone", "--json", "--no-safety", *options).stdout)
    marks = timeline["marks"]
    says = sum(mark["seconds"] for mark in marks if mark["kind"] == "caption")
    return says, [mark["seconds"] for mark in marks if mark.get("verb") == "breathe"]


def test_a_rate_changes_how_long_words_last_and_no_breath(run):
    (usual, breaths), (slow, slow_breaths) = shown(run), shown(run, "--rate", "0.8")
    assert slow / usual == pytest.approx(1 / 0.8, rel=0.01)
    assert slow_breaths == breaths


def test_a_config_says_how_fast_and_an_option_stands_over_it(run):
    usual, _ = shown(run)
    config_file().parent.mkdir(parents=True)
    config_file().write_text("rate = 0.8\n", "utf-8")
    assert shown(run)[0] / usual == pytest.approx(1 / 0.8, rel=0.01)
    assert shown(run, "--rate", "1")[0] == usual


def heard(path):
    """Return how many frames `path` has, and how loud its loudest sample is."""
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
        return file.getnframes(), abs(samples).max()


@pytest.mark.parametrize("words", [("export", "box-breathing", "--tone-volume", "off"), ("say", "Press on the knot.")])
def test_a_file_is_as_slow_and_as_soft_as_asked(run, tmp_path, words):
    usual, turned = tmp_path / "usual.wav", tmp_path / "turned.wav"
    run(*words, "--voice", "tone", "-o", str(usual))
    run(*words, "--voice", "tone", "-o", str(turned), "--rate", "0.5", "--voice-volume", "-20dB")
    (frames, loudest), (more, softer) = heard(usual), heard(turned)
    assert more > frames
    assert softer == pytest.approx(loudest / 10, rel=0.05)


def test_a_count_that_has_no_room_at_a_rate_is_told_by_check(run, tmp_path):
    path = tmp_path / "count.yaml"
    path.write_text("routine: 1\ntitle: T\nlanguage: fr\nsteps:\n- pace: {Respirez: 1 s}\n  times: 2\n")
    slow = ("check", str(path), "--speech", "--voice", "tone")
    assert "VG207" not in run(*slow).stdout
    assert "VG207" in run(*slow, "--rate", "0.5").stdout
    assert "VG207" in run("check", str(path), "--rate", "0.5").stdout


@pytest.mark.parametrize(
    "command", [("export", "lower-back"), ("show", "lower-back"), ("play", "lower-back"), ("say", "Hi")]
)
def test_every_command_that_speaks_takes_them(run, command):
    assert run(*command, "--rate", "3").exit_code == 2
    assert "-30dB" in run(*command, "--voice-volume", "loud").stderr
