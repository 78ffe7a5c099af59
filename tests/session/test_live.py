"""A session that is changed on the way, from end to end: what is heard, and what the listener is told."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sessions import HZ, answers, at_frames, captions, compiled, hold_of, runs, silent
from sessions import speak as murmur

from voiceguide.errors import EngineError
from voiceguide.playback.contracts import Answer, Command
from voiceguide.playback.mixer import mix
from voiceguide.playback.session import perform
from voiceguide.session.live import Live
from voiceguide.speech.clips import FASTER
from voiceguide.speech.locales import Book
from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings
from voiceguide.timeline.tones import tone

PLAN = compiled()


class Told(list):
    """Lines that a session told its listener."""

    __call__ = list.append


def live_of(plan=PLAN, speak=murmur):
    live = Live(plan, speak, tell=Told())
    live.told = live._tell
    return live


def spoken(live):
    """Wait until the words that were asked for are spoken."""
    if live._making:
        live._making.wait()


def played(live, orders=(), block=2400, latency=0, most=100_000_000):
    """Return the blocks of a session whose changes are ready at once."""
    script, blocks, sounded = at_frames(block, orders), [], 0

    def commands():
        given = script()
        spoken(live)
        return given

    session = perform(live.timeline, commands=commands, changes=live, block=block, latency=latency)
    for one in session:
        blocks.append(one)
        sounded += len(one)
        if sounded >= most:
            break
    return blocks


def test_a_longer_hold_is_heard_five_seconds_longer():
    live = live_of()
    hold = hold_of(live.timeline)
    blocks = played(live, [(hold.at + 2 * HZ, Command.LONGER)])
    assert sum(map(len, blocks)) == live.timeline.length + 5 * HZ
    assert answers(blocks) == ["longer"]
    last = blocks[-1].timeline
    assert hold_of(last).end == hold.end + 5 * HZ
    assert runs(blocks) == [(0, last.length)]


def test_what_is_heard_of_a_changed_session_is_its_last_timeline():
    live = live_of()
    hold = hold_of(live.timeline)
    blocks = played(live, [(hold.at + 2 * HZ, Command.LONGER), (hold.at + 9 * HZ, Command.SHORTER)])
    timeline = blocks[-1].timeline
    for block in blocks:
        (span,) = block.spans
        assert np.array_equal(block.samples, mix(timeline, span))


def test_words_inside_a_hold_are_there_at_their_fastest_before_it_can_become_shorter():
    """
    - hold: 8 s
      steps: [say: Breathe.]
    """
    asked = []

    def speak(plan, besides=(), progress=None):
        asked.extend(besides)
        return murmur(plan, besides, progress)

    steps = "- hold: 8 s\n  steps: [say: Breathe.]\n- say: Done.\n"
    live_of(compiled(f"routine: 1\ntitle: T\nsteps:\n{steps}"), speak)
    assert [(words.parts, words.tempo) for words in asked if words.faster != 1] == [(("Breathe.",), FASTER[-1])]


def counts_between(timeline, start, end):
    return [label for label in captions(timeline, start, end) if label in "321"]


@pytest.mark.parametrize("back", [Command.AGAIN, Command.PAUSE])
def test_a_hold_that_begins_again_is_counted_as_long_as_it_is_now(back):
    live = live_of()
    hold = hold_of(live.timeline)
    # '3' and '2' are said when the hold becomes longer.
    asked = [(hold.end - 2 * HZ + 2400, Command.LONGER), (hold.end, back), (hold.end + HZ, Command.RESUME)]
    blocks = played(live, asked)
    now = hold_of(blocks[-1].timeline)
    assert runs(blocks)[1][0] == hold.start
    assert counts_between(blocks[-1].timeline, now.at, now.end) == ["3", "2", "1"]


def test_after_two_changes_each_hold_is_counted_right_however_far_back_one_goes():
    live = live_of()
    first, second = hold_of(live.timeline), hold_of(live.timeline, 1)
    asked = [(first.end - HZ, Command.LONGER), (second.end + 4 * HZ, Command.LONGER)]
    at = second.end + 5 * HZ
    asked += [(at, Command.AGAIN), (at + 2400, Command.BACK), (at + 4800, Command.BACK)]
    timeline = played(live, asked)[-1].timeline
    for number in (0, 1):
        hold = hold_of(timeline, number)
        assert hold.end - hold.at == 13 * HZ
        assert counts_between(timeline, hold.at, hold.end) == ["3", "2", "1"]


def test_slower_speech_is_spoken_beside_the_session_and_comes_with_the_next_words():
    live = live_of()
    blocks = played(live, [(2400, Command.SLOWER)])
    timeline = blocks[-1].timeline
    assert answers(blocks) == ["slower"]
    assert captions(timeline) == captions(live.timeline)
    lengths = [m.end - m.at for m in timeline.marks if m.label == "Find it."]
    usual = [m.end - m.at for m in live.timeline.marks if m.label == "Find it."]
    assert lengths[0] == pytest.approx(usual[0] / 0.9, abs=1)


def test_a_jump_under_way_leads_where_it_should_though_what_it_passes_over_changes():
    live = live_of()
    blocks = played(live, [(2400, Command.SLOWER), *[(4800, Command.NEXT)] * 3])
    timeline = blocks[-1].timeline
    assert runs(blocks)[-1][0] == hold_of(timeline).start
    assert captions(timeline)[-1] == "The end."


def test_slower_and_faster_say_when_they_go_no_further():
    live = live_of()
    slower = [(2400 * n, Command.SLOWER) for n in range(1, 5)]
    faster = [(2400 * n, Command.FASTER) for n in range(5, 12)]
    blocks = played(live, slower + faster, most=40 * HZ)
    assert answers(blocks) == ["slower"] * 3 + ["slowest"] + ["faster"] * 6 + ["fastest"]


def test_slower_is_not_lost_when_the_listener_goes_back_meanwhile():
    live = live_of()
    hold = hold_of(live.timeline, 1)
    answer = live.ask(live.timeline, Command.SLOWER, hold.at, hold.at)[1]
    spoken(live)
    back = hold_of(live.timeline, 0).start
    timeline = live.made(live.timeline, back)
    assert answer is Answer.SLOWER
    press = [m.end - m.at for m in timeline.marks if m.label == "Press 2."]
    assert press[0] > next(m.end - m.at for m in live.timeline.marks if m.label == "Press 2.")
    assert live.told == []


def test_a_voice_that_fails_as_nobody_foresaw_is_told_and_the_session_goes_on():
    voices = iter([murmur])

    def speak(*asked):
        if voice := next(voices, None):
            return voice(*asked)
        raise RuntimeError("it\nbroke")

    live = live_of(compiled("routine: 1\ntitle: T\nsteps:\n- hold: 8 s\n- say: Words.\n"), speak)
    blocks = played(live, [(4800, Command.SLOWER)])
    assert live.told == ["The speech stays as it is: something unforeseen, RuntimeError: it broke."]
    assert runs(blocks) == [(0, live.timeline.length)]


def test_speech_that_cannot_be_made_is_told_and_can_be_asked_for_again():
    voices = iter([murmur])

    def speak(*asked):
        if voice := next(voices, None):
            return voice(*asked)
        raise EngineError("the voice is gone")

    live = live_of(compiled("routine: 1\ntitle: T\nsteps:\n- hold: 8 s\n- say: Words.\n"), speak)
    blocks = played(live, [(4800 * n, Command.SLOWER) for n in range(1, 5)])  # a block between, to fail in
    assert answers(blocks) == ["slower"] * 4, "three steps are the most; but none of these came to anything"
    assert live.told == ["The speech stays as it is: the voice is gone."] * 4
    assert runs(blocks) == [(0, live.timeline.length)]


ASKED = [Command.LONGER, Command.SHORTER, Command.SLOWER, Command.FASTER, Command.NEXT, Command.BACK]
ASKED += [Command.AGAIN, Command.PAUSE, Command.RESUME, Command.READY, Command.SKIP_SIDE]


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 60 * HZ), st.sampled_from(ASKED)), max_size=10),
    st.sampled_from([2400, 4801]),
    st.sampled_from([0, 4800, 9600]),
)
def test_whatever_is_asked_for_no_frame_lies_outside_and_no_words_meet(orders, block, latency):
    live = live_of()
    blocks = played(live, [*orders, (60 * HZ, Command.RESUME)], block, latency, most=200 * HZ)
    for one in blocks:
        assert all(0 <= span.start <= span.end <= one.timeline.length for span in one.spans)
    timelines = {id(one.timeline): one.timeline for one in blocks}.values()
    for timeline in timelines:
        voices = [p for p in timeline.placements if p.track == "voice"]
        assert all(left.end <= right.start for left, right in pairwise(voices))
        holds = [m for m in timeline.steps if m.verb == "hold"]
        released = {p.start for p in timeline.placements if p.clip is tone("release")}
        assert {hold.end for hold in holds} <= released


def test_a_reply_of_every_answer_is_there():
    live = live_of()
    assert set(live.replies) == set(Answer)
    assert all(len(clip) for clip in live.replies.values())


def test_numbers_for_longer_holds_are_spoken_before_the_session_begins():
    asked = []

    def speak(plan, besides, _):
        asked.extend(besides)
        return murmur(plan, besides)

    live_of(compiled("routine: 1\ntitle: T\nsteps:\n- hold: 3 s\n- hold: 3 s\n  count: up\n"), speak)
    numbers = {int(dict(part.values)["number"]) for words in asked for part in words.parts if part.key == "count"}
    assert numbers == set(range(1, 63)), "a hold may become a minute longer"
    assert Fraction(1) == {words.tempo for words in asked}.pop()


def test_a_change_leaves_the_timelines_of_others_alone():
    live = live_of()
    before = silent(live.timeline)
    played(live, [(hold_of(live.timeline).at + HZ, Command.LONGER)], most=30 * HZ)
    assert silent(live.timeline) == before


@pytest.mark.parametrize(
    ("rate", "command", "told"),
    [
        (0.5, Command.SLOWER, ["slowest"]),
        (0.6, Command.SLOWER, ["slower", "slowest"]),
        (1.0, Command.SLOWER, ["slower", "slower", "slower", "slowest"]),
        (1.9, Command.FASTER, ["fastest"]),
        (1.7, Command.FASTER, ["faster", "fastest"]),
    ],
)
def test_slower_and_faster_end_where_speech_can_no_longer_be_understood(rate, command, told):
    live = Live(PLAN, murmur, tell=print, voice_settings=VoiceSettings(rate=rate))
    answered = [live.ask(live.timeline, command, 0, 0)[1].value for _ in told]
    live.close()
    assert answered == told


def test_an_answer_without_words_is_as_loud_as_the_voice():
    def wordless(plan, besides, progress):
        return replace(murmur(plan, besides, progress), book=Book("xx"))

    usual, soft = (
        Live(
            compiled("routine: 1\ntitle: T\nsteps:\n- say: Words.\n"),
            wordless,
            tell=print,
            voice_settings=voice_settings,
        )
        for voice_settings in (DEFAULT, VoiceSettings(voice_db=-20))
    )
    assert np.allclose(soft.replies[Answer.PAUSED].samples, usual.replies[Answer.PAUSED].samples / 10)


def test_a_changed_session_keeps_its_tones_as_loud_as_they_were():
    live = Live(PLAN, murmur, tell=print, voice_settings=VoiceSettings(tone_db=-20))
    hold = hold_of(live.timeline)
    changed, _ = live.ask(live.timeline, Command.LONGER, hold.at + HZ, hold.at + HZ)
    gains = {p.gain for p in changed.placements if p.track == "tone"}
    assert max(gains) == pytest.approx(0.1)
