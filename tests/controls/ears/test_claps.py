import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.controls.ears.claps import FLUSH, Claps

HZ = 16_000


def clap(rng, loud=8000, fades_seconds=0.008):
    at = np.arange(HZ // 4) / HZ
    return loud * rng.uniform(-1, 1, len(at)) * np.exp(-at / fades_seconds)


def room(*claps, seconds=4, noise=3.0, seed=1):
    """A quiet room in which hands clap at (seconds, loudness) each."""
    rng = np.random.default_rng(seed)
    sound = rng.normal(0, noise, seconds * HZ)
    for at, loud in claps:
        start = round(at * HZ)
        sound[start : start + HZ // 4] += clap(rng, loud)
    return sound.astype(np.int16)


def seconds(sound):
    return [frame / HZ for frame in Claps().push(sound)]


@pytest.mark.parametrize("apart", [0.17, 0.3, 0.45, 0.6])
@pytest.mark.parametrize("noise", [0, 3, 150])
def test_two_claps_are_heard_where_the_second_began(apart, noise):
    assert seconds(room((1, 8000), (1 + apart, 6000), noise=noise)) == pytest.approx([1 + apart], abs=0.02)


@pytest.mark.parametrize(
    "claps",
    [
        [(1, 8000)],
        [(1, 8000), (1.1, 8000)],
        [(1, 8000), (1.8, 8000)],
        [(1, 8000), (1.3, 8000), (1.6, 8000)],
        [(1 + 0.4 * i, 8000) for i in range(6)],
        [(1, 8000), (1.3, 900)],
        [(1, 900), (1.3, 8000)],
    ],
    ids=["one", "too near", "too far", "three", "many", "an echo", "a click before"],
)
def test_anything_else_is_not(claps):
    assert seconds(room(*claps)) == []


def test_what_rings_on_is_not_a_clap():
    at = np.arange(4 * HZ) / HZ
    beeps = ((at % 0.4 < 0.15) & (at > 1) & (at < 1.75)) * 8000 * np.sin(2 * np.pi * 1500 * at)
    assert seconds((beeps + room()).astype(np.int16)) == []


def test_in_the_midst_of_other_sound_nothing_counts():
    at = np.arange(4 * HZ) / HZ
    swelling = 4000 * np.clip(np.minimum(at - 0.5, 1.4 - at) * 5, 0, 1)
    hiss = swelling * np.random.default_rng(2).uniform(-1, 1, 4 * HZ)
    assert seconds(room((1.7, 8000), (2, 8000))) != []
    assert seconds((room((1.7, 8000), (2, 8000)) + hiss).astype(np.int16)) == []


@given(st.lists(st.integers(0, 5000), max_size=20))
def test_the_pieces_that_sound_comes_in_change_nothing(sizes):
    sound = room((1, 8000), (1.3, 6000))
    claps, heard = Claps(), []
    for piece in np.split(sound, np.minimum(np.cumsum(sizes, dtype=int), len(sound))):
        heard += claps.push(piece)
    assert heard == Claps().push(sound)


def test_silence_decides_what_is_undecided():
    sound = room((1, 8000), (1.3, 6000))[: round(1.45 * HZ)]
    claps = Claps()
    assert claps.push(sound) == []
    assert len(claps.push(np.zeros(FLUSH, np.int16))) == 1
