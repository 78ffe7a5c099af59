"""What counts of what a recogniser hears; this one takes any loud sound for a word, a quarter of a second later."""

import numpy as np
import pytest

from voiceguide.controls.ears.listener import Event, HalfDuplex, Listener
from voiceguide.controls.ears.microphone import HZ, Chunk
from voiceguide.controls.ears.recogniser import Recognised
from voiceguide.playback.contracts import Command

CHUNK = 320
BEGAN = 1000.0


class Parrot:
    """Hears 'next' in each sound that a quarter of a second of quiet follows."""

    def __init__(self):
        self.sound = np.zeros(0, np.int16)
        self.cleared = []
        self._word = None

    def push(self, samples):
        before = len(self.sound)
        self.sound = np.append(self.sound, samples)
        loud = np.flatnonzero(samples > 100)
        if len(loud):
            self._word = before + int(loud[-1]) + 1
        if self._word and len(self.sound) - self._word > HZ // 4:
            word, self._word = self._word, None
            return [Recognised(Command.NEXT, "next", 0.9, word)]
        return []

    def clear(self):
        self.cleared.append(len(self.sound))
        self._word = None


def heard(words, sounds=(), seconds=4.0):
    """The (seconds since the beginning) of every event, when so long each of `words` and of `sounds` were heard."""
    rng, sound = np.random.default_rng(1), np.zeros(round(seconds * HZ), np.int16)
    for begin, end in words:
        sound[round(begin * HZ) : round(end * HZ)] = rng.integers(101, 1000, round(end * HZ) - round(begin * HZ))
    own = HalfDuplex()
    for begin, end in sounds:
        own.sounds(BEGAN + begin, BEGAN + end)
        sound[round(begin * HZ) : round((end + 0.2) * HZ)] = 3000
    parrot = Parrot()
    listener = Listener(parrot, own)
    events = []
    for at in range(0, len(sound), CHUNK):
        ended = BEGAN + (at + CHUNK) / HZ
        events += [(event, ended - BEGAN) for event in listener.push(Chunk(sound[at : at + CHUNK], ended))]
    return events, parrot


def test_a_word_in_the_open_is_understood_and_its_end_known():
    events, _ = heard([(1, 1.5)])
    assert [event for event, _ in events] == [Event(BEGAN + 1.5, Command.NEXT, "next")]


def test_the_programs_own_words_are_not():
    events, parrot = heard([], [(1, 1.5), (2.5, 3)])
    assert events == []
    assert not (parrot.sound > 2000).any()


@pytest.mark.parametrize(
    ("word", "counts"),
    [
        ((0.3, 0.8), True),
        ((0.5, 0.98), False),
        ((0.7, 1.2), False),
        ((1.2, 1.4), False),
        ((1.6, 1.95), False),
        ((1.76, 2.1), True),
        ((2.0, 2.5), True),
    ],
    ids=["before", "up to it", "into it", "within it", "out of it", "just after it", "well after it"],
)
def test_a_word_counts_only_where_it_lies_wholly_in_a_gap(word, counts):
    events, _ = heard([word], [(1, 1.5)])
    assert [event.ended_seconds for event, _ in events] == ([pytest.approx(BEGAN + word[1])] if counts else [])


def test_a_word_shortly_before_a_cue_is_understood_as_the_cue_begins():
    ((_, told),), _ = heard([(0.3, 0.85)], [(1, 1.5)])
    assert told == pytest.approx(1.02)


def test_times_stay_true_after_many_cues():
    events, _ = heard([(9, 9.5)], [(at, at + 0.5) for at in range(1, 9)], seconds=11)
    assert [event.ended_seconds for event, _ in events] == [pytest.approx(BEGAN + 9.5)]


def test_the_recogniser_forgets_what_a_cue_cut():
    _, parrot = heard([(0.7, 1.2)], [(1, 1.5)])
    assert len(parrot.cleared) == 1


def test_two_claps_are_told_without_a_word():
    rng = np.random.default_rng(1)
    sound = rng.normal(0, 3, 3 * HZ)
    burst = 8000 * rng.uniform(-1, 1, HZ // 4) * np.exp(-np.arange(HZ // 4) / 128)
    for start in (HZ, round(1.3 * HZ)):
        sound[start : start + HZ // 4] += burst
    listener = Listener(Parrot(), HalfDuplex())
    chunks = [
        Chunk(sound[at : at + CHUNK].astype(np.int16), BEGAN + (at + CHUNK) / HZ) for at in range(0, len(sound), CHUNK)
    ]
    claps = [event for chunk in chunks for event in listener.push(chunk) if not event.command]
    assert claps == [Event(pytest.approx(BEGAN + 1.3, abs=0.02))]
