"""Routine + values -> Plan: unroll repeats and sides, and resolve references and inserts."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, assert_never, cast

from voiceguide.errors import Problem, RoutineError, Where
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
"""The limit of steps visited, including those that `only` leaves out. It ends a huge repeat that has no events."""

AFTER_SPEECH = Fraction(1, 2)
"""The silence after speech without a `then`."""
_AFTER_SAFETY = Fraction(3, 2)

_COUNT_FROM = 5
"""The highest number that 'down' counts from."""
_FIRST_TONE = Fraction(2, 5)
"""The room that a hold's start tone needs before the first number."""
_SHORTEST_COUNTED = 2
"""The length in seconds below which a hold has no count."""


def compile_plan(routine: Routine, values: Mapping[str, Value], *, safety: bool = True, music: bool = True) -> Plan:
    """Return the plan of `routine` with its settings' `values`.

    `safety` speaks the safety texts first; `music` keeps the routine's music. Raise `RoutineError` with every problem
    that only the values show: limits, counts without room, paces without a cycle.
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
    texts = tuple(dict.fromkeys((*own_safety, *unroller.safety)))
    events = (*(_safety_lead(texts, routine.where) if safety and texts else ()), *unroller.events)
    if all(event is root for event in events if isinstance(event, Chapter)):
        events = tuple(event for event in events if event is not root)
    return Plan(
        metadata=Metadata(
            title=routine.title,
            summary=routine.summary,
            language=routine.language,
            sources=tuple(dict.fromkeys((*routine.sources, *unroller.sources))),
            tags=routine.tags,
            picture=routine.picture,
            files=routine.files,
        ),
        events=events,
        safety=texts,
        music=Music(Sound(routine.music.path), float(routine.music.level)) if routine.music and music else None,
        phrases=tuple(routine.phrases.items()),
        pronounce=tuple({**unroller.pronounce, **routine.pronounce}.items()),
        voice=routine.voice,
    )


def _safety_lead(texts: tuple[Words, ...], where: Where) -> Iterator[Event]:
    yield Chapter(where=where, title=Words((Phrase("before-you-start"),)), safety=True)
    for words in texts:
        yield Say(where=where, words=words, then=_AFTER_SAFETY if words is texts[-1] else AFTER_SPEECH)


class _TooLargeError(Exception):
    """The routine exceeds a limit, so unrolling stops."""

    def __init__(self, where: Where, code: str, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(where, code, message)


@dataclass(slots=True)
class _Unroller:
    """Collects the events of steps.

    `root` is the whole routine as a chapter, `current` the chapter of the last event. `opened` has, by the id of each
    section's chapter, the number of the step that opened it. `counted`, `visited` and `written` guard the limits.
    """

    root: Chapter
    events: list[Event] = field(default_factory=list)
    problems: dict[Problem, None] = field(default_factory=dict)
    safety: list[Words] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    pronounce: dict[str, str] = field(default_factory=dict)
    current: Chapter | None = None
    opened: dict[int, int] = field(default_factory=dict)
    counted: int = 0
    visited: int = 0
    written: Fraction = Fraction(0)

    def steps(self, steps: Iterable[AnyStep], scope: Scope) -> None:
        """Unroll a list of steps. A section in it lasts to the next section or to the end of the list."""
        level = 0 if scope.chapter is self.root else scope.chapter.level + 1
        for step in steps:
            self.visited += 1
            if self.visited > _MOST_VISITED:
                message = f"the routine comes to more than {_MOST_VISITED:,} steps, most of them left out by 'only'"
                raise _TooLargeError(step.where, "VG203", message)
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
                self._emit(_hold(step, scope, self.problems), scope)
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
                # Names have the values of the coming pass, `only` tests the outer loop, and the chapter goes on.
                self.steps(step.between, replace(scope, loops=outer.loops, chapter=self.current or outer.chapter))
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
            message = f"the routine comes to more than {MOST_EVENTS:,} events once it is unrolled"
            raise _TooLargeError(event.where, "VG203", message)
        if self.written > LONGEST_SECONDS:
            raise _TooLargeError(event.where, "VG204", "the written durations add up to more than 24 h")
        # A tone or a silence doesn't bring an outer chapter back: it belongs to the event before it.
        comes_back = self.opened.get(id(scope.chapter), 0) < self.opened.get(id(self.current), 0)
        if scope.chapter is not self.current and not (comes_back and isinstance(event, Pause | Sounded)):
            self.events.append(scope.chapter)
            self.current = scope.chapter
        self.events.append(event)


def _hold(step: HoldStep | RestStep, scope: Scope, problems: dict[Problem, None]) -> Hold:
    """Return the event of `step`; add to `problems` a count that doesn't fit."""
    held = step if isinstance(step, HoldStep) else None
    kind: Literal["hold", "rest"] = "hold" if held else "rest"
    length = step.hold if isinstance(step, HoldStep) else step.rest
    seconds = scope.value(length)
    shortest, longest = scope.limits_of(length)
    count = cast("str | int", scope.value(step.count))
    if isinstance(count, int) and count > (room := highest_count(seconds)):
        hint = f"count from {room} at most" if room else "write 'count: none'"
        message = f"a {kind} of {write_duration(seconds)} has no room to count from {count}; {hint}"
        problems[Problem(step.where, "VG201", message)] = None
    return Hold(
        where=step.where,
        context=scope.context,
        kind=kind,
        seconds=seconds,
        numbers=counted_numbers(seconds, count),
        down=count != "up",
        count=count,
        shortest=shortest,
        longest=longest,
        halfway=bool(held and scope.value(held.halfway)),
        release=scope.words(held.release) if held and held.release else None,
        inside=tuple(_inside(step.steps, scope)),
        own_say=scope.words(step.say) if not held and step.say else None,
        pan=scope.pan,
    )


def highest_count(seconds: Fraction) -> int:
    """Return the highest number that a hold of `seconds` can count down from, after its start tone."""
    return int(seconds - _FIRST_TONE) if seconds >= _SHORTEST_COUNTED else 0


def counted_numbers(seconds: Fraction, count: str | int) -> tuple[tuple[Fraction, int], ...]:
    """Return the numbers that a hold of `seconds` speaks for `count`, as `Hold.numbers` has them."""
    if count == "none" or seconds < _SHORTEST_COUNTED:
        return ()
    if count == "up":
        return tuple((Fraction(number), number) for number in range(1, math.ceil(seconds)))
    top = min(_COUNT_FROM, int(seconds) - 1) if count == "down" else int(count)
    return tuple((Fraction(number), number) for number in range(top, 0, -1))


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
    """Yield the phases of every cycle; add to `problems` if the step is too short for one cycle."""
    written = step.pace if isinstance(step, PaceStep) else step.breathe
    # The hold and the rest of a breath may be zero; such a phase is left out.
    lengths = [(word, seconds) for word, value in written if (seconds := scope.value(value))]
    cycle_seconds = sum((seconds for _, seconds in lengths), Fraction(0))
    times = cast("int | Fraction", scope.value(step.times))
    cycles = int(times // cycle_seconds) if isinstance(times, Fraction) else times
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
    """Return the seconds that the file gives for `event`. The length of speech isn't known yet."""
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
