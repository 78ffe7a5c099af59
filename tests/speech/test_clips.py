"""Guessed clips: what a plan costs in time before any voice was started."""

from fractions import Fraction

import numpy as np
import pytest

from voiceguide.errors import FileError
from voiceguide.plan.model import HALFWAY, Sound, Words, count
from voiceguide.speech.clips import estimate


def seconds(clip):
    return Fraction(len(clip), clip.rate.hz)


def test_speech_is_guessed_at_11_characters_a_second_and_a_word_at_no_less_than_half_a_second(plan_of):
    clips = estimate(plan_of("Press on the knot, and breathe...", "Go", counts=[5]))
    assert clips.estimated
    assert seconds(clips[Words(("Press on the knot, and breathe...",))]) == Fraction(3)
    assert seconds(clips[Words(("Go",))]) == seconds(clips[count(5)]) == Fraction(1, 2)


def test_a_text_without_a_letter_is_not_spoken(plan_of):
    clips = estimate(plan_of("..."))
    assert len(clips[Words(("...",))]) == 0


def test_guessed_clips_are_silent_and_cost_no_memory(plan_of):
    samples = estimate(plan_of("A" * 2000))[Words(("A" * 2000,))].samples
    assert not samples.any()
    assert samples.strides == (0,)
    assert samples.dtype == np.float32


def test_a_sound_file_lasts_as_long_as_it_says(plan_of, wav):
    path = wav(np.zeros(66_150))
    assert seconds(estimate(plan_of(sounds=[path]))[Sound(str(path))]) == Fraction(3, 2)


def test_a_file_that_is_no_sound_is_found_without_decoding(plan_of, tmp_path):
    path = tmp_path / "drum.wav"
    path.write_text("boom")
    with pytest.raises(FileError, match=r"drum\.wav isn't a sound file"):
        estimate(plan_of(sounds=[path]))


def test_what_is_only_shown_has_its_text_too(plan_of):
    assert estimate(plan_of("One")).text(HALFWAY) == "Halfway."
