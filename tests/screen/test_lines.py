import io
from dataclasses import replace

import numpy as np
import pytest

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.plan.model import Context, Metadata
from voiceguide.playback.contracts import Answer, Answered, Command, Now
from voiceguide.screen.lines import Lines, ReadAloud, Skimmed
from voiceguide.screen.view import Hints
from voiceguide.timeline.model import LeadIn, Mark, Timeline

HZ = TIMELINE_RATE.hz
TIMELINE = Timeline(TIMELINE_RATE, 10 * HZ, (), (), (), Metadata("A routine"))
HINTS = Hints("any key goes on", "Space goes on")


NOWHERE = Context()


def mark(label, kind="caption", verb="", context=NOWHERE, seconds=1):
    return Mark(0, seconds * HZ, kind, label, verb=verb, context=context)


def now(*marks, **more):
    return Now(TIMELINE, 0, marks=marks, **more)


def printed(wording, *moments):
    """The lines printed of `moments`: what is seen, what is told, and seconds of a countdown."""
    stream = io.StringIO()
    with Lines(stream, wording) as lines:
        for moment in moments:
            show = {Now: lines.see, str: lines.tell, int: lines.count}[type(moment)]
            show(moment)
    return stream.getvalue().splitlines()


def skimmed(*moments, hints=HINTS):
    return printed(Skimmed(hints), *moments)


def read(*moments, hints=HINTS):
    return printed(ReadAloud(hints), *moments)


LEFT = Context("left", 1, 2)
BEGUN = (
    now(mark("Left side", "chapter")),
    now(mark("Press.", "step", "say"), mark("Press.")),
    now(mark("hold 8 s", "step", "hold", LEFT, seconds=8)),
    now(mark("2")),
    now(mark("1")),
    now(mark("Let go.")),
)


def test_chapters_stand_out_steps_are_said_once_and_counts_share_a_line():
    assert skimmed(*BEGUN) == ["", "Left side", "  Press.", "  (hold 8 s)", "  2 1", "  Let go."]


def test_a_lead_in_is_a_line_of_its_words_after_the_pause():
    led = replace(TIMELINE, lead_in=LeadIn("Get ready.", Clip(np.zeros(3 * HZ, np.float32), TIMELINE_RATE)))
    moments = Now(led, 0, paused=True), Now(led, 0, leading_in=True), Now(led, 0, leading_in=True), Now(led, 9)
    assert skimmed(*moments) == ["  Paused: Space goes on.", "  Get ready."]
    assert read(*moments) == ["Paused. Space goes on.", "On we go.", "Get ready."]


def test_for_a_screen_reader_each_event_is_a_whole_line():
    assert read(*BEGUN) == [
        "Section: Left side.",
        "Press.",
        "Hold 8 s, left side, round 1 of 2.",
        "2",
        "1",
        "Let go.",
    ]


def test_chapters_are_bold_where_colours_are_wanted():
    assert printed(Skimmed(HINTS, color=True), now(mark("Left side", "chapter"))) == ["", "\x1b[1mLeft side\x1b[0m"]


def test_counts_that_are_the_last_thing_end_their_line():
    stream = io.StringIO()
    with Lines(stream, Skimmed(HINTS)) as lines:
        lines.see(now(mark("1")))
    assert stream.getvalue() == "  1\n"


@pytest.mark.parametrize(
    ("wording", "hints", "line"),
    [
        (Skimmed, HINTS, "  (wait up to 30 s; any key goes on)"),
        (Skimmed, Hints(), "  (wait up to 30 s)"),
        (ReadAloud, HINTS, "Wait up to 30 s. Any key goes on."),
        (ReadAloud, Hints(), "Wait up to 30 s."),
    ],
)
def test_a_wait_says_how_to_answer_it_where_somebody_can(wording, hints, line):
    assert printed(wording(hints), now(mark("wait up to 30 s", "step", "wait", seconds=30))) == [line]


PAUSE = (
    now(mark("One.")),
    now(paused=True, answered=(Answered(Command.TOGGLE, Answer.PAUSED),)),
    now(paused=True),
    now(mark("Two."), answered=(Answered(Command.TOGGLE),)),
)


def test_a_pause_says_once_how_to_go_on():
    assert skimmed(*PAUSE) == ["  One.", "  Paused: Space goes on.", "  Two."]
    assert skimmed(*PAUSE, hints=Hints())[1] == "  Paused."


def test_for_a_screen_reader_a_pause_has_an_end():
    assert read(*PAUSE)[:2] == ["One.", "Paused. Space goes on."]
    assert sorted(read(*PAUSE)[2:]) == ["On we go.", "Two."]


def test_what_the_session_answers_is_printed_as_it_is_spoken():
    answered = (Answered(Command.LONGER, Answer.LONGEST), Answered(Command.NEXT))
    assert skimmed(now(answered=answered)) == ["  That is the longest."]


def test_messages_from_elsewhere_have_their_line_between_counts():
    assert skimmed(now(mark("3")), "The headset is gone.", now(mark("2"))) == ["  3", "  The headset is gone.", "  2"]
    assert read("The headset is gone.") == ["The headset is gone."]


def test_a_countdown_counts_on_one_line():
    assert skimmed(4, 3, 2, 1, now(mark("Begin", "chapter"))) == ["Starting in", "  4 3 2 1", "", "Begin"]


def test_for_a_screen_reader_a_countdown_is_said_now_and_then():
    assert read(*range(33, 3, -1)) == [f"Starting in {seconds} s." for seconds in (33, 30, 20, 10, 5, 4)]


def test_what_a_terminal_would_obey_is_not_printed():
    for lines in (skimmed, read):
        shown = lines(now(mark("Do\x1b[2Jit", "chapter"), mark("A\x9b2J"), mark("B\x07", "step", "hold")), "C\x1b]0;x")
        assert "".join(shown).isprintable()


class Broken(io.StringIO):
    """A pipe whose reader has gone."""

    def write(self, _text):
        raise BrokenPipeError


def test_what_cannot_be_printed_is_raised_later():
    lines = Lines(Broken(), Skimmed(HINTS))
    lines.tell("One.")
    with pytest.raises(BrokenPipeError):
        lines.__exit__(None, None, None)
    with pytest.raises(BrokenPipeError):
        lines.tell("Two.")


def fail(lines):
    with lines:
        lines.tell("One.")
        raise LookupError


def test_an_error_of_the_session_is_not_hidden_by_one_of_its_lines():
    with pytest.raises(LookupError):
        fail(Lines(Broken(), Skimmed(HINTS)))
