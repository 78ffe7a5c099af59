"""Routine + values -> Plan: repeats and sides unrolled, references and inserts resolved, one flat list of events."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, assert_never, cast

from voiceguide.errors import Problem, RoutineError, Where
from voiceguide.plan.holds import hold_event
from voiceguide.plan.model import (
    Chapter,
    Event,
    Hold,
    Inner,
    Metadata,
    Music,
    Pause,
    Phase,
    Phrase,
    Plan,
    Play,
    Say,
    Side,
    Sound,
    Sounded,
    Wait,
    Words,
)
from voiceguide.plan.scope import LEAN, Scope
from voiceguide.routine.fields import Spoken
from voiceguide.routine.model import (
    AnyStep,
    BreatheStep,
    HoldStep,
    IncludeStep,
    InnerStep,
    PaceStep,
    PauseStep,
    PlayStep,
    RepeatStep,
    RestStep,
    Routine,
    SayStep,
    SectionStep,
    SidesStep,
    Step,
    ToneStep,
    WaitStep,
)
from voiceguide.routine.values import Value
from voiceguide.units import LONGEST_SECONDS, write_duration

MOST_EVENTS = 20_000
_MOST_VISITED = 10 * MOST_EVENTS
"""Steps looked at, those left out by `only` too: what keeps a repeat of nothing from running for ever."""

AFTER_SPEECH = Fraction(1, 2)
"""Silence after speech that names none."""
_AFTER_SAFETY = Fraction(3, 2)


def compile_plan(routine: Routine, values: Mapping[str, Value], *, safety: bool = True, music: bool = True) -> Plan:
    """Return what `routine` means with its settings' `values`.

    `safety` speaks the safety texts first; without `music`, the routine's is left out. Raise `RoutineError` with
    every problem that shows only once values are known: limits, counts without room, paces without a cycle.
    """
    root = Chapter(where=routine.where, title=Words((routine.title,)))
    scope = Scope(values, root, routine.settings)
    unroller = _Unroller(root)
    own_safety = [scope.words(text) for text in routine.safety]
    try:
        unroller.steps(routine.steps, scope)
    except _TooLargeError as error:
        unroller.problems[error.problem] = None
    if unroller.problems:
        raise RoutineError(unroller.problems)
    told = tuple(dict.fromkeys((*own_safety, *unroller.safety)))
    events = (*(_safety_lead(told, routine.where) if safety and told else ()), *unroller.events)
    if all(event is root for event in events if isinstance(event, Chapter)):
        events = tuple(event for event in events if event is not root)
    return Plan(
        metadata=_metadata(routine, unroller.sources),
        events=events,
        safety=told,
        music=Music(Sound(routine.music.path), float(routine.music.level)) if routine.music and music else None,
        phrases=tuple(routine.phrases.items()),
        pronounce=tuple({**unroller.pronounce, **routine.pronounce}.items()),
        voice=routine.voice,
    )


def _metadata(routine: Routine, included: Iterable[str]) -> Metadata:
    return Metadata(
        title=routine.title,
        summary=routine.summary,
        language=routine.language,
        sources=tuple(dict.fromkeys((*routine.sources, *included))),
        tags=routine.tags,
        picture=routine.picture,
        files=routine.files,
    )


def _safety_lead(told: tuple[Words, ...], where: Where) -> list[Event]:
    thens = [AFTER_SPEECH] * (len(told) - 1) + [_AFTER_SAFETY]
    title = Words((Phrase("before-you-start"),))
    said = [Say(where=where, words=words, then=then) for words, then in zip(told, thens, strict=True)]
    return [Chapter(where=where, title=title, safety=True), *said]


class _TooLargeError(Exception):
    """The routine is over a limit; nothing after that is worth unrolling."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(slots=True)
class _Unroller:
    """Collects the events of steps.

    `sounding` is the chapter the last event stands in, `opened` the step at which each section's chapter (by its
    id) was opened, `root` the whole routine as a chapter.
    """

    root: Chapter
    events: list[Event] = field(default_factory=list)
    problems: dict[Problem, None] = field(default_factory=dict)
    safety: list[Words] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    pronounce: dict[str, str] = field(default_factory=dict)
    sounding: Chapter | None = None
    opened: dict[int, int] = field(default_factory=dict)
    counted: int = 0
    visited: int = 0
    written: Fraction = Fraction(0)

    def steps(self, steps: Iterable[AnyStep], scope: Scope) -> None:
        """Unroll a list of steps; a section in it lasts to the next one or to the list's end."""
        level = 0 if scope.chapter is self.root else scope.chapter.level + 1
        for step in steps:
            self.visited += 1
            if self.visited > _MOST_VISITED:
                message = f"the routine comes to more than {_MOST_VISITED:,} steps, most of them left out by 'only'"
                raise _TooLargeError(Problem(step.where, "VG203", message))
            if not scope.admits(step.only):
                continue
            if isinstance(step, SectionStep):
                title = scope.words(step.section)
                chapter = Chapter(where=step.where, context=scope.context, title=title, level=level)
                self.opened[id(chapter)] = self.visited
                scope = replace(scope, chapter=chapter)
            if step.say is not None and not isinstance(step, SayStep | RestStep):
                self._emit(_say(step, scope, step.say, AFTER_SPEECH, lead=True), scope)
            self._step(step, scope)

    def _step(self, step: AnyStep, scope: Scope) -> None:
        match step:
            case SectionStep():
                pass
            case SayStep() | PauseStep() | ToneStep() | PlayStep():
                self._emit(_inner(step, scope), scope)
            case HoldStep() | RestStep():
                self._emit(hold_event(step, scope, tuple(_inside(step.steps, scope)), self.problems), scope)
            case WaitStep():
                self._emit(_wait(step, scope), scope)
            case RepeatStep():
                count = scope.value(step.repeat)
                self._loop(step, scope, (scope.in_round(index, count) for index in range(count)))
            case SidesStep():
                sides = _sides(scope.value(step.sides))
                self._loop(step, scope, (scope.on_side(side, index, len(sides)) for index, side in enumerate(sides)))
            case IncludeStep():
                self._include(step, scope)
            case PaceStep() | BreatheStep():
                for phase in _phases(step, scope, self.problems):
                    self._emit(phase, scope)
            case _:
                assert_never(step)

    def _loop(self, step: RepeatStep | SidesStep, outer: Scope, passes: Iterable[Scope]) -> None:
        for index, scope in enumerate(passes):
            if index and step.between:
                # Names are the coming pass's, `only` looks to the loop outside, and the chapter lasts on.
                self.steps(step.between, replace(scope, loops=outer.loops, chapter=self.sounding or outer.chapter))
            self.steps(step.steps, scope)

    def _include(self, step: IncludeStep, scope: Scope) -> None:
        routine = cast("Routine", step.routine)
        given = {name: cast("Value", scope.value(value)) for name, value in step.set.items()}
        names = {name: setting.default for name, setting in routine.settings.items()} | given
        inner = replace(scope, names=names, settings=routine.settings, loops=())
        self.safety += [inner.words(text) for text in routine.safety]
        self.sources += routine.sources
        self.pronounce |= routine.pronounce
        self.steps(routine.steps, inner)

    def _emit(self, event: Event, scope: Scope) -> None:
        if not (isinstance(event, Say) and event.lead):
            self.counted += 1 + (len(event.inside) if isinstance(event, Hold) else 0)
        self.written += _written(event)
        if self.counted > MOST_EVENTS:
            raise _TooLargeError(_too_many(event.where))
        if self.written > LONGEST_SECONDS:
            raise _TooLargeError(Problem(event.where, "VG204", "the written durations add up to more than 24 h"))
        # A chapter comes back with more than a tone or silence: those belong to what they follow.
        comes_back = self.opened.get(id(scope.chapter), 0) < self.opened.get(id(self.sounding), 0)
        if scope.chapter is not self.sounding and not (comes_back and isinstance(event, Pause | Sounded)):
            self.events.append(scope.chapter)
            self.sounding = scope.chapter
        self.events.append(event)


def _inside(steps: Iterable[InnerStep], scope: Scope) -> Iterator[Inner]:
    for step in steps:
        if scope.admits(step.only):
            if step.say is not None and not isinstance(step, SayStep):
                yield _say(step, scope, step.say, AFTER_SPEECH)
            yield _inner(step, scope)


def _inner(step: InnerStep, scope: Scope) -> Inner:
    match step:
        case SayStep():
            return _say(step, scope, step.say, scope.value(step.then))
        case PauseStep():
            return Pause(where=step.where, context=scope.context, seconds=scope.value(step.pause))
        case ToneStep():
            return Sounded(where=step.where, context=scope.context, tone=step.tone)
        case PlayStep():
            sound = Sound(step.path)
            return Play(where=step.where, context=scope.context, sound=sound, level_db=float(step.level))
        case _:
            assert_never(step)


def _phases(step: PaceStep | BreatheStep, scope: Scope, problems: dict[Problem, None]) -> Iterator[Phase]:
    """Yield the phases of every cycle; add to `problems` a time too short for one cycle."""
    written = step.pace if isinstance(step, PaceStep) else step.breathe
    # A breath's hold and rest may be zero: then there is no such phase.
    lengths = [(word, seconds) for word, value in written if (seconds := scope.value(value))]
    cycle_seconds = sum((seconds for _, seconds in lengths), Fraction(0))
    cycles = _cycles(cast("int | Fraction", scope.value(step.times)), cycle_seconds)
    verb: Literal["pace", "breathe"] = "pace" if isinstance(step, PaceStep) else "breathe"
    if cycles == 0:
        message = f"one cycle of this {verb} takes {write_duration(cycle_seconds)}: it doesn't fit its 'times'"
        problems[Problem(step.where, "VG205", message)] = None
    for cycle in range(cycles):
        inner = scope.in_round(cycle, cycles)
        for index, (word, seconds) in enumerate(lengths):
            yield Phase(
                where=step.where,
                context=inner.context,
                verb=verb,
                word=Words((Phrase(f"breathe-{word}"),)) if isinstance(word, str) else inner.words(word),
                seconds=seconds,
                cycle=cycle + 1,
                cycles=cycles,
                index=index,
                pan=scope.pan,
            )


def _cycles(times: int | Fraction, cycle_seconds: Fraction) -> int:
    return int(times // cycle_seconds) if isinstance(times, Fraction) else times


def _wait(step: WaitStep, scope: Scope) -> Wait:
    return Wait(
        where=step.where,
        context=scope.context,
        at_most=scope.value(step.at_most),
        every=scope.value(step.remind.every) if step.remind else None,
        reminders=tuple(scope.words(say) for say in step.remind.say) if step.remind else (),
        pan=scope.pan,
    )


_PAN = {"left": -LEAN, "centre": 0.0, "right": LEAN}


def _say(step: Step, scope: Scope, text: Spoken, then: Fraction, *, lead: bool = False) -> Say:
    pan = _PAN[step.pan] if isinstance(step, SayStep) and step.pan else scope.pan
    return Say(where=step.where, context=scope.context, words=scope.words(text), then=then, pan=pan, lead=lead)


def _sides(chosen: tuple[Side, ...] | str) -> tuple[Side, ...]:
    """Return the sides that a setting's choice names."""
    if isinstance(chosen, tuple):
        return chosen
    return ("left", "right") if chosen == "both" else (cast("Side", chosen),)


def _written(event: Event) -> Fraction:
    """Return the seconds that stand in the file for `event`; how long speech takes is not known here."""
    match event:
        case Hold() | Phase() | Pause():
            return event.seconds
        case Wait():
            return event.at_most
        case Say():
            return event.then
        case Chapter() | Sounded() | Play():
            return Fraction(0)
        case _:
            assert_never(event)


def _too_many(where: Where) -> Problem:
    return Problem(where, "VG203", f"the routine comes to more than {MOST_EVENTS:,} events once it is unrolled")
