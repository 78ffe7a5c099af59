"""A plan gone through up to an event, and its routine arranged anew -> a plan that goes on as newly arranged."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from voiceguide.plan.model import Chapter, Event, Phase, Plan

_Place = tuple[object, ...]


def spliced(plan: Plan, cut: int, compiled: Plan) -> Plan:
    """Return the events of `plan` before number `cut`, then those of `compiled` that come after them.

    `compiled` is the same routine with other settings: an event is known again by its place in the file, its side and
    its round, and by how many like it came before. What has come to be left out is passed over: after the second
    round of three, a routine of one round goes on with what follows the rounds.
    """
    before = _without_last_chapters(plan.events[:cut])
    places = {place: index for index, place in enumerate(_places(compiled.events))}
    done = [places[place] for place in _places(before) if place in places]
    return replace(compiled, events=(*before, *_whole_steps(compiled.events[done[-1] + 1 if done else 0 :])))


def _places(events: Sequence[Event]) -> Iterator[_Place | None]:
    """Yield for each event what tells it from the others; None for a chapter, which goes with what follows it."""
    seen = Counter[_Place]()
    for event in events:
        if isinstance(event, Chapter):
            yield None
            continue
        place = (event.where, event.context.side, event.context.round, type(event).__name__)
        seen[place] += 1
        yield (*place, seen[place])


def _without_last_chapters(events: Sequence[Event]) -> Sequence[Event]:
    last = len(events)
    while last and isinstance(events[last - 1], Chapter):
        last -= 1
    return events[:last]


def _whole_steps(events: Sequence[Event]) -> Sequence[Event]:
    """Return `events` without the cycles of a pace that would be added to one that is under way."""
    first = 0
    while first < len(events) and isinstance(phase := events[first], Phase) and (phase.cycle, phase.index) != (1, 0):
        first += 1
    return events[first:]
