import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.audio import Block
from voiceguide.playback.transport import RAMP
from voiceguide.speakers.reconnecting import ReplayBuffer


def blocks_of(sizes):
    """Blocks of so many frames; every frame is the number of its place, from 1."""
    at = 1
    for size in sizes:
        yield Block(np.arange(at, at + size, dtype=np.float32).repeat(2).reshape(-1, 2), ())
        at += size


@given(st.lists(st.integers(1, 400), max_size=12), st.integers(RAMP, 900))
def test_the_last_frames_are_kept_whatever_blocks_they_came_in(sizes, frames):
    buffer = ReplayBuffer(frames)
    handed = [*buffer.through(blocks_of(sizes))]
    assert [len(block) for block in handed] == sizes
    again = np.concatenate([np.zeros((0, 2)), *(block.samples for block in buffer.again())])
    last = np.arange(1, sum(sizes) + 1)[-frames:]
    assert len(again) == len(last)
    assert np.array_equal(again[RAMP:, 0], last[RAMP:])


def test_what_is_played_again_begins_with_a_ramp_and_the_first_time_it_had_none():
    buffer = ReplayBuffer(300)
    (handed,) = buffer.through(blocks_of([300]))
    (again,) = buffer.again()
    assert again.samples[0, 0] == 0
    assert again.samples[RAMP // 2, 0] == pytest.approx(handed.samples[RAMP // 2, 0] / 2)
    assert handed.samples[0, 0] == 1
    assert again.spans == ()
