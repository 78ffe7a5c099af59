"""The promises of playing: the same samples in blocks of any size, nothing lost, no click."""

from itertools import pairwise

import numpy as np
import pytest
from distinct_timelines import busy_timeline, ramp_timeline
from hypothesis import example, given
from hypothesis import strategies as st

from voiceguide.playback.contracts import Command
from voiceguide.playback.session import perform
from voiceguide.playback.transport import RAMP

BUSY = busy_timeline()
RAMPED = ramp_timeline(gates=[(5000, 9000)], steps=[0, 3000, 5000, 9000, 15_000])


def heard(blocks):
    return np.concatenate([block.samples for block in blocks])


def scripted(*orders):
    """Give command k when block k is asked for."""
    script = dict(orders)
    polls = iter(range(1_000_000))
    return lambda: script.get(next(polls), ())


def spans(blocks):
    return [span for block in blocks for span in block.spans]


@given(st.integers(1, 5000), st.sampled_from([1, 2]))
def test_any_block_size_gives_the_same_samples_bit_for_bit(block, channels):
    whole = heard(perform(BUSY, block=BUSY.length, channels=channels))
    assert np.array_equal(heard(perform(BUSY, block=block, channels=channels)), whole)


def test_two_channels_carry_the_power_of_one():
    timeline = ramp_timeline()
    mono, stereo = heard(perform(timeline, channels=1)), heard(perform(timeline))
    assert mono.shape == (timeline.length, 1)
    assert np.allclose((stereo**2).sum(axis=1), (mono**2).sum(axis=1), rtol=1e-5)


def test_a_session_may_begin_anywhere():
    assert np.array_equal(heard(perform(BUSY, begin=1234)), heard(perform(BUSY))[1234:])


@given(st.integers(0, 15), st.integers(1, 15), st.integers(100, 2000))
def test_a_pause_inserts_silence_and_loses_and_repeats_nothing(first, pausing, block):
    commands = scripted((first, [Command.PAUSE]), (first + pausing, [Command.RESUME]))
    played = list(perform(RAMPED, commands=commands, block=block))
    covered = [frame for span in spans(played) if not span.silence for frame in range(span.start, span.end)]
    assert covered == list(range(RAMPED.length))


def test_music_is_silent_in_a_pause_so_that_ears_hear_then():
    commands = scripted((2, [Command.TOGGLE]), (4, [Command.TOGGLE]))
    played = list(perform(BUSY, commands=commands, block=500))
    assert BUSY.bed
    assert [bool(block.samples.any()) for block in played[:6]] == [True, True, True, False, True, True]


def test_a_pause_fades_within_the_ramp_and_is_then_digital_silence():
    commands = scripted((2, [Command.TOGGLE]), (4, [Command.TOGGLE]))
    sound = heard(perform(RAMPED, commands=commands, block=1000, channels=1))[:, 0]
    assert sound[2000] > 0.09
    assert not sound[2000 + RAMP : 4000].any()
    assert sound[4000] == 0
    assert sound[4000 + RAMP] == RAMPED.placements[0].clip.samples[2000 + 2 * RAMP]
    assert abs(np.diff(sound[1900:4300])).max() < 0.2 / RAMP * 2


@pytest.mark.parametrize(
    ("command", "at_block", "lands"),
    [
        (Command.NEXT, 1, 3000),
        (Command.NEXT, 4, 5000),
        (Command.BACK, 4, 0),
        (Command.BACK, 1, 0),
        (Command.READY, 6, 9000),
        (Command.NEXT, 16, 20_000),
    ],
)
def test_a_command_jumps_to_its_frame_through_a_ramp(command, at_block, lands):
    played = spans(perform(RAMPED, commands=scripted((at_block, [command])), block=1000))
    jumps = [(left.end, right.start) for left, right in pairwise(played) if left.end != right.start]
    assert jumps == ([] if lands == RAMPED.length else [(1000 * at_block + RAMP, lands)])
    assert sum(map(len, played)) == 1000 * at_block + RAMP + RAMPED.length - lands


def test_ready_outside_a_gate_changes_nothing():
    assert np.array_equal(
        heard(perform(RAMPED, commands=scripted((2, [Command.READY])), block=1000)), heard(perform(RAMPED))
    )


def test_next_counts_from_what_is_heard_not_from_what_is_mixed():
    # Block 5 starts at frame 3500 of the mix; 1000 frames of latency: frame 2500 is heard, before the step at 3000.
    played = spans(perform(RAMPED, commands=scripted((5, [Command.NEXT])), block=700, latency=1000))
    assert [right.start for left, right in pairwise(played) if left.end != right.start] == [3000]


def test_two_quick_presses_are_two_steps_however_late_they_are_heard():
    commands = scripted((1, [Command.NEXT, Command.NEXT]))
    played = spans(perform(RAMPED, commands=commands, block=500, latency=4800))
    assert any(span.start == 5000 for span in played)
    assert not any(span.start == 3000 for span in played)


def test_steps_can_be_walked_while_paused():
    commands = scripted((1, [Command.PAUSE]), (3, [Command.NEXT]), (5, [Command.NEXT]), (7, [Command.RESUME]))
    played = [span for span in spans(perform(RAMPED, commands=commands, block=500)) if not span.silence]
    assert [right.start for left, right in pairwise(played) if left.end != right.start] == [5000]


def test_ready_ends_a_pause():
    commands = scripted((1, [Command.PAUSE]), (3, [Command.READY]))
    assert sum(map(len, perform(RAMPED, commands=commands, block=500))) == RAMPED.length + 2 * 500 - RAMP


def test_stop_ends_with_a_ramp():
    sound = heard(perform(RAMPED, commands=scripted((3, [Command.STOP])), block=1000, channels=1))
    assert len(sound) == 3000 + RAMP
    assert abs(sound[-1, 0]) < 0.01


COMMANDS = st.lists(st.tuples(st.integers(0, 60), st.lists(st.sampled_from(Command), max_size=4)), max_size=12)


@example([(1, [Command.NEXT, Command.NEXT, Command.READY])], 500, 0)
@example([(0, [Command.NEXT] * 4), (10, [Command.PAUSE])], 489, 0)
@given(COMMANDS, st.integers(50, 1500), st.integers(0, 5000))
def test_no_command_leaves_the_timeline_or_clicks(orders, block, latency):
    orders = [*orders, (61, [Command.RESUME])]
    for span in spans(perform(RAMPED, commands=scripted(*orders), block=block, latency=latency)):
        assert 0 <= span.start <= span.end <= RAMPED.length
        assert len(span) > 0


def test_ready_right_after_skipping_into_a_wait_goes_on():
    commands = scripted((4, [Command.NEXT, Command.READY]))
    played = spans(perform(RAMPED, commands=commands, block=1000))
    assert [right.start for left, right in pairwise(played) if left.end != right.start] == [9000]


def test_a_pause_at_the_very_end_stays_inside_the_timeline():
    commands = scripted((19_950 // 50, [Command.PAUSE]), (19_950 // 50 + 5, [Command.RESUME]))
    played = spans(perform(RAMPED, commands=commands, block=50))
    assert max(span.end for span in played) == RAMPED.length
