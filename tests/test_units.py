"""Durations as they are written, and frames as they are counted."""

import contextlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.units import LONGEST_SECONDS, NotADuration, Rate, clock, decibels, gain, parse_duration, write_duration

MILLISECONDS = st.integers(0, int(LONGEST_SECONDS) * 1000).map(lambda number: Fraction(number, 1000))


@given(MILLISECONDS)
def test_what_is_written_reads_back(seconds):
    assert parse_duration(write_duration(seconds)) == seconds


@given(st.fractions(0, LONGEST_SECONDS))
def test_what_no_file_can_write_is_cut_by_less_than_a_millisecond(seconds):
    assert 0 <= seconds - parse_duration(write_duration(seconds)) < Fraction(1, 1000)


@given(st.text(max_size=40) | st.text("0123456789 .,:hminsec", max_size=20))
def test_any_text_is_a_duration_of_a_day_at_most_or_none(text):
    with contextlib.suppress(NotADuration):
        assert 0 <= parse_duration(text) <= LONGEST_SECONDS


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("8 s", 8),
        ("8s", 8),
        ("8\u00a0s", 8),
        ("8\u202fs", 8),
        ("1.5 s", Fraction(3, 2)),
        ("500 ms", Fraction(1, 2)),
        ("2 min", 120),
        ("1 min 30 s", 90),
        ("1min30s", 90),
        ("1.5 min", 90),
        ("1 h 5 min 3 s 20 ms", Fraction(390302, 100)),
        ("1:30", 90),
        ("0:05", 5),
        ("90:00", 5400),
        ("24 h", 86400),
        ("0 s", 0),
    ],
)
def test_a_duration_is_exact(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("8", "a duration needs a unit; write '8 s' (or '8 min')"),
        ("1.5", "a duration needs a unit; write '1.5 s' (or '1.5 min')"),
        ("1,5", "a duration needs a unit and a point; write '1.5 s'"),
        ("1,5 s", "that is written '1.5 s'"),
        ("30 seconds", "that is written '30 s'"),
        ("2 hours and 3 minutes", "that is written '2 h 3 min'"),
        ("30 s 1 min", "that is written '1 min 30 s'"),
        ("8 S", "that is written '8 s'"),
        ("1:90", "seconds go up to 59; write '2:30'"),
        ("-1 s", "a duration can't be negative; write it like '8 s'"),
        ("1.5 min 30 s", "a decimal point stands only in the last part; write '1 min 30 s'"),
        ("24 h 1 ms", "the longest duration is '24 h'"),
        ("eight seconds", "a duration is written like '8 s', '1.5 s', '1 min 30 s' or '1:30'"),
        ("9" * 5000, "a duration is written like '8 s', '1.5 s', '1 min 30 s' or '1:30'"),
        ("", "a duration is written like '8 s', '1.5 s', '1 min 30 s' or '1:30'"),
    ],
)
def test_a_text_that_is_no_duration_gets_a_hint_how_to_write_it(text, hint):
    with pytest.raises(NotADuration) as caught:
        parse_duration(text)
    assert str(caught.value) == hint


@given(st.fractions(0, 100_000), st.sampled_from([8_000, 22_050, 24_000, 44_100, 48_000]))
def test_a_frame_is_the_nearest_and_halves_go_up(at, hz):
    error = Rate(hz).frame(at) - at * hz
    assert -Fraction(1, 2) < error <= Fraction(1, 2)


@given(st.integers(0, 10**9), st.sampled_from([22_050, 24_000, 48_000]))
def test_frames_and_seconds_are_one_and_the_same(frames, hz):
    assert Rate(hz).frame(Rate(hz).seconds(frames)) == frames


@given(st.floats(-100, 20))
def test_a_gain_and_its_decibels_are_one_and_the_same(level_db):
    assert decibels(gain(level_db)) == pytest.approx(level_db)


def test_silence_has_no_decibels():
    assert decibels(0) == float("-inf")


def test_a_clock_shows_hours_only_where_there_are_some():
    assert [clock(Fraction(seconds)) for seconds in (9, 75, 3725)] == ["0:09", "1:15", "1:02:05"]
