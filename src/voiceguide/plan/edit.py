"""Edit a plan while it plays: a longer or shorter step, or another tempo of speech."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from voiceguide.plan.compile import counted_numbers, highest_count
from voiceguide.plan.model import Event, Hold, Phase, Plan, Wait, with_tempo

STEP_SECONDS = Fraction(5)
"""How much longer or shorter one command makes a hold or a rest."""
WAIT_SECONDS = Fraction(15)
"""How much longer one command makes a wait."""
_SHORTEST_SECONDS = Fraction(1)

SLOWEST, FASTEST = Fraction(7, 10), Fraction(13, 10)
TEMPO_STEP = Fraction(1, 10)


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


def _renumbered(phases: Iterable[Phase], cycles: int) -> list[Phase]:
    return [
        replace(phase, cycles=cycles, context=replace(phase.context, round=phase.cycle, rounds=cycles))
        for phase in phases
    ]
