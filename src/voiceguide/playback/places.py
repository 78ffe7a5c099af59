"""A timeline and where the listener is -> the frame that a command leads to: integers only."""

from bisect import bisect_right

from voiceguide.timeline.model import Gate, Mark, Timeline


def next_step(timeline: Timeline, here: int) -> int:
    """Return the start of the first step after frame `here`, or the timeline's end."""
    starts = timeline.step_starts
    index = bisect_right(starts, here)
    return starts[index] if index < len(starts) else timeline.length


def this_step(timeline: Timeline, here: int) -> int:
    """Return the start of the step at frame `here`, or 0 before the first one."""
    starts = timeline.step_starts
    index = bisect_right(starts, here)
    return starts[index - 1] if index else 0


def previous_step(timeline: Timeline, here: int) -> int:
    """Return the start of the step before the one at frame `here`, or of the first one; 0 before that."""
    starts = timeline.step_starts
    index = bisect_right(starts, here)
    return starts[max(index - 2, 0)] if index else 0


def hold_at(timeline: Timeline, here: int, coming: int) -> Mark | None:
    """Return the hold that is under way at frame `here`, or that begins before frame `coming`."""
    holds = (mark for mark in timeline.steps if mark.facts.is_held)
    return next((mark for mark in holds if mark.at <= max(here, coming - 1) and here < mark.end), None)


def other_side(timeline: Timeline, here: int) -> int | None:
    """Return the start of the next step not on the side worked on at frame `here`; None where there is no side.

    It may lie before `here`, when its words have begun in the rest that goes before it.
    """
    standing = timeline.step_at(here)
    if standing is None or standing.context.side is None:
        return None
    others = (mark for mark in timeline.steps if mark.context.side != standing.context.side)
    return next((mark.start for mark in others if mark.at > here and not mark.facts.is_silence), timeline.length)


def gate_at(timeline: Timeline, here: int, coming: int) -> Gate | None:
    """Return the gate that the listener at frame `here` stands in, or that begins before frame `coming`."""
    reached = max(here, coming)
    return next((gate for gate in timeline.gates if here < gate.end and gate.start <= reached < gate.end), None)


def gate_ahead(timeline: Timeline, here: int) -> Gate | None:
    """Return the gate that the words at frame `here` lead to; None when a step comes before it."""
    gate = next((gate for gate in timeline.gates if gate.start > here), None)
    if gate is None:
        return None
    first = _first_cue(timeline, gate)
    if first <= here:
        return gate  # also where a rest speaks the words of the wait after it
    standing = timeline.step_at(here)
    if standing is None or standing.facts.can_act:
        return None
    return None if any(here < start < first for start in timeline.step_starts) else gate


def _first_cue(timeline: Timeline, gate: Gate) -> int:
    """Return where the first cue of the step that waits at `gate` begins."""
    return next((mark.start for mark in timeline.steps if mark.at <= gate.start < mark.end), gate.start)
