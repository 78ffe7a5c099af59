import contextlib
import io
import os

import pytest
from virtual_terminal import VirtualTerminal

from voiceguide.plan.model import Metadata
from voiceguide.screen.choose import choose
from voiceguide.screen.full import FullScreen
from voiceguide.screen.lines import Lines, ReadAloud, Skimmed
from voiceguide.screen.view import Screen

ABOUT = Metadata("A routine")
XTERM = {"TERM": "xterm"}


@pytest.fixture
def chosen():
    """Choose for a terminal of `size`; return the screen's kind and how it words lines."""

    def call(size=(80, 24), encoding="utf-8", environ=XTERM, **wishes):
        with (
            contextlib.closing(VirtualTerminal(*size)) as display,
            os.fdopen(os.dup(display.terminal), "w", encoding=encoding) as out,
        ):
            screen = choose(ABOUT, stream=out, environ=environ, **wishes)
        return type(screen), type(getattr(screen, "_wording", None))

    return call


FULL = (FullScreen, type(None))
READ = (Lines, ReadAloud)
SKIMMED = (Lines, Skimmed)


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (300, 90)])
def test_a_terminal_is_filled(chosen, size):
    assert chosen(size) == FULL


@pytest.mark.parametrize(
    "terminal",
    [
        {"size": (39, 10)},
        {"size": (40, 9)},
        {"encoding": "ascii"},
        {"encoding": "latin-1"},
        {"environ": {"TERM": "dumb"}},
        {"environ": {}},
    ],
    ids=str,
)
def test_a_terminal_with_no_room_or_no_letters_gets_lines(chosen, terminal):
    assert chosen(**terminal) == SKIMMED


def test_what_is_no_terminal_gets_lines_without_codes():
    screen = choose(ABOUT, stream=io.StringIO(), environ=XTERM)
    assert isinstance(screen, Lines)
    assert screen._wording == Skimmed(screen._wording.hints, color=False)


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ({"quiet": True}, (Screen, type(None))),
        ({"quiet": True, "lines": True}, (Screen, type(None))),
        ({"lines": True}, READ),
        ({"environ": XTERM | {"VOICEGUIDE_SCREEN_READER": "1"}}, READ),
        ({"environ": XTERM | {"VOICEGUIDE_SCREEN_READER": "0"}}, FULL),
        ({"environ": XTERM | {"VOICEGUIDE_SCREEN_READER": ""}}, FULL),
    ],
    ids=str,
)
def test_who_wants_another_screen_gets_it(chosen, wishes, expected):
    assert chosen(**wishes) == expected


@pytest.mark.parametrize(
    ("environ", "wishes", "still", "color"),
    [
        ({}, {}, False, True),
        ({"NO_COLOR": "1"}, {}, False, False),
        ({"NO_COLOR": ""}, {}, False, True),
        ({"VOICEGUIDE_REDUCED_MOTION": "1"}, {}, True, True),
        ({}, {"still": True}, True, True),
    ],
    ids=str,
)
def test_colour_and_motion_are_as_wished(environ, wishes, still, color):
    with (
        contextlib.closing(VirtualTerminal()) as display,
        os.fdopen(os.dup(display.terminal), "w", encoding="utf-8") as out,
    ):
        screen = choose(ABOUT, stream=out, environ=XTERM | environ, **wishes)
    assert (screen._still, screen._color) == (still, color)


def test_without_standard_output_nothing_is_shown(monkeypatch):
    monkeypatch.setattr("sys.stdout", None)
    with choose(ABOUT, environ=XTERM) as screen:
        screen.tell("Nobody reads this.")
        screen.count(3)
    assert type(screen) is Screen
