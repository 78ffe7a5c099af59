"""Cutting at silence loses nothing: the pieces joined are the programme, packet by packet."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.files.encode import Cutter, Silence

UNIT, BEFORE, AFTER, WARM_UP = 8, 1, 3, 2

runs = st.lists(st.tuples(st.booleans(), st.integers(1, 400)), max_size=12)
sizes = st.lists(st.integers(1, 300), min_size=1, max_size=20)


def sound_of(runs):
    """Return a programme that sounds and is silent by turns, every sounding sample another."""
    parts = [np.arange(1, frames + 1) if loud else np.zeros(frames) for loud, frames in runs]
    mono = np.concatenate([*parts, np.zeros(0)]).astype(np.float32)
    return np.stack([mono, -mono], axis=1)


def cut(sound, sizes):
    """Return the parts of `sound` handed over in blocks of `sizes`, over and over."""
    blocks, start = [], 0
    while start < len(sound):
        size = sizes[len(blocks) % len(sizes)]
        blocks.append(sound[start : start + size])
        start += size
    return list(Cutter(2, UNIT, BEFORE, AFTER).cut(blocks))


def joined(parts):
    """Return the units that the packets of `parts` stand for, as an encoder without delay would make them."""
    units, fed = [], []
    for part in parts:
        if isinstance(part, Silence):
            units += [np.zeros((UNIT, 2), np.float32)] * part.packets
            continue
        if part.begins:
            fed = []
        already = len(fed)
        fed += [part.samples[start : start + UNIT] for start in range(0, len(part.samples), UNIT)]
        end = len(fed) if part.keep is None else part.keep
        units += [unit for index, unit in enumerate(fed) if index >= already and part.skip <= index < end]
    return np.concatenate([*units, np.zeros((0, 2), np.float32)])


def encoders(parts):
    """Return what each encoder in turn is fed, and which of its packets count."""
    fed = []
    for part in parts:
        if isinstance(part, Silence):
            fed.append(part)
        elif part.begins:
            fed.append((part.skip, part.keep, part.last, part.samples.tobytes()))
        else:
            skip, _, _, samples = fed.pop()
            fed.append((skip, part.keep, part.last, samples + part.samples.tobytes()))
    return fed


@given(runs, sizes)
def test_the_parts_joined_are_the_programme(runs, sizes):
    sound = sound_of(runs)
    assert np.array_equal(joined(cut(sound, sizes)), sound)


@given(runs, sizes)
def test_blocks_of_any_size_are_cut_alike(runs, sizes):
    sound = sound_of(runs)
    for one, other in zip(encoders(cut(sound, sizes)), encoders(cut(sound, [len(sound) or 1])), strict=True):
        assert one == other


@given(runs, sizes)
def test_an_encoder_hears_silence_before_and_after_what_it_says(runs, sizes):
    for part in cut(sound_of(runs), sizes):
        if isinstance(part, Silence):
            assert part.packets > 2 * WARM_UP
        elif part.skip and part.begins:
            assert not part.samples[: (BEFORE + WARM_UP) * UNIT].any()
        if isinstance(part, Silence) or part.keep is None:
            continue
        assert not part.samples[-(AFTER + WARM_UP) * UNIT :].any()


def test_an_hour_of_silence_is_one_number():
    parts = list(Cutter(1, UNIT, BEFORE, AFTER).cut(np.zeros((1000, 1), np.float32) for _ in range(8640)))
    assert [type(part) for part in parts].count(Silence) == 1
    assert sum(len(part.samples) for part in parts if not isinstance(part, Silence)) < 20 * UNIT


def test_sound_without_end_is_handed_on_in_pieces():
    cutter = Cutter(1, UNIT, BEFORE, AFTER)
    parts = list(cutter.cut(np.ones((UNIT * 10, 1), np.float32) for _ in range(200)))
    assert [part.begins for part in parts] == [True] + [False] * (len(parts) - 1)
    assert max(len(part.samples) for part in parts) <= 150 * UNIT
