"""A timeline laid out again while it plays keeps every sample that the sink has, and loses or doubles no word."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import HERE, TenthsALetter, pause, say
from sessions import HZ, Murmur, captions, compiled, hold_of

from voiceguide.audio import Span
from voiceguide.plan.edit import at_tempo, lengthened, replaced, shortened
from voiceguide.plan.model import Hold, Metadata, Plan, Words
from voiceguide.playback.mixer import mix
from voiceguide.speech.voice_settings import VoiceSettings
from voiceguide.timeline.changes import LayoutInput, first_unsaid, lay_out_again, longer, shorter
from voiceguide.timeline.layout import lay_out
from voiceguide.timeline.tones import tone

PLAN = compiled(music=True)
CLIPS = Murmur()
OLD = lay_out(PLAN, CLIPS)
CHANGES = {"longer": longer, "shorter": shorter}


def changed(how, here, kept):
    """Return the plan and the timeline after a command, or None when nothing could change."""
    plan, _ = CHANGES[how](PLAN, OLD, here, kept)
    new = lay_out_again(OLD, LayoutInput(plan, CLIPS), kept) if plan != PLAN else None
    return (plan, new) if new else None


def counts_of(timeline, hold):
    return [(m.at, m.label) for m in timeline.marks if m.kind == "caption" and m.label in "321" and m.at < hold.end]


@settings(max_examples=60)
@given(st.integers(0, OLD.length - 1), st.integers(0, 9600), st.sampled_from(["longer", "shorter"]))
def test_what_was_handed_over_stays_sample_for_sample(here, latency, how):
    kept = here + latency
    if found := changed(how, here, kept):
        _, new = found
        around = Span(max(kept - 3 * HZ, 0), kept)
        assert np.array_equal(mix(new, around), mix(OLD, around))
        assert [m for m in new.marks if m.kind == "caption" and m.at < kept] == [
            m for m in OLD.marks if m.kind == "caption" and m.at < kept
        ]
        starts = [p.start for p in new.placements]
        assert starts == sorted(starts)
        assert new.length >= max(p.end for p in new.placements)


@settings(max_examples=60)
@given(st.integers(0, OLD.length - 1), st.integers(0, 9600), st.sampled_from(["longer", "shorter"]))
def test_no_word_is_lost_and_none_is_doubled_but_counts(here, latency, how):
    kept = here + latency
    if found := changed(how, here, kept):
        _, new = found
        beats = {"1", "2", "3", "halfway", "Ready?", "Up", "Down"}
        words = [label for label in captions(new) if label not in beats]
        was = [label for label in captions(OLD) if label not in beats]
        rest = next((m for m in OLD.steps if m.verb == "rest" and m.at <= here < m.end), None)
        if rest and any(rest.at < m.start < kept < rest.end <= m.at for m in OLD.steps):
            was.insert(was.index("Press 2."), "Press 2.")  # begun when the rest became longer: it is said again
        assert sorted(words) == sorted(was)


@given(st.integers(0, 7), st.data())
def test_a_longer_hold_lasts_exactly_five_seconds_more_and_is_counted_to_its_new_end(second, data):
    hold = hold_of(OLD, 1)
    here = hold.at + second * HZ + data.draw(st.integers(0, HZ - 4801))
    kept = here + 4800
    _, new = changed("longer", here, kept)
    longer_hold = hold_of(new, 1)
    assert (longer_hold.at, longer_hold.end) == (hold.at, hold.end + 5 * HZ)
    last = [m for m in counts_of(new, longer_hold) if m[0] >= longer_hold.end - 3 * HZ]
    ticks = {p.start for p in new.placements if p.clip is tone("tick")}
    for number in (3, 2, 1):
        at = longer_hold.end - number * HZ
        assert (at, str(number)) in last or at in ticks
    assert longer_hold.end in [p.start for p in new.placements if p.clip is tone("release")]


@given(st.integers(4800, 7 * HZ))
def test_a_shorter_hold_never_ends_before_what_was_handed_over(kept):
    hold = hold_of(OLD, 0)
    kept += hold.at
    if found := changed("shorter", kept - 4800, kept):
        _, new = found
        end = hold_of(new, 0).end
        assert end == max(hold.end - 5 * HZ, kept, hold.at + 4 * HZ), "4 s is the least the setting allows"
        assert next(p.start for p in new.placements if p.clip is tone("release")) == end


@settings(max_examples=40)
@given(st.integers(0, OLD.length - 1), st.sampled_from([Fraction(7, 10), Fraction(9, 10), Fraction(13, 10)]))
def test_slower_speech_changes_what_comes_and_loses_no_word(kept, tempo):
    plan = at_tempo(PLAN, tempo, first_unsaid(PLAN, OLD, kept))
    new = lay_out_again(OLD, LayoutInput(plan, CLIPS), kept)
    assert new is not None
    around = Span(max(kept - 3 * HZ, 0), kept)
    assert np.array_equal(mix(new, around), mix(OLD, around))
    assert captions(new) == captions(OLD)


@given(st.integers(0, OLD.length - 1))
def test_no_words_sound_under_other_words(kept):
    for how in CHANGES:
        if found := changed(how, max(kept - 4800, 0), kept):
            voices = [p for p in found[1].placements if p.track == "voice"]
            assert all(left.end <= right.start for left, right in pairwise(voices))


def plan_of(*events):
    return Plan(Metadata("Test"), events)


def counted(length, top, **more):
    numbers = tuple((Fraction(n), n) for n in range(top, 0, -1))
    return Hold(where=HERE, kind="hold", seconds=Fraction(length), numbers=numbers, count=top, **more)


class LongNumbers(TenthsALetter):
    """Clips whose numbers take eight tenths of a second."""

    def __getitem__(self, cue):
        return super().__getitem__(Words(("8 letters",)) if self.text(cue).isdigit() else cue)


def test_a_count_under_a_word_that_is_still_sounding_is_a_tick():
    plan = plan_of(counted("10", 5, longest=Fraction("10.3")))
    old = lay_out(plan, LongNumbers(), wake_up=False)
    # At 5.1 s the old '5' sounds; the new one would come at 5.3 s.
    kept = round(5.1 * HZ)
    longer, voice_settings = replaced(plan, 0, [lengthened(plan.events[0])]), VoiceSettings(tone_db=-20, voice_db=-4)
    new = lay_out_again(old, LayoutInput(longer, LongNumbers(), wake_up=False, voice_settings=voice_settings), kept)
    at = round(5.3 * HZ)
    (tick,) = [p for p in new.placements if p.start == at]
    assert tick.clip is tone("tick")
    assert tick.gain == pytest.approx(10 ** (-30 / 20))
    assert at not in [m.at for m in new.marks if m.kind == "caption"]


def test_a_half_way_that_was_said_is_not_said_again():
    plan = plan_of(counted("10", 1, halfway=True), pause("1"))
    old = lay_out(plan, TenthsALetter(), wake_up=False)
    longer_plan = replaced(plan, 0, [lengthened(plan.events[0])])
    said = [
        lay_out_again(old, LayoutInput(longer_plan, TenthsALetter(), wake_up=False), kept) for kept in (4 * HZ, 7 * HZ)
    ]
    middles = [[p.start / HZ for p in new.placements if p.clip is tone("halfway")] for new in said]
    assert middles == [[7.5], [5.0]]
    assert captions(said[1]).count("halfway") == 1


def test_a_word_that_would_come_too_early_to_be_heard_is_not_dropped_but_refused():
    plan = plan_of(say("Long words", then="0"), say("end"))
    old = lay_out(plan, TenthsALetter(), wake_up=False)
    sooner = plan_of(say("Long", then="0"), say("end"))
    assert lay_out_again(old, LayoutInput(sooner, TenthsALetter(), wake_up=False), round(0.8 * HZ)) is None


def test_music_goes_over_to_its_new_course_without_a_step():
    hold = hold_of(OLD, 0)
    kept = hold.at + round(4.9 * HZ)  # the half-way is being said, which comes later in a longer hold
    _, new = changed("longer", kept - 4800, kept)
    before, after = (np.interp([kept - 1, kept + HZ], bed.turns, bed.gains) for bed in (OLD.bed, new.bed))
    assert before[0] == pytest.approx(after[0])
    assert before[1] < after[1], "the old course is a low one there, and the new one is not"
    gains = np.interp(np.arange(kept - HZ, hold.end + 9 * HZ), new.bed.turns, new.bed.gains)
    assert np.abs(np.diff(gains)).max() < 1e-4
    assert np.array_equal(new.bed.turns, np.sort(new.bed.turns))


def test_a_hold_made_shorter_and_longer_again_is_as_it_was():
    hold = counted("8", 5)
    assert lengthened(shortened(hold, Fraction(1))) == hold
