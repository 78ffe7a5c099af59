from collections import deque

import numpy as np
import pytest

from voiceguide.audio import TIMELINE_RATE, Block, Span
from voiceguide.cli.screen import Screen
from voiceguide.cli.session import count_down, narrate
from voiceguide.plan.model import About
from voiceguide.playback.contracts import Command
from voiceguide.timeline.model import Mark, Timeline

HZ = TIMELINE_RATE.hz


class Ear:
    """What a countdown is made for: a sink that wants blocks of a thousand frames."""

    latency = 0
    channels = 2
    frames = 1000

    def play(self, timeline, blocks):
        raise NotImplementedError


class Keys:
    """A control that gives one list of commands a poll."""

    def __init__(self, *polls):
        self.polls = deque(polls)

    def poll(self):
        return self.polls.popleft() if self.polls else []


def timeline(*marks, length=10 * HZ):
    return Timeline(TIMELINE_RATE, length, (), (), marks, About("A routine"))


def mark(at, label, kind="caption", verb=""):
    return Mark(at * HZ, (at + 1) * HZ, kind, label, verb=verb)


def block(*spans):
    return Block(np.zeros((sum(map(len, spans)), 2), np.float32), spans)


def seconds(first, last):
    """Blocks of a second each."""
    return [block(Span(at * HZ, (at + 1) * HZ)) for at in range(first, last)]


def shown(capsys, marks, blocks, **options):
    given = {"latency": 0, "screen": Screen()} | options
    assert list(narrate(timeline(*marks), blocks, **given)) == list(blocks)
    return capsys.readouterr().out.splitlines()


def test_chapters_captions_and_steps_are_shown_in_the_order_they_are_heard(capsys):
    marks = [mark(0, "Left side", "chapter"), mark(1, "Press."), mark(2, "hold 8 s", "step", "hold")]
    assert shown(capsys, marks, seconds(0, 4)) == ["", "Left side", "  Press.", "  (hold 8 s)"]


def test_a_step_that_its_own_words_show_is_not_shown_twice(capsys):
    assert shown(capsys, [mark(0, "Press.", "step", "say"), mark(0, "Press.")], seconds(0, 1)) == ["  Press."]


def test_counts_share_a_line(capsys):
    marks = [mark(0, "3"), mark(1, "2"), mark(2, "1"), mark(3, "Let go.")]
    assert shown(capsys, marks, seconds(0, 5)) == ["  3 2 1", "  Let go."]


def test_a_line_is_shown_when_it_reaches_the_ear_and_not_before(capsys):
    heard = narrate(timeline(mark(1, "Press.")), seconds(0, 6), latency=2 * HZ, screen=Screen())
    printed = [capsys.readouterr().out for _ in heard]
    # The block of second 1 is the second one; it is heard when two more have been handed over.
    assert printed == ["", "", "", "  Press.\n", "", ""]


def test_what_is_still_on_its_way_to_the_ear_at_the_end_is_shown_too(capsys):
    assert shown(capsys, [mark(3, "Done.")], seconds(0, 4), latency=2 * HZ) == ["  Done."]


def test_what_is_jumped_over_is_not_shown_and_what_is_heard_again_is_shown_again(capsys):
    marks = [mark(0, "One."), mark(1, "Two."), mark(2, "Three.")]
    blocks = [*seconds(0, 1), *seconds(2, 3), *seconds(0, 1)]
    assert shown(capsys, marks, blocks) == ["  One.", "  Three.", "  One."]


def test_a_pause_says_once_how_to_go_on(capsys):
    still = block(Span(HZ, HZ, hush=HZ))
    blocks = [*seconds(0, 1), still, still, *seconds(1, 2)]
    lines = shown(capsys, [mark(0, "One."), mark(1, "Two.")], blocks)
    assert lines == ["  One.", "  Paused: Space goes on.", "  Two."]


@pytest.mark.parametrize(
    ("live", "line"),
    [(True, "  (wait up to 30 s; Enter goes on)"), (False, "  (wait up to 30 s)")],
)
def test_a_wait_says_how_to_answer_it_where_somebody_can(capsys, live, line):
    assert shown(capsys, [mark(0, "wait up to 30 s", "step", "wait")], seconds(0, 1), live=live) == [line]


def counted(capsys, frames, control=None):
    blocks, outcome = [], []

    def session():
        outcome.append((yield from count_down(frames, HZ, Ear(), control, Screen())))

    blocks = list(session())
    assert all(not block.samples.any() and block.samples.shape[1] == 2 for block in blocks)
    return sum(map(len, blocks)), outcome[0], capsys.readouterr().out


def test_a_countdown_lasts_its_frames_exactly_and_counts_the_seconds_left(capsys):
    assert counted(capsys, 3 * HZ + 1) == (3 * HZ + 1, True, "Starting in\n  4 3 2 1\n")


def test_no_countdown_says_nothing(capsys):
    assert counted(capsys, 0) == (0, True, "")


def test_ready_ends_a_countdown_at_once(capsys):
    assert counted(capsys, 3 * HZ, Keys([], [Command.READY]))[:2] == (1000, True)


def test_stop_in_a_countdown_starts_nothing(capsys):
    assert counted(capsys, 3 * HZ, Keys([Command.STOP]))[:2] == (0, False)
