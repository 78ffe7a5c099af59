"""The gaps between cues, and what gives way where there is little room: first gaps, then tempo, then what must."""

import math
from itertools import pairwise

import pytest
from plans import TenthsALetter

from voiceguide.audio import TIMELINE_RATE
from voiceguide.errors import RoutineError
from voiceguide.plan.model import Words
from voiceguide.speech.clips import FASTER
from voiceguide.timeline import spacing
from voiceguide.timeline.changes import LayoutInput, lay_out_again, longer, shorter
from voiceguide.timeline.tones import tone

HZ = TIMELINE_RATE.hz
JOIN = 0.4


def ring(name):
    return len(tone(name)) / HZ


def begins(laid):
    """Return when each text begins, in seconds; numbers are left out."""
    return {text: at for at, text in laid.said() if not text.isdecimal()}


def lengths(laid):
    """Return how long each text sounds, in seconds."""
    return {m.label: (m.end - m.at) / HZ for m in laid.timeline.marks if m.kind == "caption"}


def near(seconds):
    return pytest.approx(seconds, abs=1e-3)


def test_words_follow_a_tone_and_a_release_text_after_four_tenths_of_a_second(heard):
    """
    steps:
      - hold: 8 s
        count: none
        release: Let go.
      - tone: switch
      - say: Other side.
    """
    laid = heard()
    at = begins(laid)
    assert at["Let go."] == near(8 + ring("release") + JOIN)
    (switched,) = [second for second, name in laid.tones() if name == "switch"]
    assert switched == near(at["Let go."] + 0.7 + JOIN)
    assert at["Other side."] == near(switched + ring("switch") + JOIN)


def test_words_inside_a_hold_and_a_rest_leave_the_same_gap(heard):
    """
    steps:
      - hold: 20 s
        steps:
          - say: One.
          - pause: 3 s
          - tone: tick
          - say: Two.
      - pause: 2 s
      - rest: 10 s
        say: Three.
    """
    laid = heard()
    at = begins(laid)
    assert at["One."] == near(ring("start") + JOIN)
    (ticked,) = [second for second, name in laid.tones() if name == "tick"]
    assert at["Two."] == near(ticked + ring("tick") + JOIN)
    assert at["Three."] == near(22 + ring("rest-start") + JOIN)


def test_how_to_answer_follows_a_release_text_after_the_same_gap_and_is_inside_the_wait(heard):
    """
    steps:
      - hold: 8 s
        release: Let go.
      - wait: ready
        at_most: 20 s
    """
    laid = heard(answers="key")
    at = begins(laid)
    assert at["how-to-answer"] == near(at["Let go."] + 0.7 + JOIN)
    assert laid.timeline.gates[0].start == 8 * HZ


@pytest.mark.parametrize(
    ("seconds", "begin", "sounds"),
    [
        ("4.0", 0.72, 3.0),  # the whole gap
        ("3.5", 0.42, 3.0),  # a quarter of it
        ("3.0", 0.32, 2.608),  # no gap, and faster
    ],
)
def test_first_the_gap_gives_way_then_the_tempo(heard, seconds, begin, sounds):
    """
    settings:
      hold: {default: 4 s, min: 1 s}
    steps:
      - hold: <hold>
        count: none
        steps:
          - say: A text of 30 letters, no more.
    """
    laid = heard(hold=f"{seconds} s")
    assert begins(laid) == {"A text of 30 letters, no more.": near(begin)}
    assert lengths(laid) == {"A text of 30 letters, no more.": near(sounds)}
    assert laid.tones()[-1] == (float(seconds), "release")


def test_a_hold_whose_inner_words_fit_only_at_the_fastest_tempo_is_valid_and_a_shorter_one_says_by_how_much(heard):
    """
    settings:
      hold: {default: 2.55 s, min: 1 s}
    steps:
      - hold: <hold>
        count: none
        steps:
          - say: A text of 30 letters, no more.
    """
    laid = heard()
    assert lengths(laid) == {"A text of 30 letters, no more.": near(3 / float(FASTER[-1]))}
    with pytest.raises(RoutineError, match=r"200 ms too long"):
        heard(hold="2.35 s")


def test_numbers_are_faster_where_words_between_them_would_have_no_room(heard):
    """
    steps:
      - hold: 4 s
        count: up
        steps:
          - pause: 1 s
          - say: Six letters.
    """

    class Long(TenthsALetter):
        def text(self, words):
            return {"1": "four", "2": "four", "3": "four"}.get(super().text(words), "9 letters")

    laid = heard(clips=Long())
    assert [text for _, text in laid.said()].count("9 letters") == 1


def test_no_words_inside_a_hold_are_dropped_between_its_numbers_without_an_error(heard):
    """
    steps:
      - hold: 9 s
        count: up
        steps:
          - say: Breathe.
          - say: Breathe.
          - say: Breathe.
          - say: Breathe.
    """
    assert [text for _, text in heard().said() if text == "Breathe."] == ["Breathe."] * 4


def test_words_that_no_gap_between_numbers_holds_are_an_error_where_a_tone_hides_how_small_the_gap_is(heard):
    """
    steps:
      - hold: 1900 ms
        count: none
        release: Off, and let go of it.
      - hold: 4 s
        count: up
        steps:
          - pause: 1200 ms
          - say: Breathe in and out.
    """
    with pytest.raises(RoutineError, match="too long"):
        heard()


def test_a_release_text_gives_way_to_a_reminder(heard, codes):
    """
    steps:
      - hold: 8 s
        release: Let it all go, and come back up now.
      - wait: ready
        at_most: 6 s
        remind: {every: 3500 ms, say: Ready?}
    """
    laid = heard()
    assert begins(laid)["Ready?"] == 11.5
    assert codes(laid) == []


def test_a_release_text_gives_way_to_a_pace_after_a_pause_and_to_the_end_of_a_wait(heard, codes):
    """
    steps:
      - hold: 8 s
        release: Let it go now.
      - pause: 2 s
      - pace: {Lower: 2 s, Up: 1 s}
      - hold: 8 s
        release: Let it go, all of it.
      - wait: ready
        at_most: 2.4 s
      - pace: {Lower: 2 s, Up: 1 s}
    """
    laid = heard()
    assert codes(laid) == []
    assert [name for _, name in laid.tones()] == ["start", "release"] * 2
    assert [text for _, text in laid.said()].count("Lower") == 2


def test_only_the_words_that_have_too_little_room_are_faster(heard):
    """
    steps:
      - hold: 7 s
        count: none
        release: Off.
      - rest: 3 s
        say: Shake it out.
      - hold: 7 s
        count: none
        say: Hang now.
    """
    laid = heard()
    sounds = lengths(laid)
    assert sounds["Off."] == near(0.4)
    assert [at for at, name in laid.tones() if name == "start"] == [0, 10]
    usual = {text: len(text) / 10 for text in sounds}
    assert {text for text in sounds if sounds[text] < usual[text] - 0.01} == {"Hang now."}
    voices = sorted((m.at, m.end) for m in laid.timeline.marks if m.kind == "caption")
    assert all(end <= start for (_, end), (start, _) in pairwise(voices))
    assert voices[-1][1] <= 10 * HZ


def test_words_give_a_number_its_second_rather_than_stay_calm(heard, codes):
    """
    steps:
      - hold: 7 s
        count: none
        release: Let it all go now.
      - rest: 5 s
        count: 3
    """
    laid = heard()
    assert [text for _, text in laid.said()] == ["Let it all go now.", "3", "2", "1"]
    assert begins(laid)["Let it all go now."] + lengths(laid)["Let it all go now."] <= 9 + 1e-3
    assert codes(laid) == []


def test_a_number_is_said_faster_before_it_becomes_a_tick(heard):
    """
    steps:
      - hold: 8 s
        count: 3
    """

    class Long(TenthsALetter):
        def text(self, words):
            text = super().text(words)
            return f"{text} is long.." if text.isdecimal() else text

    laid = heard(clips=Long())
    assert [name for _, name in laid.tones()] == ["start", "release"]
    assert list(lengths(laid).values()) == [near(1.1 / 1.1)] * 3


def test_a_release_text_leaves_a_pace_its_words_where_it_can(heard, codes):
    """
    steps:
      - hold: 8 s
        release: Let go and breathe.
      - breathe: {in: 2500 ms, out: 4 s}
        times: 2
    """
    laid = heard()
    # It covers the first word. At its usual tempo it would cover the second one, too: 8.5 + 1.9 = 10.4 < 10.5 s.
    assert codes(laid) == ["VG207"]
    assert [text for _, text in laid.said()][-4:] == ["Let go and breathe.", "breathe-out", "breathe-in", "breathe-out"]
    at = begins(laid)["Let go and breathe."]
    assert at == near(8 + 2.5 - 1.9)


def test_words_before_a_hold_end_half_a_second_before_it_with_and_without_a_rest(heard):
    """
    steps:
      - hold: 8 s
        say: Press.
      - rest: 10 s
      - hold: 8 s
        say: Again.
    """
    laid = heard()
    starts = [at for at, name in laid.tones() if name == "start"]
    at = begins(laid)
    assert starts[0] - (at["Press."] + 0.6) == near(0.5)
    assert starts[1] - (at["Again."] + 0.6) == near(0.5)
    assert starts[1] == near(starts[0] + 18)


def test_after_a_counted_rest_the_next_words_come_before_its_numbers_and_the_rest_stays_exact(heard, codes):
    """
    steps:
      - rest: 15 s
        count: 3
      - hold: 10 s
        say: Half crimp.
    """
    laid = heard()
    assert laid.tones() == [(0.0, "rest-start"), (15.0, "start"), (25.0, "release")]
    assert laid.said()[:4] == [(near(12 - 0.5 - 1.1), "Half crimp."), (12.0, "3"), (13.0, "2"), (14.0, "1")]
    assert codes(laid) == []


def test_words_that_have_no_room_before_the_numbers_follow_the_rest_without_a_tone_between(heard):
    """
    steps:
      - rest: 4 s
        count: 3
      - hold: 10 s
        count: none
        say: Half crimp.
    """
    laid = heard()
    assert laid.said()[-1] == (4.0, "Half crimp.")
    assert laid.tones() == [(0.0, "rest-start"), (near(4 + 1.1 + 0.5), "start"), (near(15.6), "release")]


def test_words_inside_a_counted_rest_come_before_those_of_the_next_step(heard):
    """
    steps:
      - rest: 12 s
        count: 5
        say: Shake it out.
        steps:
          - pause: 3 s
          - say: Breathe.
      - hold: 10 s
        count: none
        say: Hang.
    """
    laid = heard()
    assert [text for _, text in laid.said()] == ["Shake it out.", "Breathe.", "Hang.", *"54321"]
    assert laid.tones()[-2] == (12.0, "start")


class Silent(TenthsALetter):
    """Clips in which dots have no sound."""

    def __getitem__(self, cue):
        return super().__getitem__(Words(("",)) if self.text(cue) == "..." else cue)


LONG = "A text that is far too long for the rest before it, so that it follows."


@pytest.mark.parametrize(
    "after",
    [
        "  - say: On.",
        f"  - section: On\n    say: {LONG}",
        f"  - hold: 5 s\n    say: {LONG}",
        f"  - wait: ready\n    at_most: 5 s\n    say: {LONG}",
        "  - pause: 2 s\n  - say: On.",
        "  - pace: {Down: 2 s, Up: 1 s}",
        "  - say: ...\n  - say: On.",
    ],
)
def test_a_rest_has_no_closing_tone_where_words_come_first(heard, after):
    laid = heard(steps=f"steps:\n  - rest: 5 s\n{after}\n", clips=Silent())
    assert "rest-release" not in [name for _, name in laid.tones()]


def test_how_to_answer_is_words_too(heard):
    """
    steps:
      - rest: 5 s
      - wait: ready
        at_most: 5 s
    """
    assert [name for _, name in heard().tones()] == ["rest-start", "rest-release"]
    assert [name for _, name in heard(answers="key").tones()] == ["rest-start"]


@pytest.mark.parametrize(
    ("after", "closing"),
    [
        ("", ["rest-release"]),
        ("  - tone: done", ["rest-release", "done"]),
        ("  - wait: ready\n    at_most: 5 s", ["rest-release"]),
        ("  - wait: ready\n    at_most: 5 s\n    say: Find it.", ["rest-release"]),
        ("  - say: ...", ["rest-release"]),
        ("  - pause: 5 s", ["rest-release"]),
        ("  - rest: 2 s", ["rest-release", "rest-release"]),
        ("  - hold: 2 s", ["start", "release"]),
        ("  - hold: 2 s\n    say: Go.", ["start", "release"]),
    ],
)
def test_a_rest_has_a_closing_tone_where_no_words_come_first_and_a_hold_its_start(heard, after, closing):
    laid = heard(steps=f"steps:\n  - rest: 5 s\n{after}\n", clips=Silent())
    assert [name for _, name in laid.tones()] == ["rest-start", *closing]


def test_without_a_voice_a_rest_keeps_its_closing_tone(heard):
    """
    steps:
      - rest: 5 s
      - say: On.
    """
    clips = TenthsALetter()
    clips.voiceless = True
    assert [name for _, name in heard(clips=clips).tones()] == ["rest-start", "rest-release"]


def test_a_rest_shorter_than_its_numbers_and_words_ticks_and_says_so(heard, codes):
    """
    steps:
      - hold: 5 s
        count: none
      - rest: 3 s
        count: 2
        say: Let your arms hang, and take a slow breath.
      - hold: 5 s
        count: none
        say: Go.
    """
    laid = heard()
    assert sorted(codes(laid)) == ["VG206", "VG206", "VG209"]
    assert [text for _, text in laid.said()] == ["Let your arms hang, and take a slow breath.", "Go."]


def test_a_routine_without_words_is_tones_and_counts(heard, codes):
    """
    steps:
      - repeat: 2
        steps:
          - hold: 7 s
          - rest: 3 s
      - tone: done
    """
    laid = heard()
    assert [text for _, text in laid.said()] == [*"54321"] * 2
    assert [at for at, name in laid.tones() if name == "start"] == [0, 10]
    assert laid.tones()[-2:] == [(20.0, "rest-release"), (near(20 + ring("rest-release")), "done")]
    assert codes(laid) == []


def test_a_long_wait_is_quiet_in_its_last_eight_seconds(heard):
    """
    steps:
      - wait: ready
        at_most: 30 s
        remind: {every: 6 s, say: Ready?}
    """
    assert [at for at, _ in heard().said()] == [6, 12, 18]


DRIFT = "each pass takes 63.6 s, 3.6 s of it words; words in the hold's steps, or in the rest, add no time"


def test_words_that_lengthen_each_pass_are_noted_once_with_the_real_figures(heard):
    """
    steps:
      - repeat: 5
        steps:
          - say: Squats, and keep your back long.
            then: 0.4 s
          - hold: 40 s
            halfway: true
          - rest: 20 s
    """
    (note,) = heard().timeline.notes
    assert (note.code, note.severity, note.message, note.where.line) == ("VG212", "warning", DRIFT, 8)


def test_passes_of_different_lengths_are_noted_with_the_longest(heard):
    """
    steps:
      - repeat: 3
        steps:
          - say: Squats, and keep your back long.
            only: not last
          - say: The last one.
            only: last
          - hold: 40 s
          - rest: 20 s
    """
    (note,) = heard().timeline.notes
    assert note.message.startswith("a pass takes up to 63.7 s, 3.7 s of it words; ")


def test_words_that_add_no_time_or_not_to_each_pass_are_not_noted(heard):
    """
    steps:
      - repeat: 3
        steps:
          - say: Squats, and keep your back long.
            only: first
          - hold: 40 s
            say: Squats.
            steps:
              - say: Lower and lower.
          - rest: 20 s
    """
    assert heard().timeline.notes == ()


def test_guidance_whose_words_take_their_time_is_no_cycle(heard):
    """
    steps:
      - repeat: 3
        steps:
          - say: The knot may feel smaller now, and harder to stay on. Press again at the tone.
          - hold: 8 s
          - rest: 5 s
    """
    assert heard().timeline.notes == ()


def test_with_lengths_that_are_guessed_nothing_is_noted(heard):
    """
    steps:
      - repeat: 3
        steps:
          - say: Squats.
          - hold: 40 s
          - rest: 20 s
    """
    from voiceguide.timeline.layout import estimate

    assert [note.code for note in heard().timeline.notes] == ["VG212"]
    assert estimate(heard.plan).notes == ()


def again(heard, laid, change, second, ahead=0.1):
    """Return the timeline after `change` at a second of `laid`."""
    here = round(second * HZ)
    kept = here + round(ahead * HZ)
    plan, _ = change(heard.plan, laid.timeline, here, kept)
    assert plan != heard.plan
    new = lay_out_again(laid.timeline, LayoutInput(plan, heard.clips, wake_up=False), kept)
    assert new is not None
    voices = [placement for placement in new.placements if placement.track == "voice"]
    assert all(left.end <= right.start for left, right in pairwise(voices))
    kept_before = [p for p in laid.timeline.placements if p.start < kept]
    assert list(new.placements[: len(kept_before)]) == kept_before
    return type(laid)(new)


@pytest.mark.parametrize("second", [7.2, 7.9, 8.6, 9.4])
@pytest.mark.parametrize("change", [longer, shorter])
def test_crowded_words_that_were_heard_are_not_said_again_when_their_rest_changes(heard, change, second):
    """
    settings:
      rest: {default: 3 s, min: 2 s, max: 30 s}
    steps:
      - hold: 7 s
        count: none
        release: Off now.
      - rest: <rest>
        say: Shake your arms out.
      - hold: 7 s
        count: none
      - say: The end.
    """
    laid = heard()
    assert lengths(laid)["Shake your arms out."] < 2 - 0.01
    if change is shorter and second > 9:
        return  # there is nothing left to shorten
    new = again(heard, laid, change, second)
    assert [text for _, text in new.said()] == ["Off now.", "Shake your arms out.", "The end."]


def test_words_inside_a_hold_that_becomes_longer_stay_where_they_were_heard(heard):
    """
    steps:
      - hold: 4 s
        count: none
        steps:
          - say: Breathe in, and out.
          - say: Soften it.
    """
    laid = heard()
    at = begins(laid)
    assert at["Breathe in, and out."] < ring("start") + JOIN - 0.05
    new = again(heard, laid, longer, 1.5)
    assert begins(new)["Breathe in, and out."] == at["Breathe in, and out."]
    assert [text for _, text in new.said()] == ["Breathe in, and out.", "Soften it."]
    assert new.tones()[-1] == (9.0, "release")


def test_after_the_half_way_tone_a_longer_hold_has_no_second_one_and_keeps_its_mark(heard):
    """
    steps:
      - hold: 10 s
        count: 3
        halfway: true
    """
    laid = heard()

    def marks(timeline):
        return [mark.at / HZ for mark in timeline.marks if mark.kind == "tone"]

    assert marks(laid.timeline) == [5.0]
    assert marks(again(heard, laid, longer, 3).timeline) == [7.5]
    assert marks(again(heard, laid, longer, 6).timeline) == [5.0]


def test_the_half_way_tone_stands_in_the_text_and_in_json(heard):
    """
    steps:
      - hold: 8 s
        halfway: true
    """
    from voiceguide.timeline.text import as_json, describe

    laid = heard()
    assert "    0:04    tone halfway" in describe(laid.timeline).splitlines()
    (mark,) = [mark for mark in as_json(laid.timeline)["marks"] if mark["kind"] == "tone"]
    assert (mark["at"], mark["label"]) == (4.0, "tone halfway")


def test_cycles_stay_exact_after_a_hundred_crowded_cycles(heard):
    """
    steps:
      - repeat: 100
        steps:
          - hold: 7 s
            count: 3
            say: Hang now.
            release: Off now.
          - rest: 3 s
    """
    laid = heard()
    starts = [p.start for p in laid.timeline.placements if p.clip is tone("start")]
    assert [right - left for left, right in pairwise(starts)] == [10 * HZ] * 99


def test_each_pass_of_a_loop_is_laid_out_alike(heard, monkeypatch):
    """
    steps:
      - repeat: 3
        steps:
          - hold: 6 s
            halfway: true
            count: 2
            steps:
              - say: Breathe in and out slowly.
            release: Let go.
          - rest: 6.1 s
            count: 2
            say: Shake it all out.
    """
    searched = []
    search = spacing._found
    monkeypatch.setattr(spacing, "_found", lambda given: searched.append(given) or search(given))
    laid = heard()
    first, second, third = (
        [(at - begin, text) for at, text in laid.said() if begin <= at < begin + 12.1] for begin in (0, 12.1, 24.2)
    )
    assert [text for _, text in first] == [text for _, text in second] == [text for _, text in third]
    for one in (second, third):
        assert [at for at, _ in one] == [near(at) for at, _ in first]
    assert len(searched) == 2  # for the hold and for the rest, once each


def test_the_message_says_how_much_too_long_words_are_at_their_fastest(heard):
    """
    steps:
      - hold: 4 s
        count: none
        steps:
          - say: Breathe in and out very slowly.
          - say: Feel the muscle get soft again.
    """
    fastest = ring("start") + (3.1 + 3.1) / float(FASTER[-1]) + 0.5
    with pytest.raises(RoutineError) as error:
        heard()
    (problem,) = error.value.problems
    assert f"is {math.ceil(10 * (fastest - 4)) / 10:g} s too long" in problem.message
