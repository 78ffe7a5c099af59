"""Covers, looked at pixel by pixel: the spot, the title and its margins."""

# ruff: noqa: RUF001 - letters of other scripts are meant

import io
import unicodedata

import av
import numpy as np
import pytest
from fontTools.ttLib import TTFont

from voiceguide.pictures import cover
from voiceguide.pictures.cover import SIDE, area, draw
from voiceguide.plan.model import Metadata

GROUND, FIGURE, SPOT = (0x12, 0x34, 0x3B), (0xF3, 0xEF, 0xE4), (0xFF, 0x8A, 0x3D)


def pixels(title, tags=()):
    """Return the cover as libav decodes it, shape (height, width, 3)."""
    with av.open(io.BytesIO(draw(Metadata(title, tags=tags)))) as image:
        return next(image.decode(video=0)).to_ndarray(format="rgb24")


def inked(picture):
    """Return which pixels of the title's part are written on."""
    return (picture[670:] != GROUND).any(axis=2)


@pytest.mark.parametrize("where", cover._SPOTS)
def test_each_part_of_the_body_has_its_spot(where):
    picture = pixels("Ten minutes", [where])
    x, y = cover._SPOTS[where]
    assert tuple(picture[y, x]) == SPOT


def test_breathing_has_a_sign_of_its_own_and_what_names_no_part_has_no_spot():
    assert tuple(pixels("Box breathing")[345, 500]) == SPOT
    plain = pixels("My morning")
    assert plain.shape == (SIDE, SIDE, 3)
    assert not (plain == SPOT).all(axis=2).any()
    assert tuple(plain[300, 500]) == FIGURE


@pytest.mark.parametrize(
    "title",
    [
        "Lower-back trigger point routine",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "Rückenschulungsübungszusammenstellung " * 8,
        "تمارين أسفل الظهر في الصباح الباكر قبل العمل",
        "Mm",
    ],
)
def test_a_title_of_any_length_keeps_to_its_margins(title):
    ink = inked(pixels(title))
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    assert len(rows)
    assert columns[0] >= 20
    assert columns[-1] < SIDE - 20
    assert rows[-1] + 670 < SIDE - 10


def test_a_title_that_is_cut_short_says_so():
    lines, size = cover._typeset("A very long title of a routine that goes on and on " * 4)
    assert len(lines) == 3
    assert lines[-1].endswith("...")
    assert size == cover._SMALLEST


def test_hebrew_begins_at_the_right():
    # Four wide letters, then a thin one: the last is at the left.
    columns = np.flatnonzero(inked(pixels("שששש ן")).any(axis=0))
    gap = np.argmax(np.diff(columns))
    assert gap < len(columns) / 4


def test_arabic_letters_join():
    apart, joined = (np.flatnonzero(inked(pixels(title)).any(axis=0)) for title in ("ت\u200cم\u200cت\u200cم", "تمتم"))
    assert np.diff(apart).max() > 1
    assert np.diff(joined).max() == 1


def test_a_title_in_letters_that_no_font_has_leaves_its_room_to_the_figure():
    picture = pixels("\U0001fffd\U0002fffe", ["neck"])
    # The figure stands taller, and no box stands for a letter.
    assert tuple(picture[800, 440]) == FIGURE
    assert not inked(picture)[:, :200].any()


def test_signs_of_markup_and_emoji_break_nothing():
    assert (pixels("Neck 🧘 & <b>\n\trelease\x07\ufffe") == pixels("Neck & <b> release")).all()


def test_the_same_words_give_the_same_bytes():
    assert draw(Metadata("Lower back")) == draw(Metadata("Lower back"))
    assert draw(Metadata("Lower back")) != draw(Metadata("Lower backs"))


def test_the_font_has_what_it_is_said_to_have():
    here = set(TTFont(cover._FONT).getBestCmap())
    for first, last in cover._FONT_HAS:
        missing = [x for x in range(first, last + 1) if unicodedata.category(chr(x))[0] in "LN" and x not in here]
        assert not missing, [hex(x) for x in missing]


@pytest.mark.parametrize(
    ("title", "tags", "found"),
    [
        ("Triggerpunkte im unteren Rücken", (), "lower back"),
        ("Puntos gatillo de la zona lumbar", (), "lower back"),
        ("Points sensibles du bas du dos", (), "lower back"),
        ("Upper back and neck", (), "upper back"),
        ("下背部按摩", (), "lower back"),
        ("Ten minutes", ("stretching", "hips"), "hip"),
        ("FÜSSE", (), "foot"),
        ("Dos minutos de ship shape", (), ""),
    ],
)
def test_the_part_of_the_body_that_is_named_first_counts_in_any_language(title, tags, found):
    assert area(title, tags) == found
