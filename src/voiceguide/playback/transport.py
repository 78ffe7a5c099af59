"""Commands -> which frames come next: a state machine over integers, without sound and without a clock."""

from dataclasses import dataclass, replace

from voiceguide.audio import Span
from voiceguide.playback.contracts import Command
from voiceguide.timeline.model import Timeline

RAMP = 120
"""Frames of the ramp before and after silence or a jump: 5 ms at 24,000 Hz, which a listener hears without a click."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A ramp down that began at frame `begin`; then play goes on at `to`, or is over when `to` is None."""

    begin: int
    to: int | None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """Where play stands: `at` is the next frame of the timeline to hand over.

    `rising` is the frame at which a ramp up began, or None.
    """

    at: int = 0
    paused: bool = False
    over: bool = False
    rising: int | None = None
    leaving: Leaving | None = None


def obey(timeline: Timeline, state: State, command: Command, heard: int) -> State:
    """Return `state` after `command`; `heard` is the frame at the listener's ear, a sink's latency behind `state.at`.

    Nothing is jumped over twice: a command given during a ramp changes where the ramp leads.
    """
    if state.over:
        return state
    pausing = state.leaving.paused if state.leaving else state.paused
    match command:
        case Command.TOGGLE:
            return _paused(state, paused=not pausing)
        case Command.PAUSE:
            return _paused(state, paused=True)
        case Command.RESUME:
            return _paused(state, paused=False)
        case Command.STOP:
            return replace(state, over=True) if state.paused else _leave(state, None, paused=False)
        case Command.NEXT:
            return _leave(state, _next(timeline, _standing(state, heard)), paused=pausing)
        case Command.BACK:
            return _leave(state, _previous(timeline, _standing(state, heard)), paused=pausing)
        case Command.READY:
            state = _paused(state, paused=False)
            end = _gate_end(timeline, state, heard)
            return state if end is None else _leave(state, end, paused=False)
        case _:
            return state


def advance(timeline: Timeline, state: State, frames: int) -> tuple[list[Span], State]:
    """Return the spans of the next `frames` frames, fewer only at the very end, and the state after them."""
    spans: list[Span] = []
    while frames and not state.over:
        if state.paused:
            spans.append(Span(state.at, state.at, hush=frames))
            break
        limit, settled = _border(timeline, state)
        if state.at >= limit:
            state = settled
            continue
        taken = min(frames, limit - state.at)
        down = state.leaving.begin if state.leaving else None
        spans.append(Span(state.at, state.at + taken, fade_in=state.rising, fade_out=down))
        frames -= taken
        state = replace(state, at=state.at + taken)
    return spans, state


def _border(timeline: Timeline, state: State) -> tuple[int, State]:
    """Return the frame up to which nothing changes, and the state from there on."""
    borders = [(timeline.length, replace(state, over=True))]
    if state.rising is not None:
        borders.append((state.rising + RAMP, replace(state, rising=None)))
    if leaving := state.leaving:
        if leaving.to is None:
            arrived = replace(state, leaving=None, over=True)
        else:
            rising = None if leaving.paused else leaving.to
            arrived = State(at=min(leaving.to, timeline.length), paused=leaving.paused, rising=rising)
        borders.insert(0, (min(leaving.begin + RAMP, timeline.length), arrived))
    # Where two meet, the first decides: what was asked for, before the end of the timeline.
    return min(borders, key=lambda border: border[0])


def _paused(state: State, *, paused: bool) -> State:
    if state.leaving:
        return replace(state, leaving=replace(state.leaving, paused=paused and state.leaving.to is not None))
    if paused == state.paused:
        return state
    if paused:
        return replace(state, leaving=Leaving(state.at, state.at + RAMP, paused=True))
    return replace(state, paused=False, rising=state.at)


def _leave(state: State, to: int | None, *, paused: bool) -> State:
    if state.paused and to is not None:
        return State(at=to, paused=paused, rising=None if paused else to)
    if state.leaving:
        if state.leaving.to is None:
            return state
        return replace(state, leaving=replace(state.leaving, to=to, paused=paused))
    return replace(state, leaving=Leaving(state.at, to, paused=paused))


def _standing(state: State, heard: int) -> int:
    """Return the frame that next and back count from: what is heard, or where a ramp under way leads."""
    if state.leaving and state.leaving.to is not None:
        return state.leaving.to
    return state.at if state.paused else heard


def _next(timeline: Timeline, here: int) -> int:
    starts = timeline.step_starts
    return next((start for start in starts if start > here), timeline.length)


def _previous(timeline: Timeline, here: int) -> int:
    before = [start for start in timeline.step_starts if start <= here]
    # The last one is the step that is playing.
    return before[-2] if len(before) > 1 else timeline.step_starts[0] if timeline.step_starts else 0


def _gate_end(timeline: Timeline, state: State, heard: int) -> int | None:
    """Return the end of the gate that the listener, or what is handed over next, stands in."""
    here = _standing(state, heard)
    coming = state.leaving.to if state.leaving and state.leaving.to is not None else state.at
    for gate in timeline.gates:
        if here < gate.end and gate.start <= max(here, coming) < gate.end:
            return gate.end
    return None
