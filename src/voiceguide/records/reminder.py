"""When to be reminded of a routine -> an iCalendar file (RFC 5545) that a phone's calendar takes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Reminder:
    """An event on `days` of the week (0 is Monday) from `first` on, up to the day `until`, None for ever.

    `first` has no zone: 07:30 is 07:30 wherever the phone is, and stays so when clocks change. `length` is how long
    the event takes. `about` tells it apart from other reminders: one that is the same takes the older one's place.
    """

    about: str
    title: str
    text: str
    first: datetime
    length: timedelta
    days: tuple[int, ...]
    until: date | None = None


def first_after(now: datetime, start: date, at: time, days: Iterable[int]) -> datetime:
    """Return the first of `days` from the day `start` on at which `at` isn't over; no argument has a zone."""
    wanted = set(days)
    coming = (datetime.combine(start + timedelta(days=ahead), at) for ahead in range(8))
    return next(moment for moment in coming if moment.weekday() in wanted and moment > now)


def as_calendar(reminder: Reminder, now: datetime) -> bytes:
    """Return `reminder` as a calendar of one event that comes again; `now` has a zone."""
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


def _rule(reminder: Reminder) -> dict[str, object]:
    # An end is written as the start is: without a zone. It is the last moment at which the event may still begin.
    end = {"until": datetime.combine(reminder.until, reminder.first.time())} if reminder.until else {}
    if len(reminder.days) == len(WEEKDAYS):
        return {"freq": "daily", **end}
    return {"freq": "weekly", **end, "byday": [WEEKDAYS[day][:2].upper() for day in sorted(reminder.days)]}
