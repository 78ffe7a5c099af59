import pytest

from voiceguide.controls.ears.words import WORDS, best_words, command_of
from voiceguide.playback.contracts import Command


def test_every_command_has_a_word_but_the_toggle_which_nobody_says():
    assert {word.command for word in WORDS} == set(Command) - {Command.TOGGLE}


def test_no_word_stands_for_two_commands():
    assert len({word.text for word in WORDS}) == len(WORDS)


def test_a_word_asks_for_its_command_and_any_other_text_for_nothing():
    assert command_of("go on") is Command.RESUME
    with pytest.raises(KeyError):
        command_of("hello")


def test_a_listener_is_told_one_word_for_each_command():
    assert [word.command for word in best_words()] == list(dict.fromkeys(word.command for word in WORDS))
    assert "take a break" in {word.text for word in best_words()}
    assert "pause" not in {word.text for word in best_words()}
