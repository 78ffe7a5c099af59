"""Reminders of a routine as iCalendar files (RFC 5545), which the calendar of a phone opens."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from voiceguide.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Reminder:
    """An event on `days` of the week (0 is Monday), from `first` to the day `until`, or without an end.

    `first` has no time zone: 07:30 is 07:30 wherever the phone is, also when clocks change. `length` is how long the
    event takes. `about` identifies the reminder: a calendar replaces an older one with the same.
    """

    about: str
    title: str
    text: str
    first: datetime
    length: timedelta
    days: tuple[int, ...]
    until: date | None = None

    def __str__(self) -> str:
        days = [WEEKDAYS[day].capitalize() for day in self.days]
        match len(days):
            case 7:
                which = "every day"
            case 5 if self.days == (0, 1, 2, 3, 4):
                which = "from Monday to Friday"
            case 1:
                which = f"every {days[0]}"
            case _:
                which = f"every {', '.join(days[:-1])} and {days[-1]}"
        until = f" to {_long(self.until)}" if self.until else " on"
        return f"{which} at {self.first:%H:%M}, from {_long(self.first.date())}{until}"


def first_after(now: datetime, start: date, at: time, days: Iterable[int]) -> datetime:
    """Return the first time `at` on one of `days`, from the day `start`, that is after `now`, all without a zone."""
    wanted = set(days)
    coming = (datetime.combine(start + timedelta(days=ahead), at) for ahead in range(8))
    return next(moment for moment in coming if moment.weekday() in wanted and moment > now)


def first_reminder(now: datetime, start: date | None, at: time, days: Iterable[int], until: date | None) -> datetime:
    """Return when the first reminder comes, without a zone. Raise `UsageError` for days that are over, or none."""
    for name, day in (("--start", start), ("--until", until)):
        if day and day < now.date():
            raise UsageError(f"{name} {day} is over", hint=f"Today is {now.date()}.")
    if start and until and until < start:
        raise UsageError(f"--until {until} is before --start {start}", hint="The last day comes after the first.")
    first = first_after(now, start or now.date(), at, days)
    if until and until < first.date():
        raise UsageError(
            f"no reminder would come until {until}",
            hint=f"The first would come on {WEEKDAYS[first.weekday()].capitalize()}, {_long(first.date())}.",
        )
    return first


def as_calendar(reminder: Reminder, now: datetime) -> bytes:
    """Return `reminder` as a calendar with one recurring event; `now` has a time zone."""
    from icalendar import Alarm, Calendar, Event

    event = Event()
    event.add("uid", f"{uuid.uuid5(uuid.NAMESPACE_URL, f'voiceguide:{reminder.about}')}@voiceguide")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", reminder.first)
    event.add("duration", reminder.length)
    event.add("rrule", _rule(reminder))
    event.add("summary", reminder.title)
    event.add("description", reminder.text)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(0))
    alarm.add("description", reminder.title)
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//voiceguide//voiceguide//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def _long(day: date) -> str:
    """Return `day` as a person writes it.

    >>> _long(date(2027, 1, 31))
    '31 January 2027'
    """
    return f"{day.day} {day:%B %Y}"


def _rule(reminder: Reminder) -> dict[str, object]:
    # The end has no zone, as the start has none. It is the last moment at which the event may begin.
    end = {"until": datetime.combine(reminder.until, reminder.first.time())} if reminder.until else {}
    if len(reminder.days) == len(WEEKDAYS):
        return {"freq": "daily", **end}
    return {"freq": "weekly", **end, "byday": [WEEKDAYS[day][:2].upper() for day in sorted(reminder.days)]}
