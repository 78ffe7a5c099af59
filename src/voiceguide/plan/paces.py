"""A pace or breathe step -> its phases: whole cycles, each phase an event."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, cast

from voiceguide.errors import Problem
from voiceguide.plan.model import Phase, Phrase, Words
from voiceguide.plan.scope import Scope
from voiceguide.routine.model import BreatheStep, PaceStep
from voiceguide.units import write_duration


def phases(step: PaceStep | BreatheStep, scope: Scope, problems: dict[Problem, None]) -> Iterator[Phase]:
    """Yield the phases of every cycle; add to `problems` a time too short for one cycle."""
    written = step.pace if isinstance(step, PaceStep) else step.breathe
    # A breath's hold and rest may be zero: then there is no such phase.
    lengths = [(word, seconds) for word, value in written if (seconds := scope.value(value))]
    cycle_seconds = sum((seconds for _, seconds in lengths), Fraction(0))
    cycles = _cycles(cast("int | Fraction", scope.value(step.times)), cycle_seconds)
    verb: Literal["pace", "breathe"] = "pace" if isinstance(step, PaceStep) else "breathe"
    if cycles == 0:
        message = f"one cycle of this {verb} takes {write_duration(cycle_seconds)}: it doesn't fit its 'times'"
        problems[Problem(step.where, "VG205", message)] = None
    for cycle in range(cycles):
        inner = scope.in_round(cycle, cycles)
        for index, (word, seconds) in enumerate(lengths):
            yield Phase(
                where=step.where,
                context=inner.context,
                verb=verb,
                word=Words((Phrase(f"breathe-{word}"),)) if isinstance(word, str) else inner.words(word),
                seconds=seconds,
                cycle=cycle + 1,
                cycles=cycles,
                index=index,
                pan=scope.pan,
            )


def _cycles(times: int | Fraction, cycle_seconds: Fraction) -> int:
    return int(times // cycle_seconds) if isinstance(times, Fraction) else times
