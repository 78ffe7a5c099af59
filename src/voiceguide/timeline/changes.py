"""Change a timeline while it plays: edit the plan at the listener's step, and lay the rest out again."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from voiceguide.audio import TIMELINE_RATE
from voiceguide.plan import edit
from voiceguide.plan.model import HALFWAY, Hold, Phase, Plan, Wait, count
from voiceguide.speech.clips import Clips
from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings
from voiceguide.timeline.builder import TONE_UNDER_WORDS_DB, by_start, by_time
from voiceguide.timeline.layout import lay_out, phase_group
from voiceguide.timeline.model import Bed, Mark, Placement, Timeline
from voiceguide.timeline.tones import tone
from voiceguide.units import gain

_SETTLES = TIMELINE_RATE.hz // 4
"""The frames in which music goes from its old gains to the new ones."""


class Changed(NamedTuple):
    """A plan after a command, and the key of the phrase that answers; the old plan if nothing could change."""

    plan: Plan
    phrase: str


def longer(plan: Plan, timeline: Timeline, here: int, kept: int) -> Changed:
    """Return `plan` with the step at frame `here` of its `timeline` longer; frames before `kept` must not change.

    A hold or a rest grows by 5 s or up to its setting's limit, a wait by 15 s, a pace by one cycle.
    """
    mark = timeline.step_at(here)
    if mark is None or mark.end <= kept:
        return Changed(plan, "not-here")
    match plan.events[mark.event]:
        case Hold() as hold:
            held = edit.lengthened(hold)
            more, led = held.seconds - hold.seconds, _lead_start(timeline, mark)
            if held != hold and led < kept and timeline.rate.frame(more) < mark.end - led:
                # The words of the next step have begun, and have no room to be spoken again.
                return Changed(plan, "not-here")
            phrase = "longer" if more == edit.STEP_SECONDS else "longest"
            return Changed(edit.replaced(plan, mark.event, [held]), phrase)
        case Phase():
            phases = phase_group(plan.events, mark.event)
            return Changed(edit.replaced(plan, mark.event, edit.one_cycle_more(phases), len(phases)), "one-more")
        case Wait() as wait:
            return Changed(edit.replaced(plan, mark.event, [edit.with_more_time(wait)]), "more-time")
        case _:
            return Changed(plan, "not-here")


def shorter(plan: Plan, timeline: Timeline, here: int, kept: int) -> Changed:
    """Return `plan` with the step at frame `here` shorter: a hold or a rest by up to 5 s, a pace by one cycle."""
    mark = timeline.step_at(here)
    if mark is None or mark.end <= kept:
        return Changed(plan, "not-here")
    match plan.events[mark.event]:
        case Hold() as hold:
            led = _lead_start(timeline, mark)
            # Words of the next step that a rest speaks keep their room at its end.
            least = mark.end - mark.at if led < kept else max(kept - mark.at, 0) + mark.end - led
            held = edit.shortened(hold, timeline.rate.seconds(least))
            phrase = "shorter" if hold.seconds - held.seconds == edit.STEP_SECONDS else "shortest"
            return Changed(edit.replaced(plan, mark.event, [held]), phrase)
        case Phase(cycles=cycles):
            phases = phase_group(plan.events, mark.event)
            if cycles == 1 or mark.end - (mark.end - mark.at) // cycles < kept:
                return Changed(plan, "shortest")
            return Changed(edit.replaced(plan, mark.event, edit.one_cycle_less(phases), len(phases)), "one-less")
        case _:
            return Changed(plan, "not-here")


def _lead_start(timeline: Timeline, mark: Mark) -> int:
    """Return the frame in the step at `mark` at which the words of the next step begin, or the step's end."""
    leads = (step.start for step in timeline.steps if mark.at < step.start < mark.end <= step.at)
    return next(leads, mark.end)


def first_unsaid(plan: Plan, timeline: Timeline, kept: int) -> int:
    """Return the number of the first event whose words can all change if frames before `kept` must not."""
    begun = [mark for mark in timeline.steps if mark.start < kept]
    if not begun:
        return 0
    index = _after(plan, begun[-1].event)
    # A rest that has begun may speak the words of the next step, so these keep their length.
    event = plan.events[begun[-1].event]
    return _next(plan, timeline, index) if isinstance(event, Hold) and event.kind == "rest" else index


def _after(plan: Plan, index: int) -> int:
    """Return the number of the first event after the step at `index`."""
    return index + (len(phase_group(plan.events, index)) if isinstance(plan.events[index], Phase) else 1)


def _next(plan: Plan, timeline: Timeline, index: int) -> int:
    """Return the number of the first event of a step from `index` on."""
    return next((mark.event for mark in timeline.steps if mark.event >= index), len(plan.events))


@dataclass(frozen=True, slots=True)
class LayoutInput:
    """What a timeline is laid out from; `clips` has every word of `plan`."""

    plan: Plan
    clips: Clips
    wake_up: bool = True
    voice_settings: VoiceSettings = DEFAULT


def lay_out_again(old: Timeline, layout_input: LayoutInput, kept: int) -> Timeline | None:
    """Return the timeline of `layout_input`; before frame `kept` it is the same as `old`, sample for sample.

    A clip that began before `kept` sounds to its end. Return None if words would be lost. Raise `RoutineError` if
    speech is too long for its hold.
    """
    plan, clips, settings = layout_input.plan, layout_input.clips, layout_input.voice_settings
    new = lay_out(plan, clips, wake_up=layout_input.wake_up, voice_settings=settings, heard=_heard(old, kept))
    holds = [event for event in plan.events if isinstance(event, Hold)]
    counts = {clips.text(count(number)) for hold in holds for _, number in hold.numbers}
    halves = {clips.text(HALFWAY) for hold in holds if hold.halfway}
    if _loses(old, new, kept, counts | halves):
        return None
    begun = old.placements[: bisect_left(old.placements, kept, key=by_start)]
    tick_gain = gain(settings.tone_db + TONE_UNDER_WORDS_DB + settings.under_words_db)
    placements = (*begun, *_coming(_halved_once(new, kept, begun, halves), kept, begun, counts, tick_gain))
    return replace(
        new,
        length=max(new.length, *(placement.end + new.tail for placement in placements)),
        placements=placements,
        marks=tuple(sorted(_marks(old, new, kept, placements), key=by_time)),
        bed=_bed(old.bed, new.bed, kept) if old.bed and new.bed else None,
    )


def _heard(old: Timeline, kept: int) -> Mapping[str, Sequence[tuple[int, int]]]:
    """Return, by text, the frames of the words that begin before frame `kept`."""
    found: dict[str, list[tuple[int, int]]] = {}
    for mark in _captions(old):
        if mark.at < kept:
            found.setdefault(mark.label, []).append((mark.at, mark.end))
    return found


def _loses(old: Timeline, new: Timeline, kept: int, passing: set[str]) -> bool:
    """Return True if `new` has words before frame `kept` that `old` didn't speak, other than `passing` ones."""
    spoken = {(mark.at, mark.label) for mark in _captions(old) if mark.at < kept}
    due = (mark for mark in _captions(new) if mark.at < kept and mark.label not in passing)
    return any((mark.at, mark.label) not in spoken for mark in due)


def _halved_once(new: Timeline, kept: int, begun: Iterable[Placement], halves: set[str]) -> Timeline:
    """Return `new` without a second half-way in the hold under way, if its first one sounded before frame `kept`."""
    hold = next((mark for mark in new.steps if mark.facts.is_held and mark.at < kept < mark.end), None)
    rung = {p.start for p in begun if hold and p.clip is tone("halfway") and p.start >= hold.at}
    # If the tone keeps its place, the words that follow it may still have to sound.
    if hold is None or not rung or any(p.clip is tone("halfway") and p.start in rung for p in new.placements):
        return new
    words = {mark.at for mark in _captions(new) if mark.label in halves}
    return replace(
        new,
        placements=tuple(
            p
            for p in new.placements
            if not (kept <= p.start < hold.end and (p.clip is tone("halfway") or p.start in words))
        ),
    )


def _coming(
    new: Timeline, kept: int, begun: Iterable[Placement], counts: set[str], tick_gain: float
) -> Iterator[Placement]:
    """Yield the placements of `new` from frame `kept` on, with a tick for each count under words that have `begun`."""
    until = max((placement.end for placement in begun if placement.track == "voice"), default=0)
    counted = {mark.at for mark in _captions(new) if mark.label in counts}
    for placement in new.placements[bisect_left(new.placements, kept, key=by_start) :]:
        if placement.track == "voice" and placement.start < until and placement.start in counted:
            yield Placement(placement.start, tone("tick"), tick_gain, track="tone")
        else:
            yield placement


def _captions(timeline: Timeline) -> Iterator[Mark]:
    return (mark for mark in timeline.marks if mark.kind == "caption")


def _marks(old: Timeline, new: Timeline, kept: int, placements: Iterable[Placement]) -> Iterator[Mark]:
    """Yield the marks of words and half-way tones that sound, and the steps and chapters of `new`."""
    voices = {("caption", placement.start) for placement in placements if placement.track == "voice"}
    sounding = voices | {("tone", placement.start) for placement in placements if placement.clip is tone("halfway")}
    yield from (mark for mark in old.marks if mark.at < kept and (mark.kind, mark.at) in sounding)
    yield from (mark for mark in new.marks if mark.at >= kept and (mark.kind, mark.at) in sounding)
    yield from (mark for mark in new.marks if mark.kind in ("chapter", "step"))


def _bed(old: Bed, new: Bed, kept: int) -> Bed:
    """Return a bed with the gains of `old` up to frame `kept`, then those of `new`, without a step between them."""
    settled = kept + _SETTLES
    before, after = old.turns < kept, new.turns > settled
    turns = [old.turns[before], np.array([kept, settled]), new.turns[after]]
    border = [np.interp(kept, old.turns, old.gains), np.interp(settled, new.turns, new.gains)]
    return Bed(new.clip, np.concatenate(turns), np.concatenate([old.gains[before], border, new.gains[after]]))
