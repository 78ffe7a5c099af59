import contextlib
import os
import subprocess
import sys
from dataclasses import replace

import plans
import pytest
from plans import hold, say, wait
from virtual_terminal import VirtualTerminal

from voiceguide.plan.model import Metadata
from voiceguide.playback.contracts import Answer, Answered, Command, Now
from voiceguide.screen.full import FullScreen
from voiceguide.screen.view import Hints

HINTS = Hints("any key goes on", "Space goes on", "q: stop")
TIMELINE = plans.lay(say("Find it", "0"), wait("30"), hold("8")).timeline
SECOND = TIMELINE.rate.hz
GATE = TIMELINE.gates[0]


@pytest.fixture
def display():
    with contextlib.closing(VirtualTerminal()) as display:
        yield display


@pytest.fixture
def shown(display, monkeypatch):
    """Open a screen on the terminal, whose seconds are those of `shown.clock`."""
    monkeypatch.setenv("TERM", "xterm")
    with contextlib.ExitStack() as opened:

        def call(hints=HINTS, **options):
            out = opened.enter_context(os.fdopen(os.dup(display.terminal), "w", encoding="utf-8"))
            screen = FullScreen(Metadata("A routine"), out, hints, clock=lambda: call.clock, **options)
            return opened.enter_context(screen)

        call.clock = 0.0
        yield call


def now(at=GATE.start + SECOND, timeline=TIMELINE, **more):
    return Now(timeline, at, **more)


def bottom(display):
    return display.rows()[-1]


def passed(display, time):
    return display.rows()[-2].startswith(f"{time} ")


def test_nothing_is_touched_before_there_is_something_to_see(shown, display):
    shown()
    display.look()
    assert display.written == b""


def test_what_is_heard_is_seen(shown, display):
    shown().see(now(waiting=GATE))
    display.until("Any key goes on.")
    assert "Find it" in display.text()
    assert passed(display, "0:01")


def test_keys_are_at_the_bottom_where_nothing_else_is_to_say(shown, display):
    shown().see(now(GATE.end + SECOND))
    display.until("q: stop")


def test_a_message_stays_for_a_few_seconds(shown, display):
    screen = shown()
    screen.see(now())
    screen.tell("The headset is gone.")
    display.until(lambda: bottom(display) == "The headset is gone.")
    shown.clock = 5.9
    screen.see(now(GATE.end))
    display.until(lambda: passed(display, "0:30"))
    assert bottom(display) == "The headset is gone."
    shown.clock = 6.0
    screen.see(now(GATE.end))
    display.until(lambda: bottom(display) == "q: stop")


@pytest.mark.parametrize(
    ("answered", "words"),
    [
        (Answered(Command.LONGER, Answer.LONGER), "Five seconds longer."),
        (Answered(Command.NEXT), "Next step."),
    ],
)
def test_what_was_understood_is_seen(shown, display, answered, words):
    shown().see(now(answered=(answered,)))
    display.until(lambda: bottom(display) == words)


def test_what_is_done_next_takes_the_place_of_an_earlier_answer(shown, display):
    screen = shown()
    screen.see(now(paused=True, answered=(Answered(Command.TOGGLE, Answer.PAUSED),)))
    display.until(lambda: bottom(display) == "Paused.")
    screen.see(now(answered=(Answered(Command.TOGGLE),)))
    display.until(lambda: bottom(display) == "On we go.")


def test_what_the_ears_heard_stays_where_there_is_no_answer(shown, display):
    screen = shown()
    screen.tell("Heard: next.")
    screen.see(now(GATE.end, answered=(Answered(Command.NEXT),)))
    display.until(lambda: passed(display, "0:30") and bottom(display) == "Heard: next.")


def test_a_language_that_has_no_answers_of_its_own_is_answered_in_english(shown, display):
    foreign = replace(TIMELINE, metadata=replace(TIMELINE.metadata, language="tlh"))
    shown().see(now(timeline=foreign, answered=(Answered(Command.LOUDER, Answer.LOUDER),)))
    display.until("Volume up.")


def test_a_pause_says_how_to_go_on(shown, display):
    shown().see(now(paused=True))
    display.until("Space goes on.")


def test_a_timeline_laid_anew_is_the_one_that_is_seen(shown, display):
    screen = shown()
    screen.see(now())
    longer = plans.lay(say("Find it", "0"), wait("30"), hold("13")).timeline
    screen.see(now(GATE.end, longer))
    display.until(lambda: passed(display, "0:30") and display.rows()[-2].endswith("-0:15"))


def test_a_countdown_is_seen_with_the_safety_texts(display, shown):
    screen = shown()
    screen._metadata = Metadata("A routine", safety=("Stop if it hurts.",))
    screen.count(7)
    display.until("Stop if it hurts.")


def test_what_nobody_would_see_is_not_drawn_again(shown, display, monkeypatch):
    screen, drawn = shown(), []
    screen.see(now())
    display.until("Find it")
    monkeypatch.setattr(screen._painter, "put", drawn.append)
    for _ in range(100):
        screen.see(now())
    assert drawn == []
    screen.see(now(GATE.end))
    assert len(drawn) == 1


def test_a_terminal_that_nobody_reads_never_keeps_the_session_waiting(shown, display):
    screen = shown()
    for moment in range(3000):
        display.resize(80 + moment % 2, 24)  # each look paints a whole page
        screen.see(now(moment))


def test_a_terminal_that_is_gone_keeps_nobody_waiting_either(shown, display):
    screen = shown()
    screen.see(now())
    display.until(lambda: display.second)
    display.close()
    for moment in range(100):
        screen.see(now(moment * SECOND))


def test_a_mistake_in_painting_is_not_kept_secret(shown, monkeypatch):
    screen = shown()
    monkeypatch.setattr("voiceguide.screen.page.page", lambda *_: 1 / 0)
    screen.see(now())
    with pytest.raises(ZeroDivisionError):
        screen.__exit__(None, None, None)
    screen._painter.error = None


def test_rich_is_imported_only_once_there_is_something_to_see():
    program = (
        "import sys, voiceguide.screen.choose\n"
        "from voiceguide.plan.model import Metadata\n"
        "with voiceguide.screen.choose.choose(Metadata('A routine')): pass\n"
        "sys.exit('rich' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
