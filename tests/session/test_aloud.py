"""How strong the pain is, asked aloud while an answer is waited for."""

import threading
from dataclasses import replace

import pytest
from distinct_timelines import ramp_timeline

from voiceguide import pipeline
from voiceguide.errors import DeviceError
from voiceguide.session.pain import played_aloud, spoken_question
from voiceguide.speech.voice_settings import DEFAULT


class Heard:
    """A speaker that counts the frames it is given."""

    channels, frames, latency = 2, 1024, 0

    def __init__(self):
        self.count = 0
        self.begun, self.ended = threading.Event(), threading.Event()

    def play(self, _timeline, blocks):
        for block in blocks:
            self.count += len(block)
            self.begun.set()
        self.ended.set()


def silence(length):
    return replace(ramp_timeline(1), length=length, placements=())


def test_a_question_is_heard_whole_while_nobody_answers():
    speaker = Heard()
    with played_aloud(silence(30_000), speaker):
        speaker.ended.wait()
    assert speaker.count == 30_000


def test_an_answer_breaks_the_question_off():
    speaker = Heard()
    with played_aloud(silence(10**12), speaker):
        speaker.begun.wait()
    assert speaker.ended.is_set()
    assert 0 < speaker.count < 10**12


class Broken(Heard):
    """A speaker whose device is gone."""

    def play(self, *_):
        self.begun.set()
        raise DeviceError("gone")


def test_a_device_that_fails_leaves_the_question_on_the_screen(monkeypatch):
    failed, speaker = [], Broken()
    monkeypatch.setattr(threading, "excepthook", failed.append)
    with played_aloud(ramp_timeline(), speaker):
        assert speaker.begun.wait(timeout=60)
    assert failed == []


@pytest.mark.parametrize(("language", "said"), [("en", "How strong is your pain now, from 0 to 10?"), ("tlh", None)])
def test_the_question_is_spoken_where_the_language_has_words_for_it(plan_of, language, said):
    question = spoken_question(plan_of(language), "tone", DEFAULT)
    assert [mark.label for mark in question.marks if mark.kind == "caption"] == [said] if said else question is None


@pytest.fixture
def plan_of(tmp_path):
    def made(language):
        path = tmp_path / "one.yaml"
        path.write_text(f"routine: 1\ntitle: One\nlanguage: {language}\nsteps:\n  - say: One.\n", "utf-8")
        return pipeline.compile(pipeline.load(str(path)))

    return made
