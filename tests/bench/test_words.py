"""Only what sounds different counts as heard wrong."""

import pytest

from scripts.listening.__main__ import Cue, _pieces, _row, read_captions
from scripts.listening.words import errors, is_count, is_release, words


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("5", "Five."),
        ("Round 1 of 2.", "round one of two"),
        ("You press it for 8 s, then let go.", "You press it for eight seconds then, let go!"),
        ("If you're bending, don't.", "If you are bending, do not."),
        ("Half-way.", "Half way"),
        ("Ankle to knee, 21 times", "Ankle to knee, twenty-one times."),
    ],
)
def test_spelling_is_not_heard(said, heard):
    assert words(said) == words(heard)


@pytest.mark.parametrize(
    ("said", "heard", "wrong"),
    [
        ("Let go.", "Let's go.", 1),
        ("It is sore to touch, and moves.", "It is sore to touch and move.", 1),
        ("5", "", 1),
        ("Breathe in.", "Breathe in and out.", 2),
        ("The left side.", "left side the", 2),
        ("At the tone, press.", "At the tone press", 0),
    ],
)
def test_a_word_left_out_put_in_or_exchanged_is_one_wrong(said, heard, wrong):
    assert errors(words(said), words(heard)) == Cue(0.0, said, heard).wrong == wrong


def test_counts_and_releases_are_told_from_the_rest():
    assert [text for text in ("5", "21", "Round 5", "Let go.", "") if is_count(words(text))] == ["5", "21"]
    assert [text for text in ("Let go.", "Go.", "Release.") if is_release(words(text))] == ["Let go.", "Release."]


def test_a_cue_is_heard_with_a_little_around_it_and_nothing_of_its_neighbours():
    vtt = "WEBVTT\n\n00:00:01.500 --> 00:00:02.000\nOne\n\n00:00:02.100 --> 00:01:02.500\nTwo & a half\n"
    captions = list(read_captions(vtt))
    assert captions == [(1.5, 2.0, "One"), (2.1, 62.5, "Two & a half")]
    assert list(_pieces(captions)) == [(1.2, 2.1), (2.0, 62.8)]


def test_a_misheard_count_breaks_the_promise_whatever_the_rest():
    cues = [Cue(0.0, "a " * 200, "a " * 200), Cue(1.0, "Let go.", "let go")]
    assert _row("lower-back", "hibari", [*cues, Cue(2.0, "5", "five")]).met
    assert not _row("lower-back", "hibari", [*cues, Cue(2.0, "5", "bye")]).met
    assert _row("lower-back", "piper", [*cues, Cue(2.0, "5", "bye")]).met
    assert not _row("lower-back", "piper", [*cues, Cue(2.0, "5 " * 7, "bye " * 7)]).met
