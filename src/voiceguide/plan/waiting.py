"""A plan -> the same plan, asking as its listener wants: how to answer, again, before every hold, or one question."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from voiceguide.errors import Where
from voiceguide.plan.model import Chapter, Event, Hold, Phrase, Plan, Say, Wait, Words

AT_MOST_BEFORE_A_HOLD = Fraction(60)
"""Seconds after which a hold begins although nobody said ready."""
_LEAST_PATIENT = Fraction(20)
"""Seconds between two times that a patient wait asks: sooner, it would nag."""
_ASKING = Words((Phrase("are-you-ready"),))


Answers = Literal["key", "voice"]
"""How a listener can answer a wait: with a key, or by voice too."""

_HOW = {"key": Words((Phrase("how-to-answer"),)), "voice": Words((Phrase("how-to-answer-aloud"),))}


def adapted(plan: Plan, answers: Answers | None, *, repeat: bool, wait_each: bool) -> Plan:
    """Return `plan` with the waits that the listener chose.

    `answers` says at the first wait how to answer. With `repeat` each wait asks again instead of ending by itself.
    `wait_each` adds a wait before each hold.
    """
    if wait_each:
        plan = with_wait_before_holds(plan)
    if repeat:
        plan = repeating(plan)
    return answered(plan, answers) if answers else plan


def answered(plan: Plan, how: Answers) -> Plan:
    """Return `plan` with how to answer said at its first wait: nobody answers who hasn't been told."""
    first = next((index for index, event in enumerate(plan.events) if isinstance(event, Wait)), None)
    if first is None:
        return plan
    told = replace(_wait_at(plan, first), answer=_HOW[how])
    return replace(plan, events=(*plan.events[:first], told, *plan.events[first + 1 :]))


def repeating(plan: Plan) -> Plan:
    """Return `plan` with every wait asking again, and waiting on, instead of ending by itself."""
    return replace(plan, events=tuple(_patient(event) if isinstance(event, Wait) else event for event in plan.events))


def _patient(wait: Wait) -> Wait:
    return replace(wait, at_most=max(wait.at_most, _LEAST_PATIENT), asking=_ASKING)


def with_wait_before_holds(plan: Plan) -> Plan:
    """Return `plan` with a wait before every hold that has none: it asks, and ready starts the hold.

    It comes before the hold's own words: whoever is told to press must not press for a minute.
    """
    return replace(plan, events=tuple(_asked(plan.events)))


def _asked(events: tuple[Event, ...]) -> Iterator[Event]:
    before: Event | None = None
    leads: list[Event] = []  # and chapters among them: what goes with the hold they lead to
    for event in events:
        if isinstance(event, Chapter) or (isinstance(event, Say) and event.lead):
            leads.append(event)
            continue
        if isinstance(event, Hold) and event.kind == "hold" and not isinstance(before, Wait):
            first = leads[0] if leads and isinstance(leads[0], Chapter) else None
            yield from [leads.pop(0)] if first else []
            yield Wait(
                where=event.where,
                context=event.context,
                at_most=AT_MOST_BEFORE_A_HOLD,
                answer=_ASKING,
                pan=event.pan,
            )
        yield from leads
        yield event
        before, leads = event, []
    yield from leads


def phrase_plan(plan: Plan, key: str) -> Plan:
    """Return a plan in the language and the voice of `plan` that says the phrase `key`, and nothing else."""
    said = Say(where=Where("<voiceguide>", 1, 1), words=Words((Phrase(key),)), then=Fraction(0))
    return replace(plan, events=(said,), music=None)


def _wait_at(plan: Plan, index: int) -> Wait:
    event = plan.events[index]
    assert isinstance(event, Wait)
    return event
