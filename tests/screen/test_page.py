from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from voiceguide.screen.page import Paper, page
from voiceguide.screen.view import View

PAGES = Path(__file__).with_name("pages")
TITLE = "Lower-back trigger point routine"
LEFT = "Left side, round 1 of 2"
SAFETY = (
    "Press on muscle only. Never press on bone. Stay low, just above the pelvis.",
    "Let go if the pain is sharp, spreads down a leg, or tingles.",
)
VIEWS = {
    "hold": View("hold", TITLE, "Hold", "Left side", "", "Halfway.", 8, LEFT, "Rest 5 s", 84, 232, badge="Left 1/2"),
    "wait": View(
        "wait",
        TITLE,
        "Ready?",
        "Left side",
        speech="Put your fingers just above the pelvis. Feel the muscle beside the spine.",
        seconds=27,
        place="Left side",
        badge="Left",
        next="Hold 8 s",
        passed=45,
        total=232,
        message="Any key goes on.",
    ),
    "words": View(
        "words",
        TITLE,
        "Stand near a wall, or sit toward the front of a steady chair, with both feet flat.",
        "Get ready",
        next="Left side: wait up to 30 s",
        passed=3,
        total=232,
        safety=SAFETY,
    ),
    "paused": View(
        "pause", TITLE, "Paused", "Left side", "", "Space goes on.", None, LEFT, "Rest 5 s", 84, 232, "Paused."
    ),
    "starting": View("words", TITLE, "Starting in", seconds=7, safety=SAFETY),
}
SIZES = [(40, 10), (80, 24), (132, 43)]
HINT = "Space: pause; any other key: ready; q: stop"


def shown(view, width, height, **options):
    return [row.plain for row in page(view, Paper(width, height, **({"hint": HINT} | options)))]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", VIEWS)
def test_a_page_is_what_somebody_has_looked_at(name, size):
    rows = [row.rstrip() for row in shown(VIEWS[name], *size)]
    golden = PAGES / f"{name}-{size[0]}x{size[1]}.txt"
    assert rows == golden.read_text("utf-8").split("\n")[:-1]


def test_words_too_long_to_be_large_are_shown_a_sentence_at_a_time():
    long = View("words", TITLE, f"{'Feel the muscle beside the spine. ' * 6}Stop.", sentence="Stop.")
    alone = View("words", TITLE, "Stop.")
    assert shown(long, 80, 24) == shown(alone, 80, 24)
    assert "Feel the muscle" in "".join(shown(View("words", TITLE, long.word), 80, 24))


@pytest.mark.parametrize("said", ["", "Halfway.", "Breathe on. " * 20])
def test_a_number_is_as_large_with_one_digit_as_with_two_and_whatever_is_said(said):
    heights = {
        sum(bool(row.strip()) for row in shown(View("hold", TITLE, "Hold", "", "", said, seconds, LEFT), 80, 24)[7:18])
        for seconds in (9, 10, 99)
    }
    assert heights == {11}


def test_minutes_of_waiting_are_a_clock():
    rows = shown(View("wait", TITLE, "Ready?", seconds=100), 40, 10, fine=False)
    assert "1:40" in "".join(rows)


@pytest.mark.parametrize(
    ("size", "rows"),
    [
        ((1, 1), ["8"]),
        ((12, 3), ["8 Hold      ", "Left 1/2    ", "Halfway.    "]),
        ((39, 4), ["8 Hold".ljust(39), "Left 1/2".ljust(39), "Halfway.".ljust(39), "Next: Rest 5 s".ljust(39)]),
    ],
)
def test_where_there_is_no_room_for_large_letters_what_matters_most_comes_first(size, rows):
    assert shown(VIEWS["hold"], *size) == rows


def test_wide_characters_take_two_columns():
    words = "壁の近くに立つか、椅子に座ってください。"
    rows = shown(View("words", "腰のトリガーポイント", words, next="休む 5 s"), 40, 10)
    assert {cell_len(row) for row in rows} == {40}
    assert rows[3].strip() + rows[4].strip() == words


def test_what_a_terminal_would_obey_is_not_in_a_page():
    rows = shown(View("words", "A\x1b[31m", "Do\x9b2Jit\x07", message="\r\n\x1b]0;x"), 80, 24)
    assert "".join(rows).isprintable()


def test_the_console_of_linux_gets_whole_blocks_only():
    for view in VIEWS.values():
        assert not set("".join(shown(view, 80, 24, fine=False))) & set("▘▝▀▖▌▞▛▗▚▐▜▄▙▟")


TEXTS = st.text("aB1 .,-é休\x1b\n", max_size=120)
ANY = st.builds(
    View,
    st.sampled_from(["words", "hold", "rest", "wait", "phase", "pause"]),
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    st.none() | st.integers(0, 90_000),
    TEXTS,
    TEXTS,
    st.integers(0, 90_000),
    st.integers(0, 90_000),
    TEXTS,
    st.lists(TEXTS, max_size=3).map(tuple),
    TEXTS,
)


@given(ANY, st.integers(1, 140), st.integers(1, 50), st.booleans())
def test_a_page_fills_its_paper_exactly_whatever_stands_on_it(view, width, height, fine):
    rows = page(view, Paper(width, height, fine=fine, hint=HINT))
    assert len(rows) == height
    assert {row.cell_len for row in rows} == {width}
