"""Plan + clips -> Timeline: every cue at its exact second, and the only place where seconds are rounded to frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from voiceguide.audio import TIMELINE_RATE
from voiceguide.errors import RoutineError
from voiceguide.plan.model import Chapter, Event, Hold, Pause, Phase, Plan, Play, Say, Sounded, Wait
from voiceguide.timeline.desk import ZERO, Chaptered, Clips, Desk
from voiceguide.timeline.finish import finish
from voiceguide.timeline.holds import Neighbours, lay_hold, touches
from voiceguide.timeline.model import Gate, Timeline
from voiceguide.timeline.tones import WAKE_SECONDS
from voiceguide.units import gain, write_duration


def lay_out(plan: Plan, clips: Clips, *, wake_up: bool = True) -> Timeline:
    """Return the timeline of `plan`, its words and sounds taken from `clips`.

    `wake_up` puts a barely audible sound before the first word and after long silences, so that a sleeping headset
    swallows that and not the word. Raise `RoutineError` where speech turns out too long for the hold it stands in.
    """
    desk = Desk(clips, at=Fraction(WAKE_SECONDS) if wake_up else ZERO)
    desk.begins = desk.at
    walker = _Walker(desk, plan.events)
    while walker.index < len(plan.events):
        walker.lay(plan.events[walker.index])
    if any(problem.severity == "error" for problem in desk.problems):
        raise RoutineError(desk.problems)
    return finish(desk, plan, wake_up=wake_up)


@dataclass(slots=True)
class _Walker:
    """Goes from event to event, with what the next one must know of those before it.

    `before` is the event that ends exactly here, for touching holds. `started` is the second at which a lead of
    the next step began. `spoken` counts leads still to come that a rest has already spoken inside it.
    """

    desk: Desk
    events: Sequence[Event]
    index: int = 0
    before: Event | None = None
    started: Fraction | None = None
    spoken: int = 0

    def lay(self, event: Event) -> None:
        """Lay the event at `index`, and go past it."""
        begin = _begin(self.desk, event)
        match event:
            case Chapter():
                self._open(event)
                self.index += 1
            case Say(lead=True) if self.spoken:
                self.spoken -= 1
                self.index += 1
            case Say():
                _say(self.desk, event, begin)
                if not event.lead:
                    self._stepped(event, "say", self.desk.clips.text(event.words), begin)
                elif self.started is None:
                    self.started = begin
                self.before = None
                self.index += 1
            case Hold():
                beside = _beside(self.events, self.index, self.before)
                led = lay_hold(self.desk, event, beside)
                self._stepped(event, event.kind, f"{event.kind} {write_duration(event.seconds)}", begin)
                self.before, self.started = event, led
                self.spoken = len(beside.leads) if led is not None else 0
                self.index += 1
            case Phase():
                group = _group(self.events, self.index)
                for phase in group:
                    _sound_phase(self.desk, phase)
                self._stepped(event, event.verb, _phases_label(self.desk, group), begin)
                self.before = event
                self.index += len(group)
            case _:
                label = _lay_plain(self.desk, event, begin)
                self._stepped(event, label.partition(" ")[0], label, begin)
                self.before = None
                self.index += 1

    def _open(self, chapter: Chapter) -> None:
        # A chapter starts with its first cue, which a rest may have spoken already.
        coming = islice(self.events, self.index, None)
        first = next((later for later in coming if not isinstance(later, Chapter)), chapter)
        led = self.started if self.spoken else None
        _open_chapter(self.desk, chapter, _begin(self.desk, first) if led is None else led)

    def _stepped(self, event: Event, verb: str, label: str, begin: Fraction) -> None:
        self.desk.step(event, verb, label, begin, self.started)
        self.started = None


def _beside(events: Sequence[Event], index: int, before: Event | None) -> Neighbours:
    """Return what touches the hold at `index`, and the leads that a rest may speak inside it."""
    leads: list[Say] = []
    after: Event | None = None
    for event in islice(events, index + 1, None):
        if isinstance(event, Say) and event.lead:
            leads.append(event)
        elif not isinstance(event, Chapter):
            after = event if touches(event) else None
            break
    hold = events[index]
    if leads and (after is None or not isinstance(hold, Hold) or hold.kind != "rest"):
        return Neighbours(before)
    return Neighbours(before, after, tuple(leads))


def _open_chapter(desk: Desk, chapter: Chapter, at: Fraction) -> None:
    title = desk.clips.text(chapter.title)
    first = not desk.chapters
    # The wake-up sound belongs to the first chapter: players want one that starts at 0.
    frame = 0 if first and at == desk.begins else TIMELINE_RATE.frame(at)
    desk.chapters.append(Chaptered(frame, title[:1].upper() + title[1:], chapter.level, chapter.safety))
    if not chapter.safety and all(earlier.safety for earlier in desk.chapters[:-1]):
        desk.begins = at


def _begin(desk: Desk, event: Event) -> Fraction:
    """Return the second `event` starts at: what sounds waits for a tone to ring out and for words; silence doesn't."""
    return max(desk.at, desk.free_at) if isinstance(event, Say | Sounded | Play) else desk.at


def _say(desk: Desk, say: Say, begin: Fraction) -> None:
    end = desk.speak(say.words, begin, say.pan)
    desk.at, desk.free_at = end + say.then, end


def _group(events: Sequence[Event], index: int) -> list[Phase]:
    """Return the phases of one pace or breathe step, from the first one's `index`."""
    group: list[Phase] = []
    for event in islice(events, index, None):
        starts_anew = isinstance(event, Phase) and event.cycle == 1 and event.index == 0 and group
        if not isinstance(event, Phase) or starts_anew:
            break
        group.append(event)
    return group


def _sound_phase(desk: Desk, phase: Phase) -> None:
    """Say the phase's word from its first frame, or tick where it has no room; then go on to the phase's end."""
    if desk.length(phase.word) <= phase.seconds and desk.voice_until <= desk.at:
        desk.free_at = desk.speak(phase.word, desk.at, phase.pan)
    else:
        desk.sound("tick", desk.at)
        text = desk.clips.text(phase.word)
        desk.note(phase.where, "VG207", f"'{text}' doesn't fit {write_duration(phase.seconds)}: a tick sounds")
    desk.at += phase.seconds


def _phases_label(desk: Desk, group: Sequence[Phase]) -> str:
    cycle = [f"{desk.clips.text(phase.word)} {write_duration(phase.seconds)}" for phase in group if phase.cycle == 1]
    return f"{group[0].verb} {group[0].cycles} x ({', '.join(cycle)})"


def _lay_plain(desk: Desk, event: Event, begin: Fraction) -> str:
    """Lay an event that touches nothing from second `begin` on; return its label."""
    match event:
        case Pause(seconds=seconds):
            desk.at += seconds
            return f"pause {write_duration(seconds)}"
        case Sounded(tone=name):
            desk.at = desk.free_at = desk.sound(name, begin)
            return f"tone {name}"
        case Play(sound=sound, level_db=level_db):
            desk.at = desk.free_at = desk.put(desk.clips[sound], begin, gain=gain(level_db), track="sound")
            return f"play {sound.path.rpartition('/')[2]}"
        case Wait():
            _wait(desk, event)
            return f"wait up to {write_duration(event.at_most)}"
        case _:
            raise TypeError(event)


def _wait(desk: Desk, wait: Wait) -> None:
    """Open a gate; inside it say how to answer, and the reminders that can end before it closes."""
    start, end = desk.at, desk.at + wait.at_most
    free = max(start, desk.free_at)
    if wait.answer and free + desk.length(wait.answer) <= end:
        free = desk.speak(wait.answer, free, wait.pan)
    if wait.every:
        turn = 1
        while start + turn * wait.every < end:
            words = wait.reminders[min(turn, len(wait.reminders)) - 1]
            at = max(start + turn * wait.every, free)
            if at + desk.length(words) > end:
                break
            free = desk.speak(words, at, wait.pan)
            turn += 1
        if turn == 1:
            desk.note(wait.where, "VG208", "no reminder can end before this wait is over")
    desk.at, desk.free_at = end, max(free, desk.free_at)
    desk.gates.append(Gate(TIMELINE_RATE.frame(start), TIMELINE_RATE.frame(end)))
