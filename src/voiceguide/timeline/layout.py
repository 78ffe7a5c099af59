"""Plan + clips -> Timeline: every cue at its exact second."""

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import assert_never

from voiceguide.audio import TIMELINE_RATE
from voiceguide.errors import EngineError, RoutineError
from voiceguide.plan.model import Chapter, Event, Hold, Pause, Phase, Plan, Play, Say, Sounded, Wait, Words
from voiceguide.routine.model import facts_of
from voiceguide.speech.clips import Clips
from voiceguide.speech.clips import estimate as estimated_clips
from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings
from voiceguide.timeline.builder import (
    JOIN_SECONDS,
    RELEASE_JOIN_SECONDS,
    ZERO,
    Released,
    TimelineBuilder,
    finish,
)
from voiceguide.timeline.drift import drifting
from voiceguide.timeline.holds import Neighbours, lay_hold
from voiceguide.timeline.model import Gate, Mark, Timeline
from voiceguide.timeline.shown import unstopped
from voiceguide.timeline.tones import WAKE_SECONDS
from voiceguide.units import gain, write_duration

Progress = Callable[[int, int], None]
Speak = Callable[[Plan, Iterable[Words], Progress | None], Clips]
"""Returns the clips of a plan and of more words; calls the progress with the numbers of clips made and to make."""

_AFTER_ASKING = Fraction(1, 2)
"""The silence after a repeating wait asks, before it begins again."""
_LONG_WAIT, _QUIET_END = Fraction(20), Fraction(8)
"""A wait of at least the first has no reminder in the seconds of the second: what comes next would follow too soon."""
_NOTHING: Mapping[str, Sequence[tuple[int, int]]] = {}
_LONGEST_LEAD = 8 * TIMELINE_RATE.hz
"""The most frames from the start of the words that lead to a hold to the hold."""


def lay_out(
    plan: Plan,
    clips: Clips,
    *,
    wake_up: bool = True,
    voice_settings: VoiceSettings = DEFAULT,
    heard: Mapping[str, Sequence[tuple[int, int]]] = _NOTHING,
) -> Timeline:
    """Return the timeline of `plan` with the words and sounds of `clips`, spoken with `voice_settings`.

    `wake_up` adds a barely audible sound before the first word and after long silences, which wakes a sleeping headset
    in time for the words. `heard` has, by text, the frames of the words that a listener has heard begin: in a hold
    they stay where they were. Raise `RoutineError` if speech is too long for its hold.
    """
    builder = _placed(plan, clips, wake_up=wake_up, voice_settings=voice_settings, heard=heard)
    return _finished(builder, plan, wake_up=wake_up, voice_settings=voice_settings)


def speak_and_lay_out(  # noqa: PLR0913 - what is spoken, and the choices of `lay_out`
    plan: Plan,
    speak: Speak,
    extra: Iterable[Words] = (),
    progress: Progress | None = None,
    *,
    wake_up: bool = True,
    voice_settings: VoiceSettings = DEFAULT,
) -> tuple[Clips, Timeline]:
    """Return the clips that `speak_to_fit` returns, and the timeline of `plan` with them.

    Raise what `speak` and `lay_out` raise.
    """
    builder = _fitted(plan, speak, extra, progress, wake_up=wake_up, voice_settings=voice_settings)
    return builder.clips, _finished(builder, plan, wake_up=wake_up, voice_settings=voice_settings)


def speak_to_fit(plan: Plan, speak: Speak, extra: Iterable[Words] = (), progress: Progress | None = None) -> Clips:
    """Return the clips of `plan` and of the `extra` words, and faster ones of words that have too little room.

    If the voice can't speak faster words, they stay as they are, and a warning says so. Raise what `speak` raises for
    the plan itself.
    """
    return _fitted(plan, speak, extra, progress, wake_up=True, voice_settings=DEFAULT).clips


def _fitted(  # noqa: PLR0913 - as `speak_and_lay_out`
    plan: Plan,
    speak: Speak,
    extra: Iterable[Words],
    progress: Progress | None,
    *,
    wake_up: bool,
    voice_settings: VoiceSettings,
) -> TimelineBuilder:
    """Return `plan` laid out with what `speak` speaks.

    Which words have too little room shows when the plan is laid out with what is spoken. So this lays it out, lets
    `speak` speak what was wanted, and lays it out again, until nothing more is wanted.
    """
    clips = speak(plan, extra, progress)
    without_words = replace(plan, events=(), music=None)
    while True:
        builder = _placed(plan, clips, wake_up=wake_up, voice_settings=voice_settings)
        if not clips.wanted:
            return builder
        try:
            clips = clips.with_more(speak(without_words, clips.wanted, progress))
        except EngineError as error:
            from logging import getLogger  # only needed for a warning

            if progress:
                progress(1, 1)  # its display must not stand before the warning
            message = f"Words with little room are no faster, because the voice failed: {error.message}"
            getLogger("voiceguide").warning(" ".join(message.split()))
            return builder


def _placed(
    plan: Plan,
    clips: Clips,
    *,
    wake_up: bool,
    voice_settings: VoiceSettings,
    heard: Mapping[str, Sequence[tuple[int, int]]] = _NOTHING,
) -> TimelineBuilder:
    """Return a builder that has placed every event of `plan`."""
    builder = TimelineBuilder(
        clips,
        at=Fraction(WAKE_SECONDS) if wake_up else ZERO,
        tone_gain=gain(voice_settings.tone_db),
        heard=heard,
    )
    builder.begins = builder.at
    walker = _Walker(builder, plan.events)
    index = 0
    while index < len(plan.events):
        index += walker.lay(index)
    walker.end()
    return builder


def _finished(builder: TimelineBuilder, plan: Plan, *, wake_up: bool, voice_settings: VoiceSettings) -> Timeline:
    """Return the timeline of what `builder` has placed; raise `RoutineError` if speech is too long for its hold."""
    if any(problem.severity == "error" for problem in builder.problems):
        raise RoutineError(builder.problems)
    if not builder.clips.estimated:
        builder.problems.update(dict.fromkeys(drifting(plan.events, builder.held)))
    return finish(builder, plan, wake_up=wake_up, voice_settings=voice_settings)


def estimate(plan: Plan, *, rate: float = 1.0) -> Timeline:
    """Return the timeline of `plan` with the length of speech at `rate` guessed from its text; no engine starts.

    >>> from voiceguide import compile, load
    >>> timeline = estimate(compile(load("box-breathing")))
    >>> timeline.length // timeline.rate.hz // 60  # whole minutes
    3
    """
    return lay_out(plan, estimated_clips(plan, rate))


@dataclass(slots=True)
class _Walker:
    """Goes from event to event, and keeps what the next one needs to know.

    `before` is the hold, rest or pace that ends exactly here. `lead` is the first of the words that lead to the next
    step, and `started` the second at which they began. `spoken` counts the leads to come that a rest has spoken.
    `words` is the frame of the last words since a hold, a rest, a wait or a pace: the next hold begins again from them.
    """

    builder: TimelineBuilder
    events: Sequence[Event]
    before: Event | None = None
    lead: Say | None = None
    started: Fraction | None = None
    spoken: int = 0
    words: int | None = None

    def lay(self, index: int) -> int:
        """Lay out the event at `index` and those that go with it; return their number."""
        self.builder.event = index
        event = self.events[index]
        if isinstance(event, Wait):
            every = event.every or event.at_most
            due = (self.builder.at + every * times for times in range(1, event.at_most // every + 1))
            _release_before(self.builder, (*due, self.builder.at + event.at_most))
        elif not _lets_wait(self.events, index):
            self.builder.release()
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
                _release_into(self.builder, group)
                for phase in group:
                    _sound_phase(self.builder, phase)
                self._stepped(event, event.verb, _phases_label(self.builder, group), begin)
                self.before = event
                return len(group)
            case Say() | Pause() | Sounded() | Play() | Wait():
                verb, label = _lay_plain(self.builder, event, begin)
                self._stepped(event, verb, label if facts_of(verb).is_speech else f"{verb} {label}", begin)
                self.before = None
                if isinstance(event, Say):
                    self._lead_from(event.words)
            case _:
                assert_never(event)
        return 1

    def end(self) -> None:
        """Say the last words, and mark leads without a step after them as a step, so that a listener can skip there."""
        self.builder.release()
        if self.lead and self.started is not None:
            self._stepped(self.lead, "say", self.builder.clips.text(self.lead.words), self.started)

    def _open(self, chapter: Chapter, index: int) -> None:
        """Begin `chapter` at its first cue, which a rest may have spoken already."""
        builder = self.builder
        first = next((event for event in _from(self.events, index) if not isinstance(event, Chapter)), chapter)
        at = self.started if self.spoken and self.started is not None else _begin(builder, first)
        # Players want a first chapter that starts at 0, so the wake-up sound belongs to it.
        frame = 0 if not builder.chapters and at == builder.begins else TIMELINE_RATE.frame(at)
        title, verb = builder.clips.text(chapter.title), "safety" if chapter.safety else "section"
        if not chapter.safety and all(earlier.verb == "safety" for earlier in builder.chapters):
            builder.begins = at
            self.words = None  # the safety texts lead to no hold
        title = title[:1].upper() + title[1:]
        builder.chapters.append(Mark(frame, frame, "chapter", title, verb=verb, level=chapter.level))

    def _lead(self, say: Say, begin: Fraction) -> None:
        self.lead = self.lead or say
        if self.spoken:
            self.spoken -= 1
        else:
            self.builder.at = self.builder.speak(say.words, begin, say.pan) + say.then
            self.started = begin if self.started is None else self.started
            self.before = None
        self._lead_from(say.words)

    def _lead_from(self, words: Words) -> None:
        """Keep the frame of `words`, the last ones spoken, for a hold that they may lead to."""
        if self.builder.length(words):
            self.words = self.builder.last_spoken(words)

    def _hold(self, hold: Hold, index: int, begin: Fraction) -> None:
        leads, after = _following(hold, _from(self.events, index + 1))
        words_follow = _words_follow(self.builder, _from(self.events, index + 1), len(leads))
        led = lay_hold(self.builder, hold, Neighbours(self.before, after, leads, words_follow))
        self._stepped(hold, hold.kind, f"{hold.kind} {write_duration(hold.seconds)}", begin)
        self.before, self.started = hold, led
        self.spoken = len(leads) if led is not None else 0

    def _stepped(self, event: Event, verb: str, label: str, begin: Fraction) -> None:
        facts = facts_of(verb)
        led = facts.is_held and self.words is not None and TIMELINE_RATE.frame(begin) - self.words <= _LONGEST_LEAD
        self.builder.step(event, verb, label, begin, self.started, lead=self.words if led else None)
        self.lead = self.started = None
        if facts.can_act:
            self.words = None


def _from(events: Sequence[Event], index: int) -> Iterator[Event]:
    return (events[later] for later in range(index, len(events)))


def _following(hold: Hold, coming: Iterable[Event]) -> tuple[list[Say], Event | None]:
    """Return the leads of the next step that a rest may speak, and the hold, rest or pace that follows `hold`."""
    leads: list[Say] = []
    for event in coming:
        if isinstance(event, Say) and event.lead:
            if hold.kind != "rest":
                break
            leads.append(event)
        elif not isinstance(event, Chapter):
            return leads, event if isinstance(event, Hold | Phase) else None
    return leads, None


def _words_follow(builder: TimelineBuilder, coming: Iterable[Event], leads: int) -> bool:
    """Return True if the first cue of the events `coming`, after that many leads, are words that a voice speaks."""
    for event in coming:
        match event:
            case Say(lead=True) if leads:
                leads -= 1
            case Say(words=words) | Wait(answer=Words() as words) | Phase(word=words):
                if builder.length(words):
                    return True
            case Chapter() | Pause():
                pass
            case Sounded() | Play() | Hold() | Wait():
                return False
            case _:
                assert_never(event)
    return False


def _lets_wait(events: Sequence[Event], index: int) -> bool:
    """Return True if a release text may find its place later than the event at `index`, beside a hold or a pace."""
    first = next((event for event in _from(events, index) if not isinstance(event, Chapter)), None)
    return isinstance(first, Pause | Hold | Phase)


def _begin(builder: TimelineBuilder, event: Event) -> Fraction:
    """Return the second at which `event` starts.

    Cues wait for tones and words to end, and words also for the gap after a tone; silence doesn't wait.
    """
    match event:
        case Say():
            return max(builder.at, builder.free_at, builder.cues_from, builder.words_from)
        case Sounded() | Play():
            return max(builder.at, builder.free_at, builder.cues_from)
        case Chapter() | Pause() | Hold() | Phase() | Wait():
            return builder.at
        case _:
            assert_never(event)


def phase_group(events: Sequence[Event], index: int) -> list[Phase]:
    """Return all phases of one pace or breathe step, whose first phase is at `index`."""
    group: list[Phase] = []
    for event in _from(events, index):
        if not isinstance(event, Phase) or (group and event.cycle == 1 and event.index == 0):
            break
        group.append(event)
    return group


def _release_into(builder: TimelineBuilder, group: Sequence[Phase]) -> None:
    """Speak the release text of a hold inside the phases that touch it, over as few of their words as possible."""
    _release_before(builder, itertools.accumulate((phase.seconds for phase in group), initial=builder.at))


def _release_before(builder: TimelineBuilder, limits: Iterable[Fraction]) -> None:
    """Speak a release text whose place is open so that it ends at the first of the seconds `limits` that it can."""
    if builder.released is None:
        return
    words, pan, since = builder.released
    for limit in limits:
        room = limit - since - RELEASE_JOIN_SECONDS
        fitting = builder.fitted(words, room)
        if (spare := room - builder.length(fitting)) >= 0:
            builder.released = Released(fitting, pan, since)
            builder.release(min(JOIN_SECONDS, RELEASE_JOIN_SECONDS + spare))
            return
    builder.release()


def _sound_phase(builder: TimelineBuilder, phase: Phase) -> None:
    """Speak the word of `phase` from its first frame, or tick if it has no room; move to the end of the phase."""
    word = builder.fitted(phase.word, phase.seconds)
    fits, free = builder.length(word) <= phase.seconds, builder.voice_until <= builder.at
    if fits and free:
        builder.speak(word, builder.at, phase.pan)
    else:
        builder.sound("tick", builder.at)
        why = "meets the words before it" if fits else f"is too long for {write_duration(phase.seconds)}"
        builder.note(phase.where, "VG207", f"'{builder.clips.text(phase.word)}' {why}: a tick sounds")
    builder.at += phase.seconds


def _phases_label(builder: TimelineBuilder, group: Sequence[Phase]) -> str:
    words = ((phase, unstopped(builder.clips.text(phase.word))) for phase in group if phase.cycle == 1)
    cycle = [f"{word} {write_duration(phase.seconds)}" for phase, word in words]
    return f"{group[0].verb} {group[0].cycles} x ({', '.join(cycle)})"


def _lay_plain(
    builder: TimelineBuilder, event: Say | Pause | Sounded | Play | Wait, begin: Fraction
) -> tuple[str, str]:
    """Lay out an event that touches no other, from second `begin` on; return its verb and its label."""
    match event:
        case Say(words=words, then=then, pan=pan):
            builder.at = builder.speak(words, begin, pan) + then
            return "say", builder.clips.text(words)
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

    A repeating wait asks at its end, and goes back to where its answer text has ended.
    """
    if wait.answer:
        _say_answer(builder, wait, wait.answer)
    start, end = builder.at, builder.at + wait.at_most
    ask = TIMELINE_RATE.frame(min(max(start, builder.free_at), end)) if wait.asking else None
    if wait.every:
        _remind(builder, wait, wait.every, start, end)
    builder.at = builder.speak(wait.asking, max(end, builder.free_at), wait.pan) + _AFTER_ASKING if wait.asking else end
    builder.gates.append(Gate(TIMELINE_RATE.frame(start), TIMELINE_RATE.frame(builder.at), ask))


def _say_answer(builder: TimelineBuilder, wait: Wait, answer: Words) -> None:
    """Say how to answer inside the gate, or before it if there is no room: the listener must hear it."""
    end = builder.at + wait.at_most
    soonest = max(builder.at, builder.free_at)
    begin = max(soonest, builder.words_from, builder.cues_from)
    words = builder.fitted(answer, end - soonest)
    if soonest + builder.length(words) <= end:
        builder.speak(words, min(begin, end - builder.length(words)), wait.pan)
    else:
        builder.at = builder.speak(answer, begin, wait.pan)


def _remind(builder: TimelineBuilder, wait: Wait, every: Fraction, start: Fraction, end: Fraction) -> None:
    """Speak the next reminder every `every` seconds; while other words sound, it waits for the next time."""
    spoken = 0
    latest = end - _QUIET_END if wait.at_most >= _LONG_WAIT else end
    at = start + every
    while at <= latest:
        words = wait.reminders[min(spoken, len(wait.reminders) - 1)]
        # A reminder that is over before the next one is due delays none.
        for room in (min(every, end - at), end - at):
            words = builder.fitted(words, room)
        if at + builder.length(words) > end or not builder.length(words):
            break
        if at >= builder.free_at:
            builder.speak(words, at, wait.pan)
            spoken += 1
        at = start + every * max((at - start) // every + 1, math.ceil((builder.free_at - start) / every))
    if not spoken:
        builder.note(wait.where, "VG208", "this wait is too short for its reminder")
