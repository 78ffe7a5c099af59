"""Where in a timeline a command leads from the listener's frame."""

from bisect import bisect_right

from voiceguide.timeline.model import Gate, Mark, Timeline


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


def hold_at(timeline: Timeline, here: int, coming: int) -> Mark | None:
    """Return the hold at frame `here`, or the one that begins before frame `coming`."""
    holds = (mark for mark in timeline.steps if mark.facts.is_held)
    return next((mark for mark in holds if mark.at <= max(here, coming - 1) and here < mark.end), None)


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
