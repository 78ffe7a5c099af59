"""Enrolment with a listener who buzzes: what is asked, checked, learned, kept and forgotten."""

import contextlib
import json
import wave
from pathlib import Path

import numpy as np
import pytest
import scripted_voice

from voiceguide.cli import enrol
from voiceguide.controls.ears import enrolment, head, microphone, recogniser, segments
from voiceguide.controls.ears.enrolment import Trouble
from voiceguide.controls.ears.head import head_file
from voiceguide.controls.ears.microphone import HZ, Chunk
from voiceguide.controls.ears.words import WORDS, best_words
from voiceguide.errors import DeviceError
from voiceguide.speakers import device

GONE = DeviceError("the microphone went away")
GOOD = scripted_voice.said(0.5, lead=0.4, gap=1.0)
WHISPER = np.concatenate(
    [scripted_voice.quiet(0.4), (scripted_voice.buzz(0.5) * 0.012).astype(np.int16), scripted_voice.quiet(1)]
)


class Tape:
    """A microphone that plays sounds one after the other, then what `ends` raises."""

    def __init__(self, *sounds, ends=GONE):
        self.sounds, self.ends, self.closed = sounds, ends, False

    def __call__(self, name=None):
        self.name = name
        return self

    def chunks(self):
        for sound in self.sounds:
            for at in range(0, len(sound), 480):
                yield Chunk(sound[at : at + 480], 0.0)
        raise self.ends

    def close(self):
        self.closed = True


@pytest.fixture
def listener(monkeypatch):
    """Let `tape` be the microphone, and a head that is nothing but the takes it learned from."""

    def sit_down(tape):
        monkeypatch.setattr(microphone, "Microphone", tape)

    monkeypatch.setattr(device, "quiet_stderr", contextlib.nullcontext)  # there is no device that could be loud
    monkeypatch.setattr(recogniser, "Features", lambda: None)
    monkeypatch.setattr(head, "shipped", list)
    monkeypatch.setattr(head, "load", lambda path: json.loads(path.read_text()))
    monkeypatch.setattr(enrolment, "retrain", lambda old, new, _: old + [take.word for take in new])
    monkeypatch.setattr(head, "save", lambda learned, path: path.write_text(json.dumps(learned)))
    return sit_down


def learned():
    return json.loads(head_file().read_text())


def test_the_best_word_of_each_command_is_asked_for_three_times_and_learned(run, listener):
    asked = [word.text for word in best_words()]
    listener(Tape(*[GOOD] * 3 * len(asked)))
    done = run("enrol")
    assert done.exit_code == 0
    assert sorted(learned()) == sorted(asked * 3)
    assert done.stdout == "The ears know your voice now. 'voiceguide enrol --forget' makes them forget it.\n"
    assert "next step  (4 of 14)" in done.stderr
    assert "  Say 'next step', take 3: good.\n" in done.stderr


def test_five_minutes_are_enough_at_seven_seconds_a_take(run, listener):
    listener(Tape(*[GOOD] * 3 * len(WORDS)))
    assert json.loads(run("enrol", "--json").stdout)["takes"] * 7 <= 5 * 60
    assert "less than five minutes" in " ".join(run("enrol", "--help").stdout.split())


@pytest.mark.parametrize("word", [word.text for word in WORDS])
def test_any_word_there_is_can_be_learned_by_its_name(run, listener, word):
    listener(Tape(*[GOOD] * 3))
    assert run("enrol", "--word", word).exit_code == 0
    assert learned() == [word] * 3


def test_a_word_of_its_own_adds_to_what_was_learned(run, listener):
    listener(Tape(*[GOOD] * 6))
    assert run("enrol", "--word", "Stop", "--word", "next").exit_code == 0
    listener(Tape(*[GOOD] * 3))
    assert run("enrol", "--word", "again").exit_code == 0
    assert learned() == ["next"] * 3 + ["stop"] * 3 + ["again"] * 3


@pytest.mark.parametrize(
    ("take", "trouble"),
    [
        (scripted_voice.quiet(8.1), Trouble.NOTHING),
        (WHISPER, Trouble.FAINT),
        (np.clip(GOOD * 20.0, -32_768, 32_767).astype(np.int16), Trouble.CLIPPED),
        (scripted_voice.said(0.4, 0.4, lead=0.4, gap=0.4), Trouble.SEVERAL),
    ],
)
def test_a_take_that_cannot_be_learned_from_is_asked_for_once_more(run, listener, take, trouble):
    listener(Tape(take, scripted_voice.quiet(1), *[GOOD] * 3))
    done = run("enrol", "--word", "next")
    assert done.exit_code == 0
    assert f"  Say 'next', take 1: {trouble.value} Once more.\n  Say 'next', take 1: good.\n" in done.stderr
    assert learned() == ["next"] * 3


def test_five_bad_takes_in_a_row_end_it_with_what_may_be_wrong(run, listener):
    listener(Tape(scripted_voice.quiet(50)))
    done = run("enrol", "--word", "next")
    assert done.exit_code == 1
    assert "no take of 'next' could be learned from, 5 times in a row" in done.stderr
    assert not head_file().exists()


@pytest.mark.parametrize("ends", [KeyboardInterrupt(), GONE])
def test_whatever_breaks_it_off_leaves_the_old_head_as_it_was(run, listener, ends):
    listener(Tape(*[GOOD] * 3))
    run("enrol", "--word", "next")
    tape = Tape(GOOD, ends=ends)
    listener(tape)
    done = run("enrol", "--word", "stop", "--keep-takes", "takes")
    assert done.exit_code == (130 if isinstance(ends, KeyboardInterrupt) else 1)
    assert learned() == ["next"] * 3
    assert tape.closed
    assert not list(Path("takes").iterdir())


def test_ctrl_c_says_that_nothing_changed(run, listener):
    listener(Tape(ends=KeyboardInterrupt()))
    assert "\nEverything is as it was.\n" in run("enrol").stderr


def test_takes_are_kept_only_when_asked_for(run, listener, home):
    listener(Tape(*[GOOD] * 3))
    run("enrol", "--word", "next step")
    assert [path.name for path in home.rglob("*") if path.is_file()] == ["en.npz"]
    listener(Tape(*[GOOD] * 3))
    run("enrol", "--word", "next step", "--keep-takes", "my/takes")
    kept = sorted(Path("my/takes").iterdir())
    assert [path.name for path in kept] == [f"next-step-{number}.wav" for number in (1, 2, 3)]
    with wave.open(str(kept[0])) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (HZ, 1, 2)
        assert file.readframes(file.getnframes()) in GOOD.tobytes()


def test_a_folder_that_cannot_be_is_told_before_anything_is_said(run, listener):
    Path("takes").write_text("")
    listener(Tape())
    done = run("enrol", "--keep-takes", "takes/mine")
    assert done.exit_code == 1
    assert "Say 'ready'" not in done.stderr


def test_json_tells_what_was_learned_and_where_it_is(run, listener):
    listener(Tape(*[GOOD] * 3))
    done = run("enrol", "--word", "next", "--json")
    assert json.loads(done.stdout) == {"version": 1, "head": str(head_file()), "words": ["next"], "takes": enrol.TAKES}


def test_a_microphone_may_be_named(run, listener):
    tape = Tape(*[GOOD] * 3)
    listener(tape)
    run("enrol", "--word", "next", "--microphone", "headset")
    assert tape.name == "headset"


def test_a_word_that_is_no_command_is_told_the_nearest(run):
    done = run("enrol", "--word", "nekst")
    assert done.exit_code == 2
    assert "'nekst' is no command; did you mean 'next'?" in done.stderr


def test_forgetting_takes_the_head_away(run, listener):
    listener(Tape(*[GOOD] * 3))
    run("enrol", "--word", "next")
    assert run("enrol", "--forget").stdout == "The ears have forgotten your voice.\n"
    assert not head_file().exists()
    assert run("enrol", "--forget").stdout == "The ears don't know your voice yet.\n"
    assert json.loads(run("enrol", "--forget", "--json").stdout) == {"version": 1, "forgotten": False}


def test_without_the_extra_the_error_says_how_to_install_it(run, monkeypatch):
    monkeypatch.setattr("voiceguide.controls.ears._PACKAGES", ("no_such_module",))
    done = run("enrol")
    assert done.exit_code == 2
    assert "pip install 'voiceguide[ears]'" in done.stderr


def test_the_buzz_is_one_utterance_to_the_ears():
    assert len(segments.Segments().push(GOOD)) == 1
