"""Layout's promises, in seconds: a text of n letters sounds n tenths of a second."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import HERE, TenthsALetter, hold, lay, pause, phase, rest, say, tone, wait

from voiceguide.audio import TIMELINE_RATE, Clip, Span
from voiceguide.errors import RoutineError
from voiceguide.plan.model import Chapter, Metadata, Music, Plan, Sound, Words
from voiceguide.playback.mixer import mix
from voiceguide.speech.clips import FASTER
from voiceguide.speech.voice_settings import OFF_DB, VoiceSettings
from voiceguide.timeline.layout import lay_out
from voiceguide.timeline.tones import tone as earcon
from voiceguide.timeline.tones import wake

RELEASE = len(earcon("release")) / TIMELINE_RATE.hz
START = len(earcon("start")) / TIMELINE_RATE.hz
JOIN = 0.4


def counted(length, *numbers, down=True, **more):
    return hold(length, numbers=tuple((Fraction(n), n) for n in numbers), down=down, **more)


def test_a_hold_lasts_exactly_from_its_start_tone_to_its_release_tone():
    laid = lay(say("hello"), hold(8), say("bye"))
    assert laid.tones() == [(1.0, "start"), (9.0, "release")]


def test_speech_after_a_hold_waits_for_the_tone_to_ring_out_and_silence_does_not():
    assert lay(hold(2), say("on")).said() == [(2 + RELEASE + JOIN, "on")]
    assert lay(hold(2), pause(5), say("on")).said() == [(7.0, "on")]


def test_release_text_follows_the_tone_and_the_next_speech_follows_the_text():
    (at, text), (following, _) = lay(hold(2, release="Let go."), say("on")).said()
    assert (text, at) == ("Let go.", pytest.approx(2 + RELEASE + JOIN, abs=1e-4))
    assert following == pytest.approx(at + 0.7 + JOIN, abs=1e-4)


def test_counting_down_each_number_starts_exactly_that_many_seconds_before_the_end():
    assert lay(counted(8, 5, 4, 3, 2, 1)).said() == [(3.0, "5"), (4.0, "4"), (5.0, "3"), (6.0, "2"), (7.0, "1")]
    assert lay(counted("3.5", 2, 1)).said() == [(1.5, "2"), (2.5, "1")]


def test_counting_up_says_none_at_the_end():
    assert lay(counted(3, 1, 2, down=False)).said() == [(1.0, "1"), (2.0, "2")]


def test_a_number_that_does_not_fit_its_second_becomes_a_tick_and_is_named():
    laid = lay(counted(3, 1, 2, down=False, release="x"), counted(3, 1, 2, down=False))
    assert not laid.timeline.notes
    crowded = lay(hold(2, release="twelve letters"), counted(3, 1, 2, down=False))
    assert [name for _, name in crowded.tones()].count("tick") == 1
    assert crowded.timeline.notes[0].code == "VG206"


def test_touching_holds_share_a_border_and_one_tone():
    laid = lay(hold(7), rest(3), hold(7), rest(3), hold(7))
    assert laid.tones() == [
        (0.0, "start"),
        (7.0, "release"),
        (10.0, "start"),
        (17.0, "release"),
        (20.0, "start"),
        (27.0, "release"),
    ]


def test_two_holds_that_touch_sound_the_first_ones_release():
    assert lay(hold(2), hold(2)).tones() == [(0.0, "start"), (2.0, "release"), (4.0, "release")]


def test_words_never_sound_over_words():
    laid = lay(hold(2, release="A release text that is longer than the rest."), rest(2), say("Now turn."))
    voices = [placement for placement in laid.timeline.placements if placement.track == "voice"]
    assert len(voices) == 2
    assert all(right.start >= left.end for left, right in pairwise(voices))


def test_a_rest_that_its_words_lengthen_says_so():
    laid = lay(hold(7, release="Let go."), rest(2, own_say="Breathe on now."), say("x"))
    assert [note.code for note in laid.timeline.notes] == ["VG209"]


def test_a_half_way_word_without_room_before_the_count_is_named():
    assert [note.code for note in lay(counted(8, 5, 4, 3, 2, 1, halfway=True)).timeline.notes] == ["VG210"]


def test_words_before_a_wait_are_spoken_inside_the_rest_too():
    laid = lay(rest(10), say("Find it.", lead=True), wait(5))
    assert laid.said() == [(pytest.approx(8.7), "Find it.")]
    assert laid.timeline.gates[0].start == 10 * 24_000


def test_nobody_skips_to_a_silence():
    assert lay(hold(5), pause(20), hold(2)).timeline.step_starts == (0, 25 * 24_000)


def test_words_at_the_end_without_a_step_of_their_own_can_be_skipped_to():
    laid = lay(hold(5), say("Well done.", lead=True))
    assert laid.timeline.step_starts == (0, round(laid.said()[0][0] * 24_000))


def test_how_to_answer_is_said_before_a_wait_that_is_too_short_for_it():
    laid = lay(wait(1, answer=Words(("Press Enter when ready.",))))
    assert laid.said() == [(0.0, "Press Enter when ready.")]
    assert laid.timeline.gates[0].start == round(2.3 * 24_000)


def test_a_listener_who_is_ready_early_finds_the_headset_awake():
    timeline = lay(say("go"), wait(40), say("on"), wake_up=True).timeline
    (gate,) = timeline.gates
    wakes = [p.start for p in timeline.placements if p.track == "wake" and gate.start <= p.start < gate.end]
    assert max(later - former for former, later in pairwise([gate.start, *wakes, gate.end])) <= 9.5 * 24_000


def test_a_rest_alone_has_its_own_softer_tones():
    assert lay(rest(4)).tones() == [(0.0, "rest-start"), (4.0, "rest-release")]


def test_a_steps_own_words_are_spoken_inside_the_rest_before_it_and_end_as_long_before_it_as_elsewhere():
    laid = lay(rest(5), say("Press.", lead=True), hold(8))
    assert laid.said() == [(pytest.approx(3.9), "Press.")]
    assert laid.tones() == [(0.0, "rest-start"), (5.0, "start"), (13.0, "release")]


def test_words_too_long_for_the_rest_follow_it_and_part_it_from_the_hold():
    laid = lay(rest(2), say("A rather long sentence.", lead=True), hold(8))
    assert laid.said() == [(2.0, "A rather long sentence.")]
    assert laid.tones()[:2] == [(0.0, "rest-start"), (pytest.approx(2 + 2.3 + 0.5), "start")]


def test_skipping_to_a_hold_goes_to_the_words_before_it():
    laid = lay(rest(5), say("Press.", lead=True), hold(8))
    step = next(mark for mark in laid.timeline.marks if mark.verb == "hold")
    assert (step.start, step.at) == (round(3.9 * 24_000), 5 * 24_000)


def test_a_rests_own_words_lengthen_it_only_when_they_are_longer():
    assert lay(rest(4, own_say="Breathe."), tone("done")).tones()[1] == (4.0, "rest-release")
    laid = lay(rest(1, own_say="A long text, over one second."), tone("done"))
    # At the fastest tempo: a rest becomes no longer than it must.
    assert laid.tones()[1][0] == pytest.approx(laid.said()[0][0] + 2.9 / float(FASTER[-1]), abs=1e-4)


def test_steps_inside_a_hold_run_from_its_start_and_give_way_to_the_counts():
    laid = lay(counted(8, 5, 4, 3, 2, 1, inside=(say("Breathe."), pause(2), say("Soften."))))
    begin = [at for at, text in laid.said() if text in ("Breathe.", "Soften.")]
    assert begin[0] == pytest.approx(START + JOIN)
    # Due at 3.54 s, where 0.7 s don't fit before the number at 4 s: it comes when that number has sounded.
    assert begin[1] == pytest.approx(4.1)


def test_what_has_no_room_inside_a_hold_is_an_error_that_says_by_how_much():
    with pytest.raises(RoutineError) as caught:
        lay(hold(2, inside=(say("A text of three seconds, long."),)))
    (problem,) = caught.value.problems
    assert problem.code == "VG202"
    # 3 s at the usual tempo are 2.2 s at the fastest, and the start tone rings for 0.32 s.
    assert f"{math.ceil(10 * (3.0 / float(FASTER[-1]) + START - 2)) / 10} s too long" in problem.message


def test_half_way_sounds_at_the_exact_middle_also_under_a_number_where_it_is_softer_and_has_no_word():
    assert (10.0, "halfway") in lay(counted(20, 5, 4, 3, 2, 1, halfway=True)).tones()
    laid = lay(counted(8, 5, 4, 3, 2, 1, halfway=True))
    assert (4.0, "halfway") in laid.tones()
    assert [text for _, text in laid.said()] == ["5", "4", "3", "2", "1"]
    (rung,) = [p for p in laid.timeline.placements if p.clip is earcon("halfway")]
    assert rung.gain == pytest.approx(10 ** (-6 / 20))


def test_a_phase_says_its_word_on_its_first_frame_and_phases_touch():
    cycle = [("Lower", 3), ("Up", 1)]
    events = [phase(word, n, cycle=c, cycles=2, index=i) for c in (1, 2) for i, (word, n) in enumerate(cycle)]
    laid = lay(*events)
    assert laid.said() == [(0.0, "Lower"), (3.0, "Up"), (4.0, "Lower"), (7.0, "Up")]
    assert laid.steps() == [(0.0, "pace 2 x (Lower 3 s, Up 1 s)")]


def test_a_word_too_long_for_its_phase_becomes_a_tick():
    laid = lay(phase("Breathe out slowly", 1))
    assert laid.tones() == [(0.0, "tick")]
    assert [note.code for note in laid.timeline.notes] == ["VG207"]


def test_a_wait_is_a_gate_of_its_whole_length_with_its_reminders_inside():
    laid = lay(wait(40, 15, "First.", "Again."), say("on"))
    (gate,) = laid.timeline.gates
    assert (gate.start, gate.end) == (0, 40 * 24_000)
    assert laid.said() == [(15.0, "First."), (30.0, "Again."), (40.0, "on")]


def test_no_reminder_starts_unless_it_can_end_before_the_wait_does():
    assert lay(wait(16, 15, "Too long for a second.")).said() == []
    assert [text for _, text in lay(wait(50, 15, "One.", "Two.")).said()] == ["One.", "Two."]


def test_a_long_wait_has_no_reminder_in_its_last_eight_seconds_and_a_short_one_has():
    assert [at for at, _ in lay(wait(40, 8, "One.")).said()] == [8, 16, 24, 32]
    assert [at for at, _ in lay(wait("39.9", 8, "One.")).said()] == [8, 16, 24]
    assert [at for at, _ in lay(wait("19.9", 8, "One.")).said()] == [8, 16]
    assert [note.code for note in lay(wait(20, 13, "One.")).timeline.notes] == ["VG208"]


def test_a_tone_step_waits_for_words_that_still_sound():
    laid = lay(hold(2, release="Let go."), tone("done"))
    assert laid.tones()[-1][0] == pytest.approx(laid.said()[0][0] + 0.7 + JOIN, abs=1e-4)


def test_the_timeline_ends_when_the_last_tone_has_rung_out():
    timeline = lay(hold(2)).timeline
    assert timeline.ends == 2 * 24_000 + len(earcon("release"))


def test_after_its_end_a_timeline_has_seven_tenths_of_a_second_of_silence_that_no_length_counts():
    timeline = lay(hold(2), say("Done.", then="0"), music=None).timeline
    (*_, last) = timeline.placements
    assert (timeline.ends, timeline.length) == (last.end, last.end + 16_800)
    assert timeline.seconds == timeline.rate.seconds(timeline.ends)
    assert lay().timeline.length == 0


def test_a_wake_up_sound_comes_before_the_first_word_and_after_long_silences():
    timeline = lay(say("one"), pause(20), say("two"), pause(3), say("three"), wake_up=True).timeline
    woken = [placement.end for placement in timeline.placements if placement.track == "wake"]
    starts = [mark.at for mark in timeline.marks if mark.kind == "caption"]
    assert woken == starts[:2]
    assert all(p.track != "wake" for p in lay(say("one"), wake_up=False).timeline.placements)
    assert abs(wake().samples).max() <= 10 ** (-50 / 20)


def chapter(title):
    return Chapter(where=HERE, title=Words((title,)))


def test_a_chapter_starts_with_its_first_words_after_the_last_ones_release():
    laid = lay(chapter("one"), hold(2, release="Let go."), chapter("two"), say("Stand."))
    second = [mark for mark in laid.timeline.marks if mark.kind == "chapter"][1]
    assert laid.said()[1] == (second.at / 24_000, "Stand.")


def test_a_chapter_starts_with_its_first_words_inside_the_rest_before_it():
    laid = lay(chapter("one"), rest(5), chapter("two"), say("Press.", lead=True), hold(8))
    second = [mark for mark in laid.timeline.marks if mark.kind == "chapter"][1]
    assert second.at == round(3.9 * 24_000)


def test_chapters_follow_each_other_and_the_first_begins_at_frame_0():
    marks = lay(chapter("one"), say("a"), chapter("two"), say("b"), wake_up=True).timeline.marks
    chapters = [mark for mark in marks if mark.kind == "chapter"]
    assert [mark.label for mark in chapters] == ["One", "Two"]
    assert chapters[0].at == 0
    assert all(left.end == right.at for left, right in pairwise(chapters))


def test_a_tone_under_a_word_is_softer():
    timeline = lay(hold(2), phase("In", 4)).timeline
    assert [p.gain for p in timeline.placements if p.track == "tone"] == [1.0, pytest.approx(10 ** (-6 / 20))]


TURNED = (hold(2, release="Let go."), pause(9), phase("In", 4), say("one"))


def tone_gains(**chosen):
    placements = lay(*TURNED, voice_settings=VoiceSettings(**chosen)).timeline.placements
    return np.array([p.gain for p in placements if p.track == "tone"])


@pytest.mark.parametrize(("tone_db", "factor"), [(-20, 0.1), (6, 10**0.3), (OFF_DB, 0)])
def test_tones_are_turned_and_nothing_else_is_nor_is_anything_moved(tone_db, factor):
    usual, turned = lay(*TURNED).timeline, lay(*TURNED, voice_settings=VoiceSettings(tone_db=tone_db)).timeline
    assert tone_gains(tone_db=tone_db) == pytest.approx(factor * tone_gains())
    assert [(p.start, p.track) for p in turned.placements] == [(p.start, p.track) for p in usual.placements]
    assert all(p.gain == 1 for p in turned.placements if p.track != "tone")


def test_under_softer_words_a_tone_is_that_much_softer_and_elsewhere_it_is_not():
    under_words = (hold(2), phase("In", 4))
    gains = [
        p.gain
        for p in lay(*under_words, voice_settings=VoiceSettings(voice_db=-12)).timeline.placements
        if p.track == "tone"
    ]
    assert gains == [1.0, pytest.approx(10 ** (-18 / 20))]


def test_tones_that_are_off_keep_no_headset_awake():
    events = (say("one"), hold(5), pause(5), say("two"))
    usual, off = (lay(*events, wake_up=True, voice_settings=VoiceSettings(tone_db=by)).timeline for by in (0, OFF_DB))
    assert [sum(p.track == "wake" for p in timeline.placements) for timeline in (usual, off)] == [1, 2]


class WithMusic(TenthsALetter):
    def __getitem__(self, cue):
        return earcon("done") if isinstance(cue, Sound) else super().__getitem__(cue)


def music_under(level_db, **chosen):
    """Return the highest gain of music, and its gain under words."""
    events = (pause(10), say("A text of three seconds, long."), hold(10))
    plan = Plan(Metadata("Test"), events, music=Music(Sound("bed.ogg"), level_db))
    bed = lay_out(plan, WithMusic(), voice_settings=VoiceSettings(**chosen)).bed
    return bed.gains.max(), dict(zip(bed.turns / 24_000, bed.gains, strict=True))[11.5]


def test_music_is_softer_by_as_much_as_the_words_over_it():
    assert music_under(-20.0, voice_db=-12) == pytest.approx((10 ** (-20 / 20), 10 ** (-42 / 20)))
    assert music_under(-20.0, voice_db=3) == music_under(-20.0)


def test_loud_music_leaves_room_for_what_is_raised():
    peak = abs(earcon("done").samples).max()
    _, under_words = music_under(0.0, voice_db=3)
    assert 10 ** (-1.3 / 20) + under_words * peak == pytest.approx(10 ** (-1 / 20))
    beside_tones, _ = music_under(0.0, tone_db=6)
    loudest = max(abs(earcon(name).samples).max() for name in ("start", "release")) * 10 ** (6 / 20)
    assert loudest + beside_tones * peak <= 10 ** (-1 / 20) + 1e-6


def test_music_starts_and_ends_silent_and_gives_way_to_words():
    events = (pause(10), say("A text of three seconds, long."), pause(10))
    plan = Plan(Metadata("Test"), events, music=Music(Sound("bed.ogg"), -20.0))
    bed = lay_out(plan, WithMusic()).bed
    turns = dict(zip(bed.turns / 24_000, bed.gains, strict=True))
    assert turns[0] == 0
    assert bed.gains[-1] == 0
    assert turns[11.5] == pytest.approx(10 ** (-30 / 20))
    assert turns[11.25] == pytest.approx(10 ** (-20 / 20))


def test_what_sounds_under_words_leaves_them_below_full_scale():
    class Loud(TenthsALetter):
        def __getitem__(self, cue):
            clip = super().__getitem__(cue)
            return Clip(clip.samples * np.float32(1.68), clip.rate)  # -1.5 dBFS

    events = (counted(8, 5, 4, 3, 2, 1, release="x"), phase("In we go", 3))
    timeline = lay_out(Plan(Metadata("Test"), events), Loud())
    assert abs(mix(timeline, Span(0, timeline.length), 1)).max() < 10 ** (-1 / 20)


@given(st.lists(st.fractions(min_value="1/900", max_value=90, max_denominator=997), min_size=1, max_size=60))
def test_every_boundary_is_rounded_once_from_the_exact_total(lengths):
    laid = lay(*(hold(length) for length in lengths))
    total = Fraction(0)
    for mark, length in zip((m for m in laid.timeline.marks if m.kind == "step"), lengths, strict=True):
        assert abs(mark.at - total * 24_000) <= Fraction(1, 2)
        total += length
