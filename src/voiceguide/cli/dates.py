"""Days, times of the day and days of the week on a command line."""

from __future__ import annotations

import re
from datetime import date, time
from typing import TYPE_CHECKING, Any

import click

from voiceguide.messages import near
from voiceguide.records.reminders import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_KNOWN: Mapping[str, Sequence[int]] = {"day": range(7), "weekday": range(5), "weekend": (5, 6), "week": ()}


class Day(click.ParamType["date"]):
    """A day, written like 2027-01-31."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day that `value` writes, or fail with the mend."""
        if isinstance(value, date):
            return value
        parts = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", value, re.ASCII)
        if not parts:
            self.fail(f"'{value}' is no day; write one like 2027-01-31: year, month, day.", param, ctx)
        try:
            return date(int(parts[1]), int(parts[2]), int(parts[3]))
        except ValueError:
            self.fail(f"there is no day {value}.", param, ctx)


class TimeOfDay(click.ParamType["time"]):
    """A time of the day, written like 07:30."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """Return the time that `value` writes, or fail with the mend."""
        if isinstance(value, time):
            return value
        parts = re.fullmatch(r"(\d\d?):(\d\d)", value, re.ASCII)
        if not parts:
            self.fail(f"'{value}' is no time; write one like 07:30, or 19:30 for the evening.", param, ctx)
        try:
            return time(int(parts[1]), int(parts[2]))
        except ValueError:
            self.fail(f"there is no time {value}; hours go from 0 to 23, minutes from 00 to 59.", param, ctx)


class Weekdays(click.ParamType["tuple[int, ...]"]):
    """Days of the week: one of `_KNOWN`, of which 'week' has none: the day of the first one; or 'mon,wed,fri'."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """Return the days, 0 for Monday, sorted; or fail with the mend."""
        if not isinstance(value, str):
            return tuple(value)
        if (word := value.strip().lower()) in _KNOWN:
            return tuple(_KNOWN[word])
        return tuple(sorted(set(self._named(word, param, ctx))))

    def _named(self, words: str, param: click.Parameter | None, ctx: click.Context | None) -> Iterator[int]:
        for word in (part.strip() for part in words.split(",")):
            # 'mon' and 'tues' are enough; two letters could be meant otherwise.
            found = [day for day, name in enumerate(WEEKDAYS) if len(word) > 2 and name.startswith(word)]
            if not found:
                hint = near(word, [*WEEKDAYS, *_KNOWN])
                self.fail(
                    f"'{word}' is no day{hint or ';'} write {', '.join(_KNOWN)}, or days like mon,wed,fri.", param, ctx
                )
            yield found[0]


def said(day: date) -> str:
    """Return `day` as a person writes it.

    >>> said(date(2027, 1, 31))
    '31 January 2027'
    """
    return f"{day.day} {day:%B %Y}"
