"""Speaking beside a session: everything is in the cache then, and whoever gives up doesn't wait."""

from fractions import Fraction

import numpy as np
import pytest

from voiceguide import paths, plugins, voicing
from voiceguide.errors import Where
from voiceguide.plan.model import About, Plan, Say, Words
from voiceguide.speech.manner import Manner

TONES = "tone"


@pytest.fixture
def plan():
    texts = ("Press on the knot.", "Let go.")
    events = tuple(Say(where=Where("x", 1, 1), words=Words((text,)), then=Fraction(1)) for text in texts)
    return Plan(About("Test"), events)


@pytest.fixture(autouse=True)
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_what_is_spoken_beside_sounds_as_what_is_spoken_here(plan):
    beside = voicing.speak_beside(plan, TONES, (), None)
    here = voicing.speak(plan, TONES)
    assert all(np.array_equal(beside.made[said].samples, here.made[said].samples) for said in here.made)


def test_the_process_beside_leaves_nothing_to_be_spoken_here(plan, monkeypatch):
    load = plugins.load

    def mute(group, name):
        engine = load(group, name)()
        monkeypatch.setattr(engine, "speak", None)  # called, it would fail
        return lambda: engine

    monkeypatch.setattr(plugins, "load", mute)
    slowly = Manner(rate=0.8, voice_db=-6)
    assert len(voicing.speak_beside(plan, TONES, (Words(("Besides.",)),), None, slowly).made) == 3


def test_whoever_gives_up_waits_for_nobody(plan):
    class GivenUpError(Exception):
        pass

    def give_up(_done, _total):
        raise GivenUpError

    with pytest.raises(GivenUpError):
        voicing.speak_beside(plan, TONES, (), give_up)
    assert not (paths.cache_folder() / "clips").exists() or not list((paths.cache_folder() / "clips").rglob("*.tmp"))


def test_where_no_process_can_be_started_it_is_spoken_here(plan, monkeypatch):
    monkeypatch.setattr(voicing.sys, "executable", "/bin/false")
    assert len(voicing.speak_beside(plan, TONES, (), None).made) == 2
