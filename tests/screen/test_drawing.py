import re

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.screen.page import Ink, Paper, page
from voiceguide.screen.view import View

HOLD = View("hold", "A routine", "Hold", "Left side", seconds=8, next="Rest 5 s", passed=84, total=232)
SIZE = (80, 24)


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


def rows(drawn):
    """The numbers of the rows that are written."""
    return {int(number) for number in re.findall(r"\x1b\[(\d+);1H", drawn)}


def test_a_second_less_writes_the_rows_that_changed_and_no_others():
    ink = Ink()
    whole = ink.drawn(HOLD, SIZE)
    less = ink.drawn(
        View("hold", "A routine", "Hold", "Left side", seconds=7, next="Rest 5 s", passed=85, total=232), SIZE
    )
    assert whole.count("\x1b[2J") == 1
    assert "\x1b[2J" not in less
    assert rows(whole) == set(range(1, 25))
    assert rows(less) <= {*range(8, 19), 23}  # the number, and the bar


def test_nothing_new_writes_nothing():
    ink = Ink()
    ink.drawn(HOLD, SIZE)
    assert ink.drawn(HOLD, SIZE) == ""


@pytest.mark.parametrize("again", [{"size": (100, 30)}, {"size": SIZE, "whole": True}])
def test_a_terminal_of_another_size_or_with_something_else_on_it_is_drawn_whole(again):
    ink = Ink()
    ink.drawn(HOLD, SIZE)
    assert ink.drawn(HOLD, **again).startswith("\x1b[2J")


def test_colours_are_left_out_where_they_are_not_wanted_and_bold_stays():
    assert "\x1b[1;32m" in Ink().drawn(HOLD, SIZE)
    plain = Ink(color=False).drawn(HOLD, SIZE)
    assert "\x1b[1m" in plain
    assert "32m" not in plain


VIEWS = st.builds(
    View,
    st.sampled_from(["words", "hold", "wait", "pause"]),
    st.just("A routine"),
    st.sampled_from(["Hold", "Rest", "休む", "Stand near a wall, or sit.", ""]),
    seconds=st.none() | st.integers(0, 200),
    next=st.sampled_from(["", "Rest 5 s", "休む 5 s"]),
    passed=st.integers(0, 100),
    total=st.just(100),
)
SIZES = st.tuples(st.integers(1, 100), st.integers(1, 30))


@given(st.lists(st.tuples(VIEWS, SIZES | st.just(SIZE)), min_size=1, max_size=6))
def test_whatever_came_before_the_terminal_shows_the_page(shown):
    ink, screen = Ink(), pyte.Screen(*SIZE)
    stream = pyte.Stream(screen)
    for view, size in shown:
        if (screen.columns, screen.lines) != size:
            screen.resize(size[1], size[0])
        stream.feed(ink.drawn(view, size))
    rows = [row.plain.rstrip() for row in page(view, Paper(*size))]
    assert [row.rstrip() for row in screen.display] == rows
