import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.plan.model import Context
from voiceguide.screen.big import HEIGHT, enlarge, glyph
from voiceguide.speech.locales import languages
from voiceguide.timeline.shown import Shown

PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,:;!?'-\u2013/()%+·"
DRAWN = f"{PLAIN}ßłı¿¡äöüáéíóúñàèìòùâêîôûãõçşąęğëïćńśźż"
TEXTS = st.text(DRAWN + " ", min_size=1, max_size=30)


@pytest.mark.parametrize("character", DRAWN)
def test_every_character_is_seven_rows_of_at_most_five_dots_and_unlike_the_others(character):
    rows = glyph(character)
    assert len(rows) == HEIGHT
    assert len({len(row) for row in rows}) == 1
    assert 1 <= len(rows[0]) <= 5
    assert [other for other in DRAWN if glyph(other) == rows] == [character]


def test_digits_are_equally_wide_so_that_numbers_stand_still():
    assert {len(glyph(digit)[0]) for digit in "0123456789"} == {5}


def test_a_number_fills_what_it_gets():
    assert enlarge("8", 10, 7, fine=False) == (
        "  ██████",
        "██      ██",
        "██      ██",
        "  ██████",
        "██      ██",
        "██      ██",
        "  ██████",
    )


def test_quarters_of_characters_make_small_letters():
    assert enlarge("Rest 5", 20, 4) == (
        "▛▀▖      ▐    ▛▀▘",
        "▙▄▘▞▀▖▞▀▘▜▘   ▀▀▖",
        "▌▚ ▛▀▘▝▀▖▐ ▖  ▖ ▌",
        "▘ ▘▝▀ ▀▀  ▀   ▝▀",
    )


def test_words_break_between_lines_and_short_lines_stand_in_the_middle():
    rows = enlarge("Halfway. Up", 24, 8)
    assert len(rows) == 8
    assert rows[4].startswith(" " * 6)


def test_quotation_marks_of_all_kinds_are_drawn():
    assert enlarge("\u201cdon\u2019t\u201d", 80, 10) == enlarge("'don't'", 80, 10)


def test_accents_are_drawn_above_and_below_small_letters():
    assert glyph("é") == ("...#.", "..#..", *glyph("e")[2:])
    assert glyph("ę") == (*glyph("e")[1:], "...#.")
    assert enlarge("e\u0301", 10, 7) == enlarge("\xe9", 10, 7)


def test_capitals_with_an_accent_are_drawn_as_small_letters():
    assert [glyph(letter) for letter in "ÜÉŁŞ"] == [glyph(letter) for letter in "üéłş"]
    assert glyph("İ") == glyph("i")


@pytest.mark.parametrize("language", languages())
def test_what_a_step_is_called_is_drawn_large_in_every_language_written_in_latin_letters(language):
    shown = Shown(language)
    words = [shown[key] for key in ("word-hold", "word-rest", "word-wait", "word-play", "paused", "ready-question")]
    drawn = [enlarge(word, 200, 60) is not None for word in (*words, shown.badge(Context("left", 1, 2)))]
    assert drawn == [language not in ("hi", "zh")] * len(drawn)


@pytest.mark.parametrize("text", ["", "   ", "сила", "đ", "ť", "休む", "a\tb\x1b"])
def test_what_is_not_drawn_is_left_to_the_terminal(text):
    assert enlarge(text, 200, 60) is None


@given(TEXTS, st.integers(1, 150), st.integers(1, 60), st.booleans())
def test_letters_never_leave_their_place(text, width, height, fine):
    rows = enlarge(text, width, height, fine=fine)
    if rows is not None:
        assert len(rows) <= height
        assert max(map(len, rows)) <= width


@given(TEXTS, st.integers(1, 100), st.integers(1, 40), st.integers(0, 50), st.integers(0, 20))
def test_what_fits_still_fits_where_there_is_more_room(text, width, height, wider, higher):
    assert enlarge(text, width, height) is None or enlarge(text, width + wider, height + higher) is not None
