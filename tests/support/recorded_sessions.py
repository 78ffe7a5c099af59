"""Sessions to record: a timeline with sides and rounds, the blocks heard of it, and a clock that tests set."""

from datetime import datetime, timedelta, timezone

from plans import HERE, hold, lay, rest, say

from voiceguide.plan.model import Chapter, Context, Words
from voiceguide.playback.contracts import Now
from voiceguide.records.session import Playing

PLAYING = Playing("lower-back", "lower-back", "A sore back", {"hold": "8 s"}, {"voice": "tone"}, "0123456789abcdef")


class Clock:
    """A wall clock one hour ahead of UTC."""

    def __init__(self):
        self.time = datetime(2026, 11, 22, 7, 30, tzinfo=timezone(timedelta(hours=1)))

    def __call__(self):
        return self.time

    def go_on(self, seconds):
        self.time += timedelta(seconds=seconds)


def chapter(title):
    return Chapter(where=HERE, title=Words((title,)))


def sides():
    """Return a timeline of two sides: each is announced and has two holds with a rest between them."""
    events = []
    for side in ("left", "right"):
        events += [chapter(f"{side} side"), say(f"The {side} side.", context=Context(side))]
        events += [
            hold(8, context=Context(side, 1, 2)),
            rest(5, context=Context(side, 1, 2)),
            hold(8, context=Context(side, 2, 2)),
        ]
    return lay(*events).timeline


SIDES = sides()


def at_step(ordinal, timeline=SIDES, *, later=0):
    """Return the moment `later` frames after step `ordinal` begins."""
    return Now(timeline, timeline.steps[ordinal].start + later)


def at_end(timeline=SIDES):
    """Return the last moment."""
    return Now(timeline, timeline.length)


def heard(observer, start, end, timeline=SIDES, block=1024):
    """Show `observer` the blocks from frame `start` to frame `end`."""
    for at in range(start, end, block):
        observer.see(Now(timeline, at))
    observer.see(Now(timeline, end))
