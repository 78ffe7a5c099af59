"""Where in a timeline a command leads from the listener's frame."""

from bisect import bisect_right
from typing import NamedTuple

from voiceguide.timeline.model import LEAD_IN_SECONDS, Gate, Mark, Timeline

_LONGEST_RESTARTED_SECONDS = 30
"""The length up to which a hold begins again after a pause. A longer one goes on where it was."""


class Landing(NamedTuple):
    """Where a session goes on: at frame `at` of the timeline.

    Before that it plays the timeline's lead-in from its frame `lead_in` on, unless that is None.
    """

    at: int
    lead_in: int | None = None


def next_step(timeline: Timeline, here: int) -> int:
    """Return the start of the first step after frame `here`, or the end of the timeline."""
    starts = timeline.step_starts
    index = bisect_right(starts, here)
    return starts[index] if index < len(starts) else timeline.length


def this_step(timeline: Timeline, here: int) -> int:
    """Return the start of the step at frame `here`, or 0 before the first step."""
    starts = timeline.step_starts
    index = bisect_right(starts, here)
    return starts[index - 1] if index else 0


def previous_step(timeline: Timeline, here: int) -> int:
    """Return the start of the step before the one at frame `here`, or of the first step; 0 before that."""
    starts = timeline.step_starts
    index = bisect_right(starts, here)
    return starts[max(index - 2, 0)] if index else 0


def begun_again(timeline: Timeline, start: int) -> Landing:
    """Return how the step that starts at frame `start` begins again. A hold begins with its lead, as that lead does."""
    hold = next((hold for hold in timeline.holds if start in (hold.start, hold.lead)), None)
    return _with_lead(timeline, hold) if hold else Landing(start)


def hold_at(timeline: Timeline, here: int, coming: int) -> Mark | None:
    """Return the hold that a pause at frame `here` interrupts; the sink has the frames before `coming`.

    It is under way or on its way to the ear, its words sound, or its start tone is less than 3 s away. A gate that
    waits for the listener without an end is no way to a hold.
    """
    reached = max(here, coming - 1)
    gate = gate_at(timeline, here, coming)
    if gate and gate.ask is not None:
        return None
    near = LEAD_IN_SECONDS * timeline.rate.hz - 1
    return next(
        (
            hold
            for hold in timeline.holds
            if min(hold.at - near, hold.at if hold.lead is None else hold.lead) <= reached and here < hold.end
        ),
        None,
    )


def restart(timeline: Timeline, hold: Mark, here: int) -> Landing | None:
    """Return how `hold` begins again after a pause at frame `here`; None if it goes on where it was."""
    longest = _LONGEST_RESTARTED_SECONDS * timeline.rate.hz
    return None if here >= hold.at and hold.end - hold.at > longest else _with_lead(timeline, hold)


def after_pause(timeline: Timeline, here: int) -> Landing:
    """Return where a session that is paused at frame `here` goes on."""
    hold = hold_at(timeline, here, here)
    return (restart(timeline, hold, here) or Landing(here, 0)) if hold else Landing(here)


def _with_lead(timeline: Timeline, hold: Mark) -> Landing:
    """Return how `hold` begins again: with its lead, after the silence that is missing before it, or the lead-in."""
    if hold.lead is None:
        return Landing(hold.at, 0)
    missing = LEAD_IN_SECONDS * timeline.rate.hz - (hold.at - hold.lead)
    return Landing(hold.lead, len(timeline.lead_in) - missing if missing > 0 else None)


def other_side(timeline: Timeline, here: int) -> int | None:
    """Return the start of the next step on another side than the one at frame `here`; None for a step without a side.

    The start may lie before `here`, if the words of the step have begun in the rest before it.
    """
    step = timeline.step_at(here)
    if step is None or step.context.side is None:
        return None
    others = (mark for mark in timeline.steps if mark.context.side != step.context.side)
    return next((mark.start for mark in others if mark.at > here and not mark.facts.is_silence), timeline.length)


def gate_at(timeline: Timeline, here: int, coming: int) -> Gate | None:
    """Return the gate at frame `here`, or the one that begins before frame `coming`."""
    reached = max(here, coming)
    return next((gate for gate in timeline.gates if here < gate.end and gate.start <= reached < gate.end), None)


def gate_ahead(timeline: Timeline, here: int) -> Gate | None:
    """Return the gate that the words at frame `here` lead to; None if another step comes before it."""
    gate = next((gate for gate in timeline.gates if gate.start > here), None)
    if gate is None:
        return None
    # The first cue of the step that waits at the gate; a rest before it may speak it.
    first = next((mark.start for mark in timeline.steps if mark.at <= gate.start < mark.end), gate.start)
    if first <= here:
        return gate
    step = timeline.step_at(here)
    if step is None or step.facts.can_act or any(here < start < first for start in timeline.step_starts):
        return None
    return gate
