"""How a plan waits for its listener: how to answer, whether a wait asks again, and a wait before every hold."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from voiceguide.errors import Where
from voiceguide.plan.model import Chapter, Event, Hold, Phrase, Plan, Say, Wait, Words

AT_MOST_BEFORE_A_HOLD = Fraction(60)
"""The longest that an added wait delays a hold, in seconds."""
_LEAST_REPEATING = Fraction(20)
"""The shortest time between two questions of a repeating wait, in seconds. Asking sooner would nag."""
_ASKING = Words((Phrase("are-you-ready"),))

Answers = Literal["key", "voice"]
"""How a listener can answer a wait: with a key only, or also by voice."""

_HOW = {"key": Words((Phrase("how-to-answer"),)), "voice": Words((Phrase("how-to-answer-aloud"),))}


def adapted(plan: Plan, answers: Answers | None, *, repeat: bool, wait_each: bool) -> Plan:
    """Return `plan` with the waits that the listener chose.

    `answers` says at the first wait how to answer. With `repeat`, each wait asks again instead of ending by itself.
    `wait_each` adds a wait before each hold.
    """
    if wait_each:
        plan = with_wait_before_holds(plan)
    if repeat:
        plan = repeating(plan)
    return answered(plan, answers) if answers else plan


def answered(plan: Plan, how: Answers) -> Plan:
    """Return `plan` whose first wait says how to answer."""
    for index, event in enumerate(plan.events):
        if isinstance(event, Wait):
            wait = replace(event, answer=_HOW[how])
            return replace(plan, events=(*plan.events[:index], wait, *plan.events[index + 1 :]))
    return plan


def repeating(plan: Plan) -> Plan:
    """Return `plan` with waits that ask again and go on waiting instead of ending by themselves."""
    return replace(
        plan,
        events=tuple(
            replace(event, at_most=max(event.at_most, _LEAST_REPEATING), asking=_ASKING)
            if isinstance(event, Wait)
            else event
            for event in plan.events
        ),
    )


def with_wait_before_holds(plan: Plan) -> Plan:
    """Return `plan` with a wait before every hold that has none: it asks, and "ready" starts the hold.

    The wait comes before the hold's own words, because a listener who hears "Press" must not press for a minute.
    """
    return replace(plan, events=tuple(_with_waits(plan.events)))


def _with_waits(events: tuple[Event, ...]) -> Iterator[Event]:
    before: Event | None = None
    leads: list[Event] = []  # the words that lead to the next step, and the chapters among them
    for event in events:
        if isinstance(event, Chapter) or (isinstance(event, Say) and event.lead):
            leads.append(event)
            continue
        if isinstance(event, Hold) and event.kind == "hold" and not isinstance(before, Wait):
            if leads and isinstance(leads[0], Chapter):
                yield leads.pop(0)
            yield Wait(
                where=event.where, context=event.context, at_most=AT_MOST_BEFORE_A_HOLD, answer=_ASKING, pan=event.pan
            )
        yield from leads
        yield event
        before, leads = event, []
    yield from leads


def phrase_plan(plan: Plan, key: str) -> Plan:
    """Return a plan in the language and the voice of `plan` that only says the phrase `key`."""
    say = Say(where=Where("<voiceguide>", 1, 1), words=Words((Phrase(key),)), then=Fraction(0))
    return replace(plan, events=(say,), music=None)
