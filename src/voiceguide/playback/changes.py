"""A score, and a command that changes its lengths -> the changed score, and the answer: pure, like the transport."""

from fractions import Fraction
from typing import NamedTuple, cast

from voiceguide.plan import change
from voiceguide.plan.model import Hold, Phase, Plan, Wait
from voiceguide.playback.contracts import Answer, Command
from voiceguide.playback.places import step_at
from voiceguide.timeline.layout import phase_group
from voiceguide.timeline.model import Mark, Timeline


class Changed(NamedTuple):
    """A plan after a command, and what the listener is told; the plan is the old one when nothing could change."""

    plan: Plan
    answer: Answer


def longer(plan: Plan, timeline: Timeline, here: int, kept: int) -> Changed:
    """Return `plan` with the step at frame `here` of its `timeline` longer; from frame `kept` on it may change.

    A hold or a rest grows by 5 s or to its setting's limit, a wait by 15 s, a pace by one cycle.
    """
    return _changed(plan, timeline, here, kept, Command.LONGER)


def shorter(plan: Plan, timeline: Timeline, here: int, kept: int) -> Changed:
    """Return `plan` with the step at frame `here` shorter: a hold or a rest by up to 5 s, a pace by a cycle."""
    return _changed(plan, timeline, here, kept, Command.SHORTER)


def first_unsaid(plan: Plan, timeline: Timeline, kept: int) -> int:
    """Return the number of the first event whose words may all change when frames before `kept` may not."""
    begun = [mark for mark in timeline.steps if mark.start < kept]
    if not begun:
        return 0
    index = _after(plan, begun[-1].event)
    # What leads into the next step may be spoken in the rest that has begun: its words stay as long as they are.
    event = plan.events[begun[-1].event]
    return _next(plan, timeline, index) if isinstance(event, Hold) and event.kind == "rest" else index


def _after(plan: Plan, index: int) -> int:
    return index + len(_phases(plan, index) or "1")


def _next(plan: Plan, timeline: Timeline, index: int) -> int:
    """Return the number of the first event of a step from `index` on."""
    return next((mark.event for mark in timeline.steps if mark.event >= index), len(plan.events))


def _changed(plan: Plan, timeline: Timeline, here: int, kept: int, command: Command) -> Changed:
    nothing = Changed(plan, Answer.NOT_HERE)
    mark = step_at(timeline, here)
    if mark is None or mark.end <= kept:
        return nothing
    event = plan.events[mark.event]
    if isinstance(event, Hold):
        return _hold_changed(plan, timeline, mark, kept, command)
    if isinstance(event, Phase):
        return _cycled(plan, mark, kept, command)
    if isinstance(event, Wait) and command is Command.LONGER:
        return Changed(change.replaced(plan, mark.event, [change.with_more_time(event)]), Answer.MORE_TIME)
    return nothing


def _hold_changed(plan: Plan, timeline: Timeline, mark: Mark, kept: int, command: Command) -> Changed:
    hold = cast("Hold", plan.events[mark.event])
    if command is Command.LONGER:
        held = change.lengthened(hold)
        if held != hold and not _room_for_leads(timeline, mark, kept, held.seconds - hold.seconds):
            return Changed(plan, Answer.NOT_HERE)
        whole, less = Answer.LONGER, Answer.LONGEST
    else:
        held = change.shortened(hold, _least(timeline, mark, kept))
        whole, less = Answer.SHORTER, Answer.SHORTEST
    answer = whole if abs(held.seconds - hold.seconds) == change.STEP_SECONDS else less
    return Changed(change.replaced(plan, mark.event, [held]), answer)


def _least(timeline: Timeline, mark: Mark, kept: int) -> Fraction:
    """Return how long the hold at `mark` must be at the least, in seconds, when frames before `kept` stay as they are.

    Words that lead into the next step, spoken inside a rest, keep their room.
    """
    led = _led(timeline, mark)
    if led < kept:
        return timeline.rate.seconds(mark.end - mark.at)
    return timeline.rate.seconds(max(kept - mark.at, 0) + mark.end - led)


def _room_for_leads(timeline: Timeline, mark: Mark, kept: int, more: Fraction) -> bool:
    """Return whether words that lead into the next step and have begun can be said again when `mark` lasts longer."""
    led = _led(timeline, mark)
    return led >= kept or timeline.rate.frame(more) >= mark.end - led


def _led(timeline: Timeline, mark: Mark) -> int:
    """Return where, in the step at `mark`, the words that lead into the next one begin, or its end."""
    leads = (step.start for step in timeline.steps if mark.at < step.start < mark.end <= step.at)
    return next(leads, mark.end)


def _cycled(plan: Plan, mark: Mark, kept: int, command: Command) -> Changed:
    phases = _phases(plan, mark.event)
    cycles = phases[-1].cycles
    if command is Command.LONGER:
        return Changed(change.replaced(plan, mark.event, change.one_cycle_more(phases), len(phases)), Answer.ONE_MORE)
    last = mark.end - (mark.end - mark.at) // cycles
    if cycles == 1 or last < kept:
        return Changed(plan, Answer.SHORTEST)
    return Changed(change.replaced(plan, mark.event, change.one_cycle_less(phases), len(phases)), Answer.ONE_LESS)


def _phases(plan: Plan, index: int) -> list[Phase]:
    return phase_group(plan.events, index) if isinstance(plan.events[index], Phase) else []
