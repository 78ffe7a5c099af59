"""A plan -> the same plan, waiting as its listener wants: told how to answer, patient, or asked before every hold."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from voiceguide.plan.model import Chapter, Event, Hold, Phrase, Plan, Wait, Words

AT_MOST_BEFORE_A_HOLD = Fraction(60)
"""Seconds after which a hold begins although nobody said ready."""


Answers = Literal["key", "voice"]
"""How a listener can answer a wait: with a key, or by voice too."""

_HOW = {"key": Words((Phrase("how-to-answer"),)), "voice": Words((Phrase("how-to-answer-aloud"),))}


def answered(plan: Plan, how: Answers) -> Plan:
    """Return `plan` with how to answer said at its first wait: nobody answers who hasn't been told."""
    first = next((index for index, event in enumerate(plan.events) if isinstance(event, Wait)), None)
    if first is None:
        return plan
    told = replace(_wait_at(plan, first), answer=_HOW[how])
    return replace(plan, events=(*plan.events[:first], told, *plan.events[first + 1 :]))


def patient(plan: Plan) -> Plan:
    """Return `plan` with every wait asking again, and waiting on, instead of ending by itself."""
    asking = Words((Phrase("are-you-ready"),))
    events = (replace(event, asking=asking) if isinstance(event, Wait) else event for event in plan.events)
    return replace(plan, events=tuple(events))


def asked_before_holds(plan: Plan) -> Plan:
    """Return `plan` with a wait before every hold that has none: after its words, so that ready starts it."""
    return replace(plan, events=tuple(_asked(plan.events)))


def _asked(events: tuple[Event, ...]) -> Iterator[Event]:
    before: Event | None = None
    for event in events:
        if isinstance(event, Hold) and event.kind == "hold" and not isinstance(before, Wait):
            yield Wait(where=event.where, context=event.context, at_most=AT_MOST_BEFORE_A_HOLD, pan=event.pan)
        yield event
        if not isinstance(event, Chapter):
            before = event


def _wait_at(plan: Plan, index: int) -> Wait:
    event = plan.events[index]
    assert isinstance(event, Wait)
    return event
