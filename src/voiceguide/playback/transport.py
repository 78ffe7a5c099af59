"""Commands -> which frames come next: a state machine over integers, without sound or a clock."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from voiceguide.audio import Span
from voiceguide.playback import places
from voiceguide.playback.contracts import Answer, Command
from voiceguide.timeline.model import Gate, Timeline

RAMP = 120
"""The frames of the ramp before and after silence or a jump: 5 ms at 24,000 Hz, long enough to avoid a click."""

LEVEL_STEP_DB = 3
QUIETEST_DB, LOUDEST_DB = -18, 6


@dataclass(frozen=True, slots=True)
class Leaving:
    """A ramp down from frame `begin` on. After it the session goes on at frame `to`, or is over if `to` is None.

    Before `to` it plays the lead-in from its frame `lead_in` on, unless that is None.
    """

    begin: int
    to: int | None
    paused: bool = False
    lead_in: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """The state of a session: `at` is the next frame of the timeline for the sink.

    If `lead_in` isn't None, the timeline's lead-in sounds before that, from this frame on; ramps then count its frames.
    `rising` is the frame at which a ramp up began, or None. `opened` is True if the listener was ready for the next
    gate before it began; a jump or a pause resets it. `wanted_db` is the volume after all commands, `level_db` the
    present one; from frame `turning` on, a ramp leads to it from `level_before_db`.
    """

    at: int = 0
    paused: bool = False
    over: bool = False
    lead_in: int | None = None
    rising: int | None = None
    leaving: Leaving | None = None
    opened: bool = False
    wanted_db: int = 0
    level_db: int = 0
    turning: int | None = None
    level_before_db: int = 0

    @property
    def next(self) -> int:
        """The frame that sounds next, of the lead-in or of the timeline."""
        return self.at if self.lead_in is None else self.lead_in


_JUMPS: dict[Command, Callable[[Timeline, int], int | None]] = {
    Command.NEXT: places.next_step,
    Command.BACK: places.previous_step,
    Command.AGAIN: places.this_step,
    Command.SKIP_SIDE: places.other_side,
}
"""Where each of these commands leads from the listener's frame."""
_BEGIN_AGAIN = (Command.BACK, Command.AGAIN)
"""The commands after which a hold begins as after a pause."""


class Obeyed(NamedTuple):
    """The state after a command, and the answer; None if the effect is audible at once."""

    state: State
    answer: Answer | None = None


def obey(timeline: Timeline, state: State, command: Command, heard: int) -> Obeyed:
    """Return `state` after `command`; `heard` is the frame that the listener hears, the latency behind `state.at`.

    A command during a ramp changes where the ramp leads, so that nothing is skipped twice. `Answer.NOT_HERE` answers
    commands that change the timeline, such as longer; the transport can't obey these.
    """
    if state.over:
        return Obeyed(state)
    pausing = _is_pausing(state)
    here = standing(state, heard)
    match command:
        case Command.TOGGLE:
            return obey(timeline, state, Command.RESUME if pausing else Command.PAUSE, heard)
        case Command.PAUSE:
            return _pause(timeline, state, here)
        case Command.RESUME:
            return Obeyed(_resumed(timeline, state))
        case Command.STOP:
            return Obeyed(replace(state, over=True) if state.paused else _leave(state, None, paused=False))
        case Command.READY:
            return Obeyed(_ready(timeline, _resumed(timeline, state), heard))
        case Command.LOUDER | Command.SOFTER:
            return _levelled(state, louder=command is Command.LOUDER)
        case _:
            return _jump(timeline, state, command, here)


def _jump(timeline: Timeline, state: State, command: Command, here: int) -> Obeyed:
    jump = _JUMPS.get(command)
    to = jump(timeline, here) if jump else None
    if to is None:
        return Obeyed(state, Answer.NOT_HERE)
    at, lead_in = places.begun_again(timeline, to) if command in _BEGIN_AGAIN else places.Landing(to)
    return Obeyed(_leave(state, at, paused=_is_pausing(state), lead_in=lead_in))


def advance(timeline: Timeline, state: State, frames: int) -> tuple[list[Span], State]:
    """Return the spans of the next `frames` frames, or of fewer at the end, and the state after them."""
    spans: list[Span] = []
    while frames and not state.over:
        if state.paused:
            spans.append(Span(state.at, state.at, silence=frames, level_db=state.level_db))
            break
        limit, settled = _border(timeline, state)
        if state.next >= limit:
            state = settled
            continue
        taken = min(frames, limit - state.next)
        spans.append(_span(state, taken))
        frames -= taken
        passed = state.next + taken
        state = replace(state, at=passed) if state.lead_in is None else replace(state, lead_in=passed)
    return spans, state


def standing(state: State, heard: int) -> int:
    """Return the frame that commands count from: the `heard` one, or the one that a ramp under way leads to."""
    if state.leaving and state.leaving.to is not None:
        return state.leaving.to
    return state.at if state.paused else heard


def _is_pausing(state: State) -> bool:
    """Return True if the session is paused, or a ramp leads to a pause."""
    return state.leaving.paused if state.leaving else state.paused


def _span(state: State, frames: int) -> Span:
    down = state.leaving.begin if state.leaving else None
    leading = state.lead_in is not None
    return Span(
        state.at,
        state.at if leading else state.at + frames,
        silence=frames if leading else 0,
        lead_in=state.lead_in,
        fade_in=state.rising,
        fade_out=down,
        level_db=state.level_db,
        turning=state.turning,
        level_before_db=state.level_before_db,
    )


def _border(timeline: Timeline, state: State) -> tuple[int, State]:
    """Return the next frame at which the state changes, and the state from there on."""
    if state.lead_in is None:
        end, ended = timeline.length, replace(state, over=True)
    else:
        end, ended = len(timeline.lead_in), _placed(state, state.at, paused=False)
    borders = [(end, ended)]
    if state.rising is not None:
        borders.append((state.rising + RAMP, replace(state, rising=None)))
    if state.turning is not None:
        borders.append((state.turning + RAMP, replace(state, turning=None, level_before_db=0)))
    elif state.wanted_db != state.level_db:
        # A change of volume waits for the end of the ramp before it, to avoid a click.
        turned = replace(state, turning=state.next, level_before_db=state.level_db, level_db=state.wanted_db)
        borders.append((state.next, turned))
    if state.leaving:
        borders.insert(0, (min(state.leaving.begin + RAMP, end), _arrived(timeline, state, state.leaving)))
    elif state.lead_in is None and (gate := timeline.gate_after(state.at)):
        borders += _gate_borders(state, gate)
    # If two borders are the same frame, the first one counts: a command comes before the end of the timeline.
    return min(borders, key=lambda border: border[0])


def _arrived(timeline: Timeline, state: State, leaving: Leaving) -> State:
    if leaving.to is None:
        return replace(state, leaving=None, over=True)
    return _placed(state, min(leaving.to, timeline.length), paused=leaving.paused, lead_in=leaving.lead_in)


def _gate_borders(state: State, gate: Gate) -> list[tuple[int, State]]:
    """Return the border at `gate`, the next one to end, if it is open already or repeats."""
    if state.opened:
        begin = max(state.at, gate.start)
        return [(begin, replace(state, opened=False, leaving=Leaving(begin, gate.end)))]
    if gate.ask is None:
        return []
    begin = max(state.at, gate.end - RAMP)
    return [(begin, replace(state, leaving=Leaving(begin, gate.ask)))]


def _placed(state: State, at: int, *, paused: bool, lead_in: int | None = None) -> State:
    """Return a state that goes on at frame `at`, at once with the volume that the listener chose."""
    placed = State(at, paused, lead_in=lead_in, opened=state.opened)
    rising = None if paused else placed.next
    return replace(placed, rising=rising, wanted_db=state.wanted_db, level_db=state.wanted_db)


def _pause(timeline: Timeline, state: State, here: int) -> Obeyed:
    """Pause. In a pause the listener lets go of a hold, so a short one begins again after it."""
    if _is_pausing(state) or (state.leaving and state.leaving.to is None):
        return Obeyed(state)
    if state.leaving:
        return Obeyed(_leave(state, state.leaving.to, paused=True), Answer.PAUSED)
    if state.lead_in is not None:
        return Obeyed(_leave(state, state.at, paused=True), Answer.PAUSED)
    to, reached = state.at + RAMP, max(here, state.at - 1)
    gate = timeline.gate_after(state.at)
    if hold := places.hold_at(timeline, here, state.at):
        restart = places.restart(timeline, hold, here)
        if restart and restart.at <= reached:  # otherwise "next" would leave out the hold that comes
            answer = Answer.LET_GO if hold.at <= reached else Answer.PAUSED
            return Obeyed(_leave(state, restart.at, paused=True), answer)
    elif gate and gate.ask is not None and to > gate.end - RAMP:
        to = gate.ask  # as without the pause: a repeating gate doesn't end by itself
    return Obeyed(_leave(state, to, paused=True), Answer.PAUSED)


def _resumed(timeline: Timeline, state: State) -> State:
    """Go on after a pause, or as if the one that is beginning were over already."""
    if state.leaving and state.leaving.paused and state.leaving.to is not None:
        to, lead_in = places.after_pause(timeline, state.leaving.to)
        return replace(state, leaving=replace(state.leaving, to=to, paused=False, lead_in=lead_in))
    if not state.paused:
        return state
    at, lead_in = places.after_pause(timeline, state.at)
    resumed = replace(state, at=at, paused=False, lead_in=lead_in)
    return replace(resumed, rising=resumed.next)


def _leave(state: State, to: int | None, *, paused: bool, lead_in: int | None = None) -> State:
    state = replace(state, opened=False)
    if state.paused and to is not None:
        return _placed(state, to, paused=paused)
    if state.leaving:
        if state.leaving.to is None:
            return state
        return replace(state, leaving=replace(state.leaving, to=to, paused=paused, lead_in=lead_in))
    return replace(state, leaving=Leaving(state.next, to, paused=paused, lead_in=lead_in))


def _ready(timeline: Timeline, state: State, heard: int) -> State:
    """Leave the gate that the listener hears or that comes next, or open the one that the words lead to."""
    if state.lead_in is not None:
        return state  # the hold comes without a gate before it
    here = standing(state, heard)
    coming = here if state.leaving else state.at
    if gate := places.gate_at(timeline, here, coming):
        return _leave(state, gate.end, paused=False)
    ahead = places.gate_ahead(timeline, here)
    return replace(state, opened=True) if ahead and coming < ahead.end else state


def _levelled(state: State, *, louder: bool) -> Obeyed:
    by_db = LEVEL_STEP_DB if louder else -LEVEL_STEP_DB
    wanted_db = min(max(state.wanted_db + by_db, QUIETEST_DB), LOUDEST_DB)
    if wanted_db == state.wanted_db:
        return Obeyed(state, Answer.LOUDEST if louder else Answer.SOFTEST)
    return Obeyed(replace(state, wanted_db=wanted_db), Answer.LOUDER if louder else Answer.SOFTER)
