"""Plan + clips -> Timeline: every cue at its exact second, and the only place where seconds are rounded to frames."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from voiceguide.audio import TIMELINE_RATE
from voiceguide.errors import RoutineError
from voiceguide.plan.model import Chapter, Event, Hold, Pause, Phase, Plan, Play, Say, Sounded, Wait
from voiceguide.routine.model import facts_of
from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings
from voiceguide.timeline.builder import ZERO, Chaptered, Clips, TimelineBuilder
from voiceguide.timeline.finish import finish
from voiceguide.timeline.holds import Neighbours, lay_hold, touches
from voiceguide.timeline.model import Gate, Timeline
from voiceguide.timeline.tones import WAKE_SECONDS
from voiceguide.units import gain, write_duration

_AFTER_ASKING = Fraction(1, 2)
"""Silence after a patient wait has asked, before it begins anew."""


def lay_out(plan: Plan, clips: Clips, *, wake_up: bool = True, voice_settings: VoiceSettings = DEFAULT) -> Timeline:
    """Return the timeline of `plan`, its words and sounds taken from `clips`, spoken as `voice_settings` say.

    `wake_up` puts a barely audible sound before the first word and after long silences, so that a sleeping headset
    swallows that and not the word. Raise `RoutineError` where speech turns out too long for the hold it stands in.
    """
    builder = TimelineBuilder(
        clips, at=Fraction(WAKE_SECONDS) if wake_up else ZERO, tone_gain=gain(voice_settings.tone_db)
    )
    builder.begins = builder.at
    walker = _Walker(builder, plan.events)
    index = 0
    while index < len(plan.events):
        index += walker.lay(index)
    walker.end()
    if any(problem.severity == "error" for problem in builder.problems):
        raise RoutineError(builder.problems)
    return finish(builder, plan, wake_up=wake_up, voice_settings=voice_settings)


@dataclass(slots=True)
class _Walker:
    """Goes from event to event, with what the next one must know of those before it.

    `before` is the event that ends exactly here, for touching holds. `lead` is the first of the next step's own
    words, and `started` the second they began at. `spoken` counts leads still to come that a rest has already
    spoken inside it.
    """

    builder: TimelineBuilder
    events: Sequence[Event]
    before: Event | None = None
    lead: Say | None = None
    started: Fraction | None = None
    spoken: int = 0

    def lay(self, index: int) -> int:
        """Lay the event at `index`, and those that go with it; return how many that were."""
        self.builder.event = index
        event = self.events[index]
        begin = _begin(self.builder, event)
        match event:
            case Chapter():
                self._open(event, index)
            case Say(lead=True):
                self._lead(event, begin)
            case Hold():
                self._hold(event, index, begin)
            case Phase():
                group = phase_group(self.events, index)
                for phase in group:
                    _sound_phase(self.builder, phase)
                self._stepped(event, event.verb, _phases_label(self.builder, group), begin)
                self.before = event
                return len(group)
            case Say() | Pause() | Sounded() | Play() | Wait():
                verb, about = _lay_plain(self.builder, event, begin)
                self._stepped(event, verb, about if facts_of(verb).is_speech else f"{verb} {about}", begin)
                self.before = None
            case _:
                assert_never(event)
        return 1

    def end(self) -> None:
        """Make words that no step follows a step of their own, so that skipping finds them."""
        if self.lead and self.started is not None:
            self._stepped(self.lead, "say", self.builder.clips.text(self.lead.words), self.started)

    def _open(self, chapter: Chapter, index: int) -> None:
        # A chapter starts with its first cue, which a rest may have spoken already.
        coming = _from(self.events, index)
        first = next((later for later in coming if not isinstance(later, Chapter)), chapter)
        led = self.started if self.spoken else None
        _open_chapter(self.builder, chapter, _begin(self.builder, first) if led is None else led)

    def _lead(self, say: Say, begin: Fraction) -> None:
        self.lead = self.lead or say
        if self.spoken:
            self.spoken -= 1
            return
        _say(self.builder, say, begin)
        self.started = begin if self.started is None else self.started
        self.before = None

    def _hold(self, hold: Hold, index: int, begin: Fraction) -> None:
        beside = _beside(hold, _from(self.events, index + 1), self.before)
        led = lay_hold(self.builder, hold, beside)
        self._stepped(hold, hold.kind, f"{hold.kind} {write_duration(hold.seconds)}", begin)
        self.before, self.started = hold, led
        self.spoken = len(beside.leads) if led is not None else 0

    def _stepped(self, event: Event, verb: str, label: str, begin: Fraction) -> None:
        self.builder.step(event, verb, label, begin, self.started)
        self.lead = self.started = None


def _from(events: Sequence[Event], index: int) -> Iterator[Event]:
    return (events[later] for later in range(index, len(events)))


def _beside(hold: Hold, coming: Iterable[Event], before: Event | None) -> Neighbours:
    """Return what touches `hold`, and the leads of the next step that a rest may speak inside it."""
    leads: list[Say] = []
    after: Event | None = None
    for event in coming:
        if isinstance(event, Say) and event.lead:
            leads.append(event)
        elif not isinstance(event, Chapter):
            after = event if touches(event) else None
            break
    if leads and hold.kind != "rest":
        return Neighbours(before)
    return Neighbours(before, after, tuple(leads))


def _open_chapter(builder: TimelineBuilder, chapter: Chapter, at: Fraction) -> None:
    title = builder.clips.text(chapter.title)
    first = not builder.chapters
    # The wake-up sound belongs to the first chapter: players want one that starts at 0.
    frame = 0 if first and at == builder.begins else TIMELINE_RATE.frame(at)
    builder.chapters.append(Chaptered(frame, title[:1].upper() + title[1:], chapter.level, chapter.safety))
    if not chapter.safety and all(earlier.safety for earlier in builder.chapters[:-1]):
        builder.begins = at


def _begin(builder: TimelineBuilder, event: Event) -> Fraction:
    """Return the second `event` starts at: what sounds waits for a tone to ring out and for words; silence doesn't."""
    return max(builder.at, builder.free_at) if isinstance(event, Say | Sounded | Play) else builder.at


def _say(builder: TimelineBuilder, say: Say, begin: Fraction) -> None:
    builder.at = builder.speak(say.words, begin, say.pan) + say.then


def phase_group(events: Sequence[Event], index: int) -> list[Phase]:
    """Return the phases of one pace or breathe step, from the first one's `index`."""
    group: list[Phase] = []
    for event in _from(events, index):
        if not isinstance(event, Phase) or (group and event.cycle == 1 and event.index == 0):
            break
        group.append(event)
    return group


def _sound_phase(builder: TimelineBuilder, phase: Phase) -> None:
    """Say the phase's word from its first frame, or tick where it has no room; then go on to the phase's end."""
    fits, free = builder.length(phase.word) <= phase.seconds, builder.voice_until <= builder.at
    if fits and free:
        builder.speak(phase.word, builder.at, phase.pan)
    else:
        builder.sound("tick", builder.at)
        why = "meets the words before it" if fits else f"is too long for {write_duration(phase.seconds)}"
        builder.note(phase.where, "VG207", f"'{builder.clips.text(phase.word)}' {why}: a tick sounds")
    builder.at += phase.seconds


def _phases_label(builder: TimelineBuilder, group: Sequence[Phase]) -> str:
    cycle = [f"{builder.clips.text(phase.word)} {write_duration(phase.seconds)}" for phase in group if phase.cycle == 1]
    return f"{group[0].verb} {group[0].cycles} x ({', '.join(cycle)})"


def _lay_plain(
    builder: TimelineBuilder, event: Say | Pause | Sounded | Play | Wait, begin: Fraction
) -> tuple[str, str]:
    """Lay an event that touches nothing from second `begin` on; return its verb, and what is said of it."""
    match event:
        case Say():
            _say(builder, event, begin)
            return "say", builder.clips.text(event.words)
        case Pause(seconds=seconds):
            builder.at += seconds
            return "pause", write_duration(seconds)
        case Sounded(tone=name):
            builder.at = builder.sound(name, begin)
            return "tone", name
        case Play(sound=sound, level_db=level_db):
            builder.at = builder.put(builder.clips[sound], begin, gain=gain(level_db), track="sound")
            return "play", sound.path.rpartition("/")[2]
        case Wait():
            _wait(builder, event)
            return "wait", "until you are ready" if event.asking else f"up to {write_duration(event.at_most)}"
        case _:
            assert_never(event)


def _wait(builder: TimelineBuilder, wait: Wait) -> None:
    """Open a gate; inside it say how to answer, and the reminders that can end before it closes.

    A patient wait asks at its end, and goes back to where nothing has been said but how to answer.
    """
    if wait.answer and max(builder.at, builder.free_at) + builder.length(wait.answer) > builder.at + wait.at_most:
        # No room inside, and nobody answers who hasn't been told how.
        builder.at = builder.speak(wait.answer, max(builder.at, builder.free_at), wait.pan)
    elif wait.answer:
        builder.speak(wait.answer, max(builder.at, builder.free_at), wait.pan)
    start, end = builder.at, builder.at + wait.at_most
    ask = TIMELINE_RATE.frame(min(max(start, builder.free_at), end)) if wait.asking else None
    if wait.every:
        _remind(builder, wait, wait.every, start, end)
    builder.at = builder.speak(wait.asking, max(end, builder.free_at), wait.pan) + _AFTER_ASKING if wait.asking else end
    builder.gates.append(Gate(TIMELINE_RATE.frame(start), TIMELINE_RATE.frame(builder.at), ask))


def _remind(builder: TimelineBuilder, wait: Wait, every: Fraction, start: Fraction, end: Fraction) -> None:
    """Say a reminder each `every` seconds, the next in turn; one that comes while words sound waits for its next."""
    said = 0
    at = start + every
    while at < end:
        words = wait.reminders[min(said, len(wait.reminders) - 1)]
        if at + builder.length(words) > end or not builder.length(words):
            break
        if at >= builder.free_at:
            builder.speak(words, at, wait.pan)
            said += 1
        at = start + every * max((at - start) // every + 1, math.ceil((builder.free_at - start) / every))
    if not said:
        builder.note(wait.where, "VG208", "no reminder can end before this wait is over")
