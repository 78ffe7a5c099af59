"""A routine and what its listener wishes -> a session: heard, seen, commanded, and kept in mind."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import click

from voiceguide import pipeline, plugins
from voiceguide.audio import TIMELINE_RATE
from voiceguide.cli.awake import awake
from voiceguide.cli.lead_in import count_down, rouse
from voiceguide.cli.output import command_line, folded
from voiceguide.cli.progress import progress
from voiceguide.cli.remembered import remembered
from voiceguide.controls.ears import extra
from voiceguide.errors import DeviceError, UsageError
from voiceguide.messages import printable
from voiceguide.playback.contracts import Command
from voiceguide.screen.choose import choose
from voiceguide.screen.wording import Hints
from voiceguide.timeline.text import total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from voiceguide.audio import Block
    from voiceguide.cli.remembered import SessionLog
    from voiceguide.cli.wishes import IOOptions, SessionOptions
    from voiceguide.controls.ears.control import Ears
    from voiceguide.controls.safe import SafeControl
    from voiceguide.live import Live
    from voiceguide.plan.model import Plan
    from voiceguide.plan.waiting import Answers
    from voiceguide.playback.contracts import Control, Observer, Sink, Speaker
    from voiceguide.routine.model import Routine
    from voiceguide.screen.choose import Screen
    from voiceguide.timeline.model import Timeline

_OVER_MUSIC = "The ears hear nothing over the music; --no-music plays without it."
"""The session's screen shows this; `_introduce` has explained it before."""


def hold_session(  # noqa: PLR0917 - a routine, as it was asked for, and the two halves of its options
    source: str,
    routine: Routine,
    given: Mapping[str, str],
    wishes: SessionOptions,
    equipment: IOOptions,
    begin_at: Callable[[Timeline], int] = lambda _: 0,
) -> None:
    """Play `routine`, which `source` named, from the frame of its timeline that `begin_at` says."""
    if equipment.listen:
        extra.require()  # before a voice is got ready, which may take a minute
    with _naming_the_export(source, routine, given):
        speaker = pipeline.open_speaker(equipment.speaker, device=equipment.device, latency=equipment.latency)
    keys = speaker.live and sys.stdin.isatty()
    controls = _named_controls(equipment.controls, speaker, keys=keys)
    plan = _plan(
        routine, given, wishes, keys=keys, ears=speaker.live and equipment.listen, others=bool(equipment.controls)
    )
    with progress("Getting the voice ready", quiet=equipment.quiet) as shown:
        live = pipeline.prepare_session(
            plan, wishes.voice, voice_settings=wishes.voice_settings, wake_up=wishes.wake_up, progress=shown
        )
        aloud = _aloud(plan, wishes, speaker) if equipment.ask_pain and keys else contextlib.nullcontext
    # Whatever a config names by then, the session goes on with this voice.
    wishes = replace(wishes, voice=pipeline.voice_of(plan, wishes.voice))
    begin = begin_at(live.timeline)
    if not equipment.quiet:
        _introduce(live.timeline, begin, keys=keys, ears=speaker.live and equipment.listen)
    stage = _Stage(live, speaker, controls, wishes, equipment, begin, keys=keys)
    with remembered(
        source, routine, plan, given, wishes, asks_pain=equipment.ask_pain, aloud=aloud, quiet=equipment.quiet
    ) as remembrance:
        _perform(stage, remembrance)


@dataclass(frozen=True, slots=True)
class _Stage:
    """What a session is held with; `begin` is the frame it starts at, `keys` whether there is a keyboard."""

    live: Live
    speaker: Speaker
    controls: Sequence[SafeControl]
    wishes: SessionOptions
    equipment: IOOptions
    begin: int
    keys: bool


def _named_controls(names: Sequence[str], speaker: Speaker, *, keys: bool) -> list[SafeControl]:
    """Return the controls loaded by name, made but not opened: the keyboard if there are `keys`, and those in `names`.

    Raise `DeviceError` for one that can't work here, before a voice is got ready. Raise `UsageError` for a name that
    no control has, or if `speaker` obeys none.
    """
    if names and not speaker.live:
        raise UsageError(
            "--control needs a speaker that obeys commands while it plays",
            hint="Leave out --control, or choose another --speaker; 'voiceguide doctor' lists them.",
        )
    return [plugins.control(name) for name in dict.fromkeys(["keyboard"] * keys + [*names])]


def _plan(
    routine: Routine, given: Mapping[str, str], wishes: SessionOptions, *, keys: bool, ears: bool, others: bool
) -> Plan:
    music = wishes.music and routine.music is not None
    voice = ears and not music  # a microphone hears the loudspeaker, too
    if wishes.patient and wishes.auto:
        raise UsageError("--patient waits for answers, and --auto asks for none", hint="Choose one of the two.")
    if wishes.patient and not (keys or voice or others):
        raise UsageError(
            "--patient waits until you answer, and here nothing can be answered",
            hint=f"Play it in a terminal, or with --listen{' --no-music' * music}.",
        )
    answers: Answers | None = None
    if not wishes.auto:
        answers = "voice" if voice else "key" if keys else None
    return pipeline.compile(
        routine,
        given,
        safety=wishes.safety,
        music=wishes.music,
        answers=answers,
        patient=wishes.patient,
        wait_each=wishes.wait_each,
    )


def _aloud(
    plan: Plan, wishes: SessionOptions, speaker: Speaker
) -> Callable[[], contextlib.AbstractContextManager[None]]:
    """Return what asks aloud how strong the pain is, in a language that has words for it."""
    from voiceguide.cli.aloud import aloud

    question = pipeline.phrase(plan, "how-is-the-pain", wishes.voice, voice_settings=wishes.voice_settings)
    return partial(aloud, question, speaker) if question else contextlib.nullcontext


def _perform(stage: _Stage, remembrance: SessionLog) -> None:
    """Play until the end, or until the listener stops it."""
    live, equipment = stage.live, stage.equipment
    with contextlib.ExitStack() as around:
        screen = around.enter_context(
            choose(
                live.timeline.metadata,
                _hints(stage),
                quiet=equipment.quiet,
                lines=equipment.lines,
                still=equipment.reduced_motion,
            )
        )
        around.enter_context(remembrance.telling(screen.tell))
        live.tell = screen.tell
        around.callback(live.close)
        ears = around.enter_context(_ears(stage, screen)) if equipment.listen and stage.speaker.live else None
        controls = [*_hands(around, stage, screen), *([ears] if ears else [])]
        speaker = pipeline.steady(
            stage.speaker,
            equipment.speaker,
            device=equipment.device,
            latency=equipment.latency,
            tell=screen.tell,
            stopped=lambda: any(command is Command.STOP for control in controls for command in control.poll()),
        )
        blocks = _blocks(stage, speaker, controls, screen, [remembrance, screen, *controls])
        heard = ears.watch(blocks, speaker.latency / TIMELINE_RATE.hz) if ears else blocks
        speaker.play(live.timeline, awake(heard))
    if speaker.underruns and not equipment.quiet:
        times = "once" if speaker.underruns == 1 else f"{speaker.underruns} times"
        click.echo(f"The sound broke off {times}: this machine was busy. Next time, add --latency 500ms.")


def _blocks(
    stage: _Stage, sink: Sink, controls: Sequence[Control], screen: Screen, observers: Sequence[Observer]
) -> Iterator[Block]:
    """Yield what `sink` plays: the countdown asked for, a sound that wakes headsets, and the session."""
    for control in controls:
        control.poll()  # what was pressed before there was anything to command
    rate = stage.live.timeline.rate
    lead = rate.frame(stage.equipment.start_in) if stage.equipment.start_in else 0
    if (yield from count_down(lead, rate.hz, sink, controls, screen)):
        if stage.begin and stage.wishes.wake_up:
            yield from rouse(sink)
        yield from pipeline.session(stage.live, sink, controls, observers, begin=stage.begin)


def _hands(around: contextlib.ExitStack, stage: _Stage, screen: Screen) -> Iterator[Control]:
    """Yield what commands the session without a word, open until `around` ends; nothing where no command is heard."""
    if stage.speaker.live:
        from voiceguide.controls.media import MediaKeys
        from voiceguide.controls.sleep import Sleep

        yield around.enter_context(MediaKeys())
        yield Sleep(screen.tell)
    for control in stage.controls:
        yield around.enter_context(control.telling(screen.tell))


def _ears(stage: _Stage, screen: Screen) -> Ears:
    from voiceguide.controls.ears.control import Ears

    ready = {"ready": _OVER_MUSIC} if stage.live.timeline.bed else {}
    return Ears(stage.equipment.microphone, tell=screen.tell, **ready)


def _hints(stage: _Stage) -> Hints:
    listening = stage.equipment.listen
    answer = "any key but q goes on" if stage.keys else ""
    if listening and not stage.live.timeline.bed:
        answer = "say ready, or press any key but q" if stage.keys else "say ready to go on"
    if stage.wishes.auto:  # nobody is asked
        answer = ""
    if not stage.keys:
        return Hints(answer=answer, resume="Say continue" if listening else "")
    return Hints(answer=answer, resume="Space goes on", keys="Space pauses, arrows skip, q stops")


@contextlib.contextmanager
def _naming_the_export(source: str, routine: Routine, given: Mapping[str, str]) -> Iterator[None]:
    """Add to a `DeviceError` the command that writes what can't be played here."""
    try:
        yield
    except DeviceError as error:
        pipeline.compile(routine, given)  # a setting that doesn't fit is the nearer trouble, and raised here
        instead = f"To hear it elsewhere, write a file: {command_line('export', source, given)}"
        raise DeviceError(error.message, hint=f"{error.hint}\n{instead}".strip()) from error


def _introduce(timeline: Timeline, begin: int, *, keys: bool, ears: bool) -> None:
    click.secho(printable(timeline.metadata.title), bold=True)
    for text in timeline.metadata.safety:
        click.echo(folded(printable(text), "  - "))
    click.echo(folded(total(timeline, begin)))
    if keys:
        told = "Space pauses and goes on, the arrows skip, q stops; voiceguide play --help has all the keys."
        click.echo(folded(told))
    elif sys.stdout.isatty():
        click.echo("No keys work while input comes from elsewhere; Ctrl-C stops.")
    if ears and timeline.bed:
        told = "While the music plays, the ears hear no words and no claps, only in a pause. Without music they do:"
        click.echo(f"{folded(told)}\n  --no-music")
