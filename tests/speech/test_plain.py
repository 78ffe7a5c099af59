"""What nobody can say is left out before a voice is asked, and no word with it."""

import pytest

from voiceguide.speech.reading import Reader

GRIN, THUMB, DARK, JOINED = "\U0001f600", "\U0001f44d", "\U0001f3ff", "\U0001f469\u200d\U0001f680"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"Press {GRIN} on it {THUMB}{DARK}.", "Press on it."),
        (f"{GRIN} Press{GRIN}it {JOINED}", "Press it"),
        ("Stand \u2728\u2728, breathe \u2764\ufe0f now", "Stand, breathe now"),
        ("3\ufe0f\u20e3 rounds", "3 rounds"),
        (f"{GRIN}{JOINED}", ""),
        ("Pre\u200bss on\ufeff it\u2060 and \u202ehold\u202c, gent\u00adly", "Press on it and hold, gently"),
        ("Press\u200c it\u200d", "Press it"),
        ("Press\x07it\x00now\x85!", "Press it now !"),
        ("One\udcfftwo", "One two"),
        ("cafe\u0301", "caf\u00e9"),
        ("Hold \u0668 s, \uff13 rounds", "Hold 8 seconds, 3 rounds"),
    ],
)
def test_what_cannot_be_said_is_left_out(written, read):
    assert Reader("en", {}).read(written) == read


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fa", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("hi", "\u0915\u094d\u200d\u0937"),
        ("xx", "Pr\u00eats ? 20 \u00b0 \u2192 l\u00e0"),
        ("xx", "<break time='5s'/> [[h@l'oU]]"),
    ],
)
def test_what_spells_a_word_stays_and_so_does_what_looks_like_markup(language, text):
    assert Reader(language, {}).read(text) == text


def test_a_picture_is_said_as_a_lexicon_has_it():
    assert Reader("en", {THUMB: "well done"}).read(f"Good, {THUMB} {GRIN}") == "Good, well done"
