import os
import random
from dataclasses import replace

import numpy as np
import pytest

from scripts.ears.learning import fresh, learn
from voiceguide.controls.ears import head as heads
from voiceguide.controls.ears.enrolment import Lesson, relearn
from voiceguide.controls.ears.head import TAPS, Head, keep, load, save, shipped
from voiceguide.controls.ears.words import WORDS
from voiceguide.errors import FileError

WINDOWS = 14


def utterances(seed, count=600):
    """Three classes: one pattern somewhere among the windows, another, and neither."""
    chance = np.random.default_rng(seed)
    patterns = np.random.default_rng(0).standard_normal((2, 96))
    labels = chance.integers(0, 3, count)
    windows = chance.standard_normal((count, WINDOWS, 96)) * 0.5
    for number, label in enumerate(labels):
        if label < 2:
            windows[number, chance.integers(0, WINDOWS - TAPS[-1])] += 1.5 * patterns[label]
    return windows.astype(np.float32), labels


@pytest.fixture(scope="module")
def taught():
    windows, labels = utterances(1)
    chance = np.random.default_rng(0)
    layers = fresh(96 * len(TAPS), 24, chance), fresh(24, 3, chance)
    first, last = learn(*layers, Lesson(windows, labels, np.ones(len(labels), np.float32)), epochs=30, seed=0)
    found = heads.found(first, windows)
    ones = np.ones(96, np.float32)
    return Head(("go", "stay"), 0 * ones, ones, ((first, last),), 0.5, keep(found, labels), {"trained": "here"})


def right(head, windows, labels):
    return np.mean([head.probabilities(one).argmax() == label for one, label in zip(windows, labels, strict=True)])


def test_what_was_learned_holds_for_utterances_never_seen_wherever_the_word_stands_in_them(taught):
    windows, labels = utterances(2)

    assert right(taught, windows, labels) > 0.9


def test_probabilities_add_up_to_one(taught):
    windows, _ = utterances(3, count=5)

    assert [taught.probabilities(one).sum() for one in windows] == pytest.approx([1.0] * 5)


def test_the_same_lesson_gives_the_same_layers():
    windows, labels = utterances(4, count=60)
    lesson = Lesson(windows, labels, np.ones(60, np.float32))
    once, twice = (
        learn(fresh(480, 8, np.random.default_rng(0)), fresh(8, 3, np.random.default_rng(1)), lesson, epochs=2, seed=7)
        for _ in range(2)
    )

    assert all(np.array_equal(a, b) for a, b in zip((*once[0], *once[1]), (*twice[0], *twice[1]), strict=True))


def test_examples_with_no_share_are_never_learned_from(taught):
    windows, labels = utterances(5)
    (first, last), *_ = taught.members
    found = heads.found(first, windows)
    wrong = Lesson(
        np.concatenate([found, found]), np.concatenate([labels, (labels + 1) % 3]), np.repeat([1.0, 0.0], 600)
    )

    again = relearn(last, wrong, epochs=20, seed=0)

    assert np.mean(heads.probabilities(again, found).argmax(axis=1) == labels) > 0.9


def test_a_head_comes_back_from_its_file_as_it_was(taught, tmp_path):
    save(taught, tmp_path / "head.npz")
    back = load(tmp_path / "head.npz")
    windows, _ = utterances(6, count=20)

    assert (back.words, back.threshold, back.facts) == (taught.words, taught.threshold, taught.facts)
    assert np.array_equal(back.kept.found, taught.kept.found)
    assert np.array_equal(back.kept.labels, taught.kept.labels)
    for one in windows:
        assert back.probabilities(one) == pytest.approx(taught.probabilities(one), abs=0.02)


def test_what_is_kept_of_the_training_is_what_was_found_to_a_hundredth(taught):
    windows, labels = utterances(1)
    found = heads.found(taught.members[0][0], windows)

    assert keep(found, labels).inputs() == pytest.approx(found, abs=0.01 * float(found.max()))


@pytest.mark.parametrize("content", [b"", b"not a head", b"PK\x03\x04 half a zip"])
def test_a_damaged_file_is_said_to_be_damaged_with_the_mend(content, tmp_path):
    path = tmp_path / "head.npz"
    path.write_bytes(content)

    with pytest.raises(FileError, match=r"head\.npz is damaged") as raised:
        load(path)
    assert "voiceguide enrol" in raised.value.hint


def test_a_file_cut_short_is_said_to_be_damaged(taught, tmp_path):
    path = tmp_path / "head.npz"
    save(taught, path)
    path.write_bytes(path.read_bytes()[:-2_000])

    with pytest.raises(FileError, match="damaged"):
        load(path)


def test_a_file_with_any_byte_damaged_is_read_as_it_was_or_said_to_be_damaged(taught, tmp_path):
    path = tmp_path / "head.npz"
    save(taught, path)
    whole = path.read_bytes()
    chance = random.Random(1)
    refused = 0
    for _ in range(100):
        at = chance.randrange(len(whole))
        path.write_bytes(whole[:at] + chance.randbytes(3) + whole[at + 3 :])
        try:
            read = load(path)
        except FileError:
            refused += 1
        else:
            save(read, path)
            assert path.read_bytes() == whole
    assert 50 < refused < 100


def test_a_head_whose_layers_do_not_fit_is_said_to_be_damaged(taught, tmp_path):
    path = tmp_path / "head.npz"
    save(replace(taught, words=taught.words[:-1]), path)

    with pytest.raises(FileError, match="damaged"):
        load(path)


def test_a_pipe_in_its_place_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "head.npz")

    with pytest.raises(FileError, match=r"can't read .* it isn't a file"):
        load(tmp_path / "head.npz")


def test_a_head_of_another_version_is_refused_with_the_mend(taught, tmp_path, monkeypatch):
    path = tmp_path / "head.npz"
    with monkeypatch.context() as later:
        later.setattr(heads, "_VERSION", 99)
        save(taught, path)

    with pytest.raises(FileError, match="another version") as raised:
        load(path)
    assert "voiceguide enrol" in raised.value.hint


def test_a_head_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileError, match="no file"):
        load(tmp_path / "head.npz")


def test_a_head_with_objects_in_it_is_refused_and_nothing_of_it_runs(tmp_path):
    np.savez(tmp_path / "head.npz", metadata=np.array([{"version": 1}], dtype=object))

    with pytest.raises(FileError, match="damaged"):
        load(tmp_path / "head.npz")


def test_the_head_that_voiceguide_comes_with_knows_every_word():
    head = shipped()

    assert sorted(head.words) == sorted(word.text for word in WORDS)
    assert 0 < head.threshold < 1
