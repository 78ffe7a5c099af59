from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.cli import remind
from voiceguide.records.reminders import Reminder, as_calendar, first_after

NOW = datetime(2026, 11, 22, 16, 30, tzinfo=timezone(timedelta(hours=1)))  # a Sunday


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(remind, "local_time", lambda: NOW)


@pytest.fixture
def written(run):
    """Write reminders; return the event as another library reads it."""

    def call(*words, routine="lower-back", at="07:30"):
        result = run("remind", routine, "--at", at, *words)
        assert result.exit_code == 0, result.stderr
        (path,) = Path().glob("*.ics")
        return vobject.readOne(path.read_bytes().decode()).vevent

    return call


@pytest.fixture
def refused(run):
    """Fail to write reminders; return what is said."""

    def call(*words, at="07:30"):
        result = run("remind", "lower-back", "--at", at, *words)
        assert result.exit_code == 2
        assert not list(Path().glob("*.ics"))
        return result.stderr

    return call


def days(event, most=400):
    """Return when the reminders of `event` come, as text."""
    return [
        f"{moment:%a %Y-%m-%d %H:%M}" for moment, _ in zip(event.getrruleset(addRDate=True), range(most), strict=False)
    ]


def test_each_day_until_the_last_one_has_its_reminder(written):
    found = days(written("--every", "day", "--until", "2027-01-31"))
    assert found[0] == "Mon 2026-11-23 07:30"
    assert found[-1] == "Sun 2027-01-31 07:30"
    assert len(found) == 9 + 31 + 30


def test_today_has_one_if_its_time_is_still_to_come(written):
    assert days(written(at="16:31"), 1) == ["Sun 2026-11-22 16:31"]


def test_a_time_that_is_over_today_begins_tomorrow(written):
    assert days(written(at="16:30"), 1) == ["Mon 2026-11-23 16:30"]


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ("weekday", ["Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27", "Mon 30"]),
        ("weekend", ["Sat 28", "Sun 29", "Sat 05"]),
        ("week", ["Mon 23", "Mon 30", "Mon 07"]),
        ("fri,mon,wed", ["Mon 23", "Wed 25", "Fri 27", "Mon 30"]),
        ("Sunday, tues", ["Tue 24", "Sun 29", "Tue 01"]),
        ("sun,sun", ["Sun 29", "Sun 06"]),
    ],
)
def test_reminders_come_on_the_days_that_were_asked_for(written, every, expected):
    found = days(written("--every", every), len(expected))
    assert [f"{day[:4]}{day[12:14]}" for day in found] == expected


def test_reminders_may_start_later(written):
    assert days(written("--start", "2026-12-01", "--every", "week"), 2) == [
        "Tue 2026-12-01 07:30",
        "Tue 2026-12-08 07:30",
    ]


def test_without_a_last_day_they_go_on(written):
    assert "UNTIL" not in written().rrule.value


def test_times_have_no_zone_so_that_half_past_seven_stays_half_past_seven(written):
    event = written("--until", "2027-04-30")
    assert event.dtstart.value.tzinfo is None
    assert "UNTIL=20270430T073000;" in f"{event.rrule.value};"
    # Clocks change on 28 March in Europe and on 14 March in the United States.
    assert {day[-5:] for day in days(event)} == {"07:30"}
    assert len(days(event)) == 159


def test_an_hour_that_a_change_of_clocks_leaves_out_is_the_calendars_business(written):
    found = days(written("--start", "2027-03-27", "--until", "2027-03-29", at="02:30"))
    assert [day[-5:] for day in found] == ["02:30"] * 3


def test_a_reminder_says_what_it_is_for_and_how_to_start_it(written):
    event = written("--hold", "10s")
    assert event.summary.value == "Lower-back trigger point routine"
    assert event.description.value.startswith("Find the sore knots just above your pelvis, ")
    assert event.description.value.endswith("\n\nvoiceguide play lower-back --hold=10s")


def test_it_takes_as_long_as_the_routine_with_its_settings(written):
    assert written("--rounds", "1").duration.value < written("--rounds", "3").duration.value
    assert written().duration.value.seconds % 60 == 0


def test_the_phone_tells_when_it_is_time(written):
    alarm = written().valarm
    assert (alarm.action.value, alarm.trigger.value) == ("DISPLAY", timedelta(0))
    assert alarm.description.value == "Lower-back trigger point routine"


def test_written_again_a_reminder_takes_the_place_of_the_one_before(written):
    first = written("--every", "day").uid.value
    assert written("--every", "week", "--until", "2027-01-31").uid.value == first
    assert written(at="19:30").uid.value != first
    Path("lower-back.ics").unlink()
    assert written(routine="lower-back-short").uid.value != first


def test_what_was_written_is_told(run):
    assert run("remind", "lower-back", "--at", "7:30", "--every", "mon,wed,fri", "--until", "2027-01-31").stdout == (
        "Wrote lower-back.ics: every Monday, Wednesday and Friday at 07:30, from 23 November 2026 to 31 January 2027.\n"
        "Send it to your phone, and open it there.\n"
    )
    assert (
        "from Monday to Friday at 07:30, from"
        in run("remind", "lower-back", "--at", "7:30", "--every", "weekday").stdout
    )
    assert run("remind", "lower-back", "--at", "07:30", "-o", "mine.ics").stdout.startswith(
        "Wrote mine.ics: every day at 07:30, from 23 November 2026 on.\n"
    )


def test_a_file_that_phones_would_not_open_is_written_and_said(run):
    result = run("remind", "lower-back", "--at", "07:30", "-o", "x.txt")
    assert result.stdout.endswith("Phones want a name that ends in .ics: send it as x.ics.\n")
    assert Path("x.txt").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert "Phones" not in run("remind", "lower-back", "--at", "07:30", "-o", "x.ICS").stdout


def test_a_dash_writes_to_standard_output_and_nothing_else_does(run):
    result = run("remind", "lower-back", "--at", "07:30", "-o", "-")
    assert vobject.readOne(result.stdout_bytes.decode()).vevent.summary.value == "Lower-back trigger point routine"
    assert result.stdout_bytes.endswith(b"END:VCALENDAR\r\n")
    assert result.stderr == "Reminders every day at 07:30, from 23 November 2026 on.\n"
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--until", "2026-11-21"], "Error: --until 2026-11-21 is over\nToday is 2026-11-22.\n"),
        (["--start", "2025-01-01"], "Error: --start 2025-01-01 is over\nToday is 2026-11-22.\n"),
        (
            ["--start", "2026-12-24", "--until", "2026-12-23"],
            "Error: --until 2026-12-23 is before --start 2026-12-24\nThe last day comes after the first.\n",
        ),
        (
            ["--until", "2026-11-23", "--every", "tue"],
            "Error: no reminder would come until 2026-11-23\nThe first would come on Tuesday, 24 November 2026.\n",
        ),
        (["--until", "31.1.2027"], "'31.1.2027' is no day; write one like 2027-01-31: year, month, day.\n"),
        (["--until", "2027-02-30"], "there is no day 2027-02-30.\n"),
        (
            ["--every", "funday"],
            "'funday' is no day; did you mean 'sunday'? write day, weekday, weekend, week, or days",
        ),
        (["--every", "mo"], "'mo' is no day"),
        (["--every", ""], "'' is no day; write day, weekday"),
        (["--every", "mon,,fri"], "'' is no day; write day, weekday"),
    ],
)
def test_days_that_make_no_sense_are_said_with_the_mend(refused, words, line):
    assert line in refused(*words)


@pytest.mark.parametrize(
    ("at", "line"),
    [
        ("25:00", "there is no time 25:00; hours go from 0 to 23, minutes from 00 to 59.\n"),
        ("7pm", "'7pm' is no time; write one like 07:30, or 19:30 for the evening.\n"),
        ("0730", "'0730' is no time"),
        ("07:3", "'07:3' is no time"),
        ("\u0667:30", "is no time"),
    ],
)
def test_times_that_make_no_sense_are_said_with_the_mend(refused, at, line):
    assert line in refused(at=at)


def test_standard_input_is_not_there_later(run):
    result = run("remind", "-", "--at", "07:30", input="routine: 1\ntitle: Short\nsteps:\n  - say: Hello.\n")
    assert result.stderr == "Error: reminders need a routine that is there later\nSave it to a file, and name that.\n"


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n,;:\\\"'"), min_size=1)


@given(title=TEXTS, text=TEXTS, minutes=st.integers(1, 600), days=st.sets(st.integers(0, 6), min_size=1))
def test_whatever_stands_in_a_routine_comes_back_and_lines_are_folded_as_the_standard_says(title, text, minutes, days):
    first = first_after(datetime(2026, 11, 22, 16, 30), NOW.date(), NOW.time(), days)  # noqa: DTZ001 - a wall's clock
    reminder = Reminder("x", title, text, first, timedelta(minutes=minutes), tuple(sorted(days)))
    made = as_calendar(reminder, NOW)
    assert made.endswith(b"\r\nEND:VCALENDAR\r\n")
    assert b"\n" not in made.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    event = vobject.readOne(made.decode()).vevent
    assert event.summary.value == title
    assert event.description.value == text
    assert event.duration.value == timedelta(minutes=minutes)
    assert event.dtstamp.value == NOW
    assert {moment.weekday() for moment, _ in zip(event.getrruleset(), range(14), strict=False)} == days
