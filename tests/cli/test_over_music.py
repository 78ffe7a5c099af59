"""Sessions that listen while music plays: what they say of it, and what `--no-music` changes."""

import json
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from instant_speaker import InstantSpeaker

from voiceguide.controls.ears.control import Ears
from voiceguide.session import blocks
from voiceguide.speakers import opening

ROUTINE = """\
routine: 1
title: With music
music: sea.wav
steps:
  - say: Lie down.
  - wait: ready
    at_most: 2 s
  - say: Done.
"""
EARS = f"""
import sys, time
print({json.dumps(json.dumps(["open"]))}, flush=True)
print({json.dumps(json.dumps(["listening"]))}, flush=True)
sys.stdin.read()
"""
BEFORE = "While the music plays, the ears hear no words and no claps, only in a pause."
DEAF = "The ears hear nothing over the music; --no-music plays without it."


@pytest.fixture(autouse=True)
def routine():
    sea = np.random.default_rng(1).integers(-9_000, 9_000, 24_000, np.int16)
    with wave.open("sea.wav", "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(sea.tobytes())
    Path("with.yaml").write_text(ROUTINE)
    Path("without.yaml").write_text(ROUTINE.replace("music: sea.wav\n", ""))


@pytest.fixture
def play(monkeypatch, run):
    """Play a routine to nobody, with ears that hear nothing."""
    monkeypatch.setattr(opening, "open_speaker", lambda *_, **__: InstantSpeaker())
    monkeypatch.setattr(blocks, "keep_awake", lambda blocks: blocks)
    monkeypatch.setattr("voiceguide.session.player.require_ears", lambda: None)
    monkeypatch.setitem(Ears.__init__.__kwdefaults__, "worker", (sys.executable, "-c", EARS))
    return lambda *words: run("play", *words, "--voice", "tone", "--no-safety")


@pytest.mark.parametrize("words", [["--listen"], ["--microphone", "desk"], ["--listen", "--lines"]])
def test_a_session_says_before_its_first_word_that_it_hears_nothing_over_music_and_how_to_play_without(play, words):
    shown = play("with.yaml", *words)
    assert (shown.exit_code, shown.stderr) == (0, "")
    before, _, after = shown.stdout.partition("Lie down.")
    assert after
    assert BEFORE in " ".join(before.split())
    assert "--no-music" in before
    assert DEAF in shown.stdout


def test_a_session_that_hears_nothing_over_music_asks_for_no_words(play):
    shown = play("with.yaml", "--listen").stdout.lower()
    assert "say ready" not in shown
    assert "the ears are listening" not in shown


@pytest.mark.parametrize("words", [["with.yaml", "--no-music"], ["without.yaml"], ["without.yaml", "--no-music"]])
def test_without_music_a_session_listens_and_asks_for_words(play, words):
    shown = play(*words, "--listen").stdout
    assert "Say ready" in shown
    assert "music" not in shown.replace("With music", "")


def test_a_session_that_does_not_listen_says_nothing_of_its_music(play):
    assert "music" not in play("with.yaml").stdout.replace("With music", "")


def test_nobody_waits_for_ever_for_a_word_that_music_drowns(play):
    shown = play("with.yaml", "--listen", "--patient")
    assert shown.exit_code == 2
    assert "Play it in a terminal, or with --listen --no-music." in shown.stderr


@pytest.mark.parametrize("suffix", ["wav", "html"])
def test_an_export_without_music_is_that_of_the_routine_without_it(run, suffix):
    for name in ("with", "without"):
        words = ("--voice", "tone", "--no-music", "-o", f"sound.{suffix}")
        assert run("export", f"{name}.yaml", *words).exit_code == 0
        Path(f"sound.{suffix}").rename(f"{name}.{suffix}")
    if suffix == "wav":
        assert Path("with.wav").read_bytes() == Path("without.wav").read_bytes()
    run("export", "with.yaml", "--voice", "tone", "-o", f"music.{suffix}")
    assert Path(f"music.{suffix}").read_bytes() != Path(f"with.{suffix}").read_bytes()


def test_several_routines_are_exported_without_music_too(run):
    for folder, words in (("loud", []), ("quiet", ["--no-music"])):
        done = run("export", "with.yaml", "without.yaml", "--voice", "tone", "-o", folder, "-o", ".wav", *words)
        assert done.exit_code == 0
    sound = {path.parent.name: path.read_bytes() for path in Path().glob("*/*1*.wav")}
    assert sound["loud"] != sound["quiet"]
