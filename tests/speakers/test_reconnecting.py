import threading

import numpy as np
import pytest
from distinct_timelines import ramp_timeline

from voiceguide.errors import DeviceError
from voiceguide.playback.session import perform
from voiceguide.playback.transport import RAMP
from voiceguide.speakers.device import gone
from voiceguide.speakers.reconnecting import ReconnectingSpeaker

LENGTH = 30_000
TIMELINE = ramp_timeline(LENGTH)


class Speaker:
    """A speaker that hears all but the last `held` frames it has taken, and goes away at block `fate`."""

    latency, frames, live = 2400, 480, True

    def __init__(self, fate=None, *, held=2400, channels=2, underruns=0):
        self.fate, self.held, self.channels, self.underruns = fate, held, channels, underruns
        self.heard = np.zeros((0, channels), np.float32)

    def play(self, _timeline, blocks):
        for number, block in enumerate(blocks):
            if number == self.fate:
                self.heard = self.heard[: max(len(self.heard) - self.held, 0)]
                raise gone("unplugged")
            assert block.samples.shape[1] == self.channels
            self.heard = np.concatenate([self.heard, block.samples])


class World:
    """Speakers that open one after the other, each try's outcome in turn; and what the listener is told."""

    def __init__(self, first, *outcomes, elsewhere=None):
        self.speakers, self.outcomes = [first], [*outcomes]
        self.told, self.naps = [], 0
        self.ends_after = None
        other = elsewhere and (lambda: self.opened(elsewhere))
        self.steady = ReconnectingSpeaker(
            first, self.reopen, other, tell=self.told.append, stopped=self.stopped, nap=self.nap
        )

    def reopen(self):
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, DeviceError):
            raise outcome
        self.speakers.append(outcome)
        return outcome

    def opened(self, named):
        self.speakers.append(named[1])
        return named

    def nap(self, _seconds):
        self.naps += 1

    def stopped(self):
        return self.ends_after is not None and self.naps >= self.ends_after

    def play(self):
        self.steady.play(TIMELINE, perform(TIMELINE, channels=self.steady.channels, block=480))
        return [speaker.heard for speaker in self.speakers]


def places(heard):
    """The frames of the timeline that were heard, from the first whole one after a ramp on."""
    loud = heard[:, 0] / np.float32(np.sqrt(0.5)) * LENGTH - 1
    return np.rint(loud[RAMP:]).astype(int)


@pytest.mark.parametrize("fate", [0, 1, 4, 5, 6, 30, 62])
@pytest.mark.parametrize("held", [0, 1200, 2400, 2400 + 480])
def test_when_a_device_comes_back_nothing_is_skipped_and_little_comes_twice(fate, held):
    world = World(Speaker(fate, held=held), Speaker())
    before, after = world.play()
    went_on = places(after)
    assert np.array_equal(went_on, np.arange(went_on[0], LENGTH))
    assert 0 <= len(before) - (went_on[0] - RAMP) <= max(0, 1200 + 2 * 480 + 2400 + RAMP - held) or went_on[0] == RAMP
    assert went_on[0] <= max(len(before), RAMP)


def test_a_device_that_goes_away_again_and_again_skips_nothing():
    world = World(Speaker(9), Speaker(1), Speaker(0), Speaker(12), Speaker())
    *_, before, after = world.play()
    assert np.array_equal(places(after), np.arange(places(after)[0], LENGTH))
    assert places(after)[0] <= places(before)[-1] + 1


def test_a_session_without_an_accident_is_heard_as_it_is_and_nothing_is_told():
    world = World(Speaker())
    (heard,) = world.play()
    assert np.array_equal(heard, np.concatenate([block.samples for block in perform(TIMELINE)]))
    assert world.told == []


def test_the_listener_is_told_once_when_the_sound_goes_and_once_when_it_is_back():
    world = World(Speaker(9), gone("x"), gone("x"), Speaker(0), Speaker())
    world.play()
    assert world.told == ["The sound device went away (unplugged). The session waits for it.", "The sound is back."]
    assert world.naps == 20


def test_a_device_that_stays_away_is_replaced_after_ten_seconds_by_another_named():
    world = World(Speaker(9), *[gone("x")] * 11, elsewhere=("USB Headset", Speaker()))
    _, after = world.play()
    assert world.told[-1] == "The sound goes on at 'USB Headset'."
    assert world.naps == 100
    assert places(after)[-1] == LENGTH - 1


def test_a_device_that_the_listener_chose_is_waited_for():
    world = World(Speaker(9), *[gone("x")] * 50, Speaker())
    world.play()
    assert world.told[-1] == "The sound is back."


def test_while_it_waits_the_listener_can_end_the_session_and_its_blocks_are_closed():
    world = World(Speaker(9), *[gone("x")] * 50)
    world.ends_after = 25
    closed = []

    def blocks():
        try:
            yield from perform(TIMELINE, block=480)
        finally:
            closed.append(True)

    world.steady.play(TIMELINE, blocks())
    assert closed == [True]
    assert len(world.speakers) == 1
    assert world.naps == 25


@pytest.mark.parametrize(("first", "then"), [(2, 1), (1, 2)])
def test_a_device_with_other_channels_is_as_loud(first, then):
    world = World(Speaker(9, channels=first), Speaker(channels=then))
    before, after = world.play()
    # In the middle, two channels have half the power of one each.
    ratio = (np.abs(after[-1]) ** 2).sum() / (np.abs(before[-1]) ** 2).sum() * (len(before) / LENGTH) ** 2
    assert ratio == pytest.approx(1, rel=0.02)
    assert after.shape[1] == then


@pytest.mark.parametrize("failure", [KeyboardInterrupt("stopped"), DeviceError("a microphone's")])
def test_what_the_blocks_raise_comes_out(failure):
    def blocks():
        yield from perform(ramp_timeline(1000))
        raise failure

    with pytest.raises(type(failure)) as raised:
        World(Speaker()).steady.play(TIMELINE, blocks())
    assert raised.value is failure


def test_underruns_of_every_device_are_counted():
    world = World(Speaker(9, underruns=2), Speaker(underruns=3))
    world.play()
    assert world.steady.underruns == 5


def test_a_device_that_does_not_answer_is_told_and_told_when_it_does(monkeypatch):
    monkeypatch.setattr("voiceguide.speakers.reconnecting._TICK_SECONDS", 0.001)
    monkeypatch.setattr("voiceguide.speakers.reconnecting._PATIENCE_SECONDS", -1.0)
    world = World(Speaker())
    answers = threading.Event()

    def tell(line):
        # Told once: however slowly the threads come to their turns, this silence is over.
        monkeypatch.setattr("voiceguide.speakers.reconnecting._TICK_SECONDS", 60.0)
        world.told.append(line)
        answers.set()

    world.steady._tell = tell

    def play(_timeline, blocks):
        next(blocks)
        answers.wait()
        list(blocks)

    world.speakers[0].play = play
    world.play()
    assert world.told == ["The sound device doesn't answer. The session waits for it.", "The sound is back."]
