"""The pace of a routine is that of its words, not of its silences and counts."""

import pytest
from plans import hold, lay, pause, rest, say

from scripts.listening.__main__ import pace_rows
from scripts.listening.pace import SpokenCue, fastest, spoken_cues, words_a_minute
from voiceguide import build_timeline, compile, load

FOUR_WORDS = "Press on the knot..."
"""20 characters: 2 s in the clips of `lay`."""
EIGHT_WORDS = "Lie on your back, and let it be."
"""32 characters: 3.2 s."""


def cues(*events):
    return spoken_cues(lay(*events, wake_up=True).timeline)


def test_words_are_counted_over_the_seconds_in_which_they_sound():
    spoken = cues(say(FOUR_WORDS, then="9"), pause("60"), say(EIGHT_WORDS))
    assert [(cue.words, cue.seconds) for cue in spoken] == [(4, 2.0), (8, 3.2)]
    assert words_a_minute(spoken) == pytest.approx(60 * 12 / 5.2)


def test_counts_and_short_cues_are_left_out_and_repeated_cues_count_each_time():
    spoken = cues(say("Let go now."), hold("8", release="Let go."), rest("8", own_say=FOUR_WORDS), say(FOUR_WORDS))
    assert [cue.text for cue in spoken] == [FOUR_WORDS, FOUR_WORDS]


def test_the_fastest_cue_is_a_long_one():
    slow, quick = SpokenCue(EIGHT_WORDS, 4.0), SpokenCue(EIGHT_WORDS, 3.0)
    assert fastest([SpokenCue(FOUR_WORDS, 0.5), slow, quick]) == quick
    assert quick.words_a_minute == 160
    assert fastest([SpokenCue(FOUR_WORDS, 0.5)]) is None


def test_without_words_there_is_no_pace():
    assert words_a_minute([]) == 0


@pytest.mark.parametrize(
    ("seconds", "met"), [(2.0, False), (1.7, True), (1.66, True), (1.5, False)], ids=["slow", "calm", "quicker", "fast"]
)
def test_the_promise_for_five_routines_is_130_to_155_words_a_minute(seconds, met):
    rows = pace_rows("hibari", {name: [SpokenCue(FOUR_WORDS, seconds)] for name in "abcde"})
    assert [row.met for row in rows if "together" in row.what] == [met]


def test_a_single_fast_cue_breaks_the_promise_of_its_routine():
    calm = [SpokenCue(EIGHT_WORDS, 3.5)] * 9
    assert all(row.met for row in pace_rows("hibari", {"a": calm}))
    row = pace_rows("hibari", {"a": [*calm, SpokenCue(EIGHT_WORDS, 2.2)]})[0]
    assert not row.met
    assert EIGHT_WORDS in row.measured


@pytest.mark.engine
def test_hibari_speaks_the_english_routines_at_a_calm_pace():
    """Each at 120 to 170 words a minute, all at 130 to 155, and no long cue at more than 210."""
    names = ("lower-back", "lower-back-short", "lower-back-first-time", "hip-stretch", "box-breathing")
    spoken = {name: spoken_cues(build_timeline(compile(load(name)), "hibari")) for name in names}
    for name, each in spoken.items():
        assert 120 <= words_a_minute(each) <= 170, name
    together = [cue for each in spoken.values() for cue in each]
    assert 130 <= words_a_minute(together) <= 155
    assert fastest(together).words_a_minute <= 210
