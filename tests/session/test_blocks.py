from collections import deque

from voiceguide.audio import TIMELINE_RATE
from voiceguide.playback.contracts import Command
from voiceguide.session.blocks import count_down, wake_headset
from voiceguide.timeline.tones import wake

HZ = TIMELINE_RATE.hz


class Ear:
    """What a countdown is made for: a sink that wants blocks of a thousand frames."""

    latency = 0
    channels = 2
    frames = 1000


class Keys:
    """A control that gives one list of commands a poll."""

    def __init__(self, *polls):
        self.polls = deque(polls)

    def poll(self):
        return self.polls.popleft() if self.polls else []


class Told:
    """A screen that remembers the seconds it was told."""

    def __init__(self):
        self.seconds = []

    def count(self, seconds):
        self.seconds.append(seconds)


def counted(frames, *controls):
    """How many frames a countdown lasts, whether the session starts, and what was shown."""
    screen, outcome = Told(), []

    def session():
        outcome.append((yield from count_down(frames, HZ, Ear(), controls, screen)))

    blocks = list(session())
    assert all(not block.samples.any() and block.samples.shape[1] == 2 for block in blocks)
    return sum(map(len, blocks)), outcome[0], screen.seconds


def test_a_countdown_lasts_its_frames_exactly_and_counts_the_seconds_left():
    assert counted(3 * HZ + 1) == (3 * HZ + 1, True, [4, 3, 2, 1])


def test_no_countdown_says_nothing():
    assert counted(0) == (0, True, [])


def test_ready_ends_a_countdown_at_once_whichever_control_gives_it():
    assert counted(3 * HZ, Keys(), Keys([], [Command.READY]))[:2] == (1000, True)


def test_stop_in_a_countdown_starts_nothing():
    assert counted(3 * HZ, Keys([Command.STOP]))[:2] == (0, False)


def test_the_sound_that_wakes_a_headset_is_whole():
    assert sum(map(len, wake_headset(Ear()))) == len(wake())
