"""Edit a plan while it plays: a longer or shorter step, another tempo of speech, or other settings from an event on."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from voiceguide.plan.compile import counted_numbers, highest_count
from voiceguide.plan.model import Chapter, Event, Hold, Phase, Plan, Wait, with_tempo

STEP_SECONDS = Fraction(5)
"""How much longer or shorter one command makes a hold or a rest."""
WAIT_SECONDS = Fraction(15)
"""How much longer one command makes a wait."""
_SHORTEST_SECONDS = Fraction(1)

SLOWEST, FASTEST = Fraction(7, 10), Fraction(13, 10)
TEMPO_STEP = Fraction(1, 10)

_Place = tuple[object, ...]


def with_duration(hold: Hold, seconds: Fraction) -> Hold:
    """Return `hold` with a length of `seconds` and the numbers that it has room to count."""
    count = min(hold.count, highest_count(seconds)) if isinstance(hold.count, int) else hold.count
    return replace(hold, seconds=seconds, numbers=counted_numbers(seconds, count))


def lengthened(hold: Hold) -> Hold:
    """Return `hold` 5 s longer, or as long as its setting allows; the same hold if it is already that long."""
    seconds = hold.seconds + STEP_SECONDS
    return with_duration(hold, seconds if hold.longest is None else min(seconds, max(hold.longest, hold.seconds)))


def shortened(hold: Hold, least: Fraction) -> Hold:
    """Return `hold` 5 s shorter, but no shorter than `least` seconds, one second, or what its setting allows."""
    least = max(least, _SHORTEST_SECONDS, hold.shortest or _SHORTEST_SECONDS)
    return with_duration(hold, max(hold.seconds - STEP_SECONDS, min(least, hold.seconds)))


def with_more_time(wait: Wait) -> Wait:
    """Return `wait` 15 s longer."""
    return replace(wait, at_most=wait.at_most + WAIT_SECONDS)


def one_cycle_more(phases: Sequence[Phase]) -> list[Phase]:
    """Return the phases of one pace or breathe step with the last cycle repeated."""
    cycles = phases[-1].cycles + 1
    last = [phase for phase in phases if phase.cycle == phase.cycles]
    return _renumbered([*phases, *(replace(phase, cycle=cycles) for phase in last)], cycles)


def one_cycle_less(phases: Sequence[Phase]) -> list[Phase]:
    """Return the phases of one pace or breathe step without the last cycle."""
    cycles = phases[-1].cycles - 1
    return _renumbered([phase for phase in phases if phase.cycle <= cycles], cycles)


def replaced(plan: Plan, index: int, events: Sequence[Event], count: int = 1) -> Plan:
    """Return `plan` with `events` in place of the `count` events from `index` on."""
    return replace(plan, events=(*plan.events[:index], *events, *plan.events[index + count :]))


def at_tempo(plan: Plan, tempo: Fraction, index: int) -> Plan:
    """Return `plan` with the speech from event `index` on at `tempo`; counts and breaths keep their seconds."""
    return replace(plan, events=(*plan.events[:index], *(with_tempo(event, tempo) for event in plan.events[index:])))


def spliced(plan: Plan, cut: int, compiled: Plan) -> Plan:
    """Return the events of `plan` before number `cut`, then those of `compiled` that come after them.

    `compiled` is the same routine with other settings. An event of one plan is that of the other if it has the same
    place in the file, the same side and the same round, and as many events like it come before. Events that `compiled`
    no longer has are skipped: after the second round of three, a routine of one round goes on with what follows it.
    """
    before = _without_last_chapters(plan.events[:cut])
    places = {place: index for index, place in enumerate(_places(compiled.events))}
    done = [places[place] for place in _places(before) if place in places]
    return replace(compiled, events=(*before, *_whole_steps(compiled.events[done[-1] + 1 if done else 0 :])))


def _renumbered(phases: Iterable[Phase], cycles: int) -> list[Phase]:
    return [
        replace(phase, cycles=cycles, context=replace(phase.context, round=phase.cycle, rounds=cycles))
        for phase in phases
    ]


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
