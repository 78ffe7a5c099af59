import numpy as np
import pytest
import soxr
from scripted_voice import HZ, quiet

from voiceguide.audio import pcm16
from voiceguide.controls.ears.enrolment import Recording, retrain
from voiceguide.controls.ears.head import load, save, shipped
from voiceguide.controls.ears.recogniser import Features, Recogniser
from voiceguide.engines.hibari import Hibari
from voiceguide.playback.contracts import Command
from voiceguide.speech.engine import Utterance


@pytest.fixture(scope="module")
def spoken():
    voice = Hibari()

    def speak(text, rate=1.0):
        clip = voice.speak(Utterance(f"{text}.", rate=rate))
        return np.concatenate([quiet(0.2), pcm16(soxr.resample(clip.samples, clip.rate.hz, HZ)), quiet(0.2)])

    return speak


def understood(head, sound):
    return [word.command for word in Recogniser(head).push(np.concatenate([quiet(1.5), sound, quiet(1.0)]))]


@pytest.mark.engine
def test_a_listener_who_says_a_word_like_nobody_else_is_understood_after_three_takes(spoken, tmp_path):
    recordings = [Recording("longer", spoken("rhubarb", rate)) for rate in (0.9, 1.0, 1.15)]

    assert understood(shipped(), spoken("rhubarb", 1.05)) == []
    save(retrain(shipped(), recordings, Features()), tmp_path / "own.npz")
    own = load(tmp_path / "own.npz")

    assert understood(own, spoken("rhubarb", 1.05)) == [Command.LONGER]
    assert understood(own, spoken("continue")) == [Command.RESUME]
    assert understood(own, spoken("banana")) == []


@pytest.mark.engine
def test_no_takes_leave_the_head_as_it_was():
    head = shipped()

    assert retrain(head, [], Features()) is head


@pytest.mark.engine
def test_a_take_of_a_word_that_the_head_never_knew_is_refused(spoken):
    with pytest.raises(KeyError):
        retrain(shipped(), [Recording("rhubarb", spoken("rhubarb"))], Features())
