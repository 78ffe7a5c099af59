"""Run a live session: play a routine, show it, obey the listener, and keep it in the journal and the history."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from voiceguide import pipeline
from voiceguide.audio import TIMELINE_RATE
from voiceguide.controls import safe
from voiceguide.controls.ears import require_ears
from voiceguide.errors import DeviceError, NoSpeakerError, UsageError
from voiceguide.messages import listed, near, pick
from voiceguide.playback.contracts import Command
from voiceguide.playback.places import Landing, begun_again
from voiceguide.playback.session import perform, watch
from voiceguide.records.session import Playing
from voiceguide.screen.choose import choose
from voiceguide.screen.view import Hints
from voiceguide.session import blocks
from voiceguide.session.dialog import Dialog, Introduction, Messages
from voiceguide.session.log import keep_log
from voiceguide.session.options import IOOptions, SessionOptions
from voiceguide.speakers import opening
from voiceguide.timeline.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from voiceguide.audio import Block
    from voiceguide.controls.ears.control import Ears
    from voiceguide.controls.safe import SafeControl
    from voiceguide.plan.model import Plan
    from voiceguide.plan.waiting import Answers
    from voiceguide.playback.contracts import Control, Observer, Played, Sink, Speaker
    from voiceguide.routine.model import Routine
    from voiceguide.screen.view import Screen
    from voiceguide.session.dialog import Progress
    from voiceguide.session.live import Live
    from voiceguide.session.log import AskPain
    from voiceguide.timeline.model import Timeline

_OVER_MUSIC = "The ears hear nothing over the music; --no-music plays without it."
_SESSION, _IO, _NO_DIALOG = SessionOptions(), IOOptions(), Dialog()


@dataclass(frozen=True, slots=True)
class SessionResult:
    """How a session ended.

    `finished` says whether it was heard to its end. If not, `left` is the step that `voiceguide resume` goes on from,
    or '' if it can't. `underruns` counts how often the device had no sound to play.
    """

    finished: bool
    left: str = ""
    underruns: int = 0


def run(  # noqa: PLR0913 - a routine, its settings, the two kinds of options, and what a caller may add
    routine: Routine,
    settings: Mapping[str, str] | None = None,
    options: SessionOptions = _SESSION,
    io: IOOptions = _IO,
    *,
    source: str = "",
    begin_at: Callable[[Timeline], int] = lambda _: 0,
    dialog: Dialog = _NO_DIALOG,
) -> SessionResult:
    """Play `routine` with `settings` as written ('10 s') to a listener; return how the session ended.

    In a terminal its keys command the session, and the screen fills it. `source` is what the routine was loaded from,
    its file if left out. `begin_at` returns the frame to begin at. `dialog` shows and asks what doesn't belong on the
    screen; nothing if left out.

    Raise `NoSpeakerError` if no speaker opens, `UsageError` for a setting or an option that doesn't fit, and what
    `voiceguide.build_timeline` raises. Ctrl-C raises `KeyboardInterrupt`, after the journal is written.
    """
    settings = settings or {}
    speaker, keys, ears = _connect(routine, settings, io)
    controls = _named_controls(io.controls, speaker, keys=keys)
    plan = _plan(routine, settings, options, keys=keys, ears=ears, others=bool(io.controls))
    tell = Messages(dialog.tell)
    with dialog.working("Getting the voice ready") as progress:
        live = _prepared(plan, options, progress, tell)
        ask_pain = _pain_question(plan, options, speaker, dialog, aloud=keys) if io.ask_pain else None
    begin = begin_at(live.timeline)
    dialog.introduce(Introduction(live.timeline, begin, keys, ears))
    stage = _Stage(live, speaker, controls, options, io, begin, keys, tell, dialog)
    # Made before the first block, because the digest of a long plan takes a while.
    playing = Playing.of(source or routine.file, routine, plan, settings, _kept(options, plan).to_text())
    with keep_log(playing, dialog, tell, ask_pain) as log:
        underruns = _perform(stage, log)
    return SessionResult(log.finished, log.left, underruns)


def section_start(section: str, timeline: Timeline) -> int:
    """Return the frame where the chapter `section` begins, or the only one whose title contains it, ignoring case.

    Of several chapters with that title it is the first. Raise `UsageError` with the titles if none or several fit.
    """
    chapters: dict[str, int] = {}
    for mark in timeline.marks:
        if mark.kind == "chapter":
            chapters.setdefault(mark.label, mark.at)
    titles = list(chapters)
    fits = [titles[index] for index in pick(section, titles)]
    if len(fits) == 1:
        return chapters[fits[0]]
    if fits:
        raise UsageError(f"the section '{section}' could be {listed(fits)}", hint="Write more of its title.")
    sections = f"Its sections: {', '.join(chapters)}." if chapters else "This routine has no sections."
    raise UsageError(f"no section is called '{section}'{near(section, chapters)}", hint=sections)


@dataclass(frozen=True, slots=True)
class _Stage:
    """Everything a session plays with. `begin` is its first frame, `keys` says whether it reads a keyboard."""

    live: Live
    speaker: Speaker
    controls: Sequence[SafeControl]
    options: SessionOptions
    io: IOOptions
    begin: int
    keys: bool
    tell: Messages
    dialog: Dialog


def _connect(routine: Routine, settings: Mapping[str, str], io: IOOptions) -> tuple[Speaker, bool, bool]:
    """Return the speaker, and whether keys and ears can command the session."""
    if io.listen:
        require_ears()  # before a voice is prepared, which may take a minute
    try:
        speaker = opening.open_speaker(io.speaker, device=io.device, latency=io.latency)
    except DeviceError as error:
        pipeline.compile(routine, settings)  # a setting that doesn't fit is the first thing to correct
        raise NoSpeakerError(error.message, hint=error.hint) from error
    return speaker, speaker.live and bool(sys.stdin and sys.stdin.isatty()), speaker.live and io.listen


def _named_controls(names: Sequence[str], speaker: Speaker, *, keys: bool) -> list[SafeControl]:
    """Return the controls loaded by name, made but not opened: the keyboard if there are `keys`, and those in `names`.

    Raise `DeviceError` for one that can't work here, before a voice is prepared. Raise `UsageError` for a name that no
    control has, or if `speaker` obeys none.
    """
    if names and not speaker.live:
        raise UsageError(
            "--control needs a speaker that obeys commands while it plays",
            hint="Leave out --control, or choose another --speaker; 'voiceguide doctor' lists them.",
        )
    return [safe.load_control(name) for name in dict.fromkeys(["keyboard"] * keys + [*names])]


def _plan(  # noqa: PLR0913 - the options, and the ways in which a listener can answer
    routine: Routine, settings: Mapping[str, str], options: SessionOptions, *, keys: bool, ears: bool, others: bool
) -> Plan:
    music = options.music and routine.music is not None
    voice = ears and not music  # a microphone hears the loudspeaker, too
    if options.patient and options.auto:
        raise UsageError("--patient waits for answers, and --auto asks for none", hint="Choose one of the two.")
    if options.patient and not (keys or voice or others):
        raise UsageError(
            "--patient waits until you answer, and here nothing can be answered",
            hint=f"Play it in a terminal, or with --listen{' --no-music' * music}.",
        )
    answers: Answers | None = None
    if not options.auto:
        answers = "voice" if voice else "key" if keys else None
    return options.compile(routine, settings, answers)


def _prepared(plan: Plan, options: SessionOptions, progress: Progress, tell: Messages) -> Live:
    """Speak `plan`; return the timeline that the session plays and its commands change."""
    from voiceguide.session.live import Live
    from voiceguide.voices import narrator

    voice = narrator.requested_voice(plan, options.voice)
    narrated = narrator.Narrator(voice, options.voice_settings)
    return Live(
        plan,
        narrated.speak,
        narrated.speak_in_process,
        voice_settings=options.voice_settings,
        wake_up=options.wake_up,
        progress=progress,
        tell=tell,
    )


def _kept(options: SessionOptions, plan: Plan) -> SessionOptions:
    """Return `options` for the journal, with the voice named: `resume` uses the same one even if the config changes."""
    from voiceguide.voices import narrator

    return replace(options, voice=narrator.requested_voice(plan, options.voice).voice)


def _pain_question(plan: Plan, options: SessionOptions, speaker: Speaker, dialog: Dialog, *, aloud: bool) -> AskPain:
    """Return the function that asks how strong the pain is; `aloud` too if the language has words for it."""
    from voiceguide.session import pain

    question = pain.spoken_question(plan, options.voice, options.voice_settings) if aloud else None
    sounding = partial(pain.played_aloud, question, speaker) if question else contextlib.nullcontext

    def ask_pain(when: pain.When) -> int | None:
        with sounding():
            return pain.ask_pain(when, dialog.ask, Shown(plan.metadata.language))

    return ask_pain


def _perform(stage: _Stage, log: Observer) -> int:
    """Play until the end, or until the listener stops it; return how often the device had no sound to play."""
    live, io = stage.live, stage.io
    with contextlib.ExitStack() as stack:
        screen = stack.enter_context(
            choose(live.timeline.metadata, _hints(stage), quiet=io.quiet, lines=io.lines, still=io.reduced_motion)
        )
        stack.enter_context(stage.tell.sent_to(screen.tell))
        stack.callback(live.close)
        ears = stack.enter_context(_ears(stage)) if io.listen and stage.speaker.live else None
        controls = [*_silent_controls(stack, stage), *([ears] if ears else [])]
        speaker = opening.reconnecting(
            stage.speaker,
            io.speaker,
            device=io.device,
            latency=io.latency,
            tell=stage.tell,
            stopped=lambda: any(command is Command.STOP for control in controls for command in control.poll()),
        )
        played = _blocks(stage, speaker, controls, screen, [log, screen, *controls])
        heard = ears.watch(played, speaker.latency / TIMELINE_RATE.hz) if ears else played
        speaker.play(live.timeline, blocks.keep_awake(heard))
    if speaker.underruns:
        stage.dialog.report_underruns(speaker.underruns)
    return speaker.underruns


def _blocks(
    stage: _Stage, sink: Sink, controls: Sequence[Control], screen: Screen, observers: Iterable[Observer]
) -> Iterator[Block]:
    """Yield all that `sink` plays: the countdown, the sound that wakes headsets, and the session."""
    for control in controls:
        control.poll()  # drops the keys pressed before the session
    rate = stage.live.timeline.rate
    lead = rate.frame(Fraction(stage.io.start_in or 0))
    if (yield from blocks.count_down(lead, rate.hz, sink, controls, screen)):
        if stage.begin and stage.options.wake_up:
            yield from blocks.wake_headset(sink)
        yield from watch(_session(stage, sink, controls), sink.latency, observers)


def _session(stage: _Stage, sink: Sink, controls: Sequence[Control]) -> Iterator[Played]:
    timeline, begin = stage.live.timeline, stage.begin
    # A listener who begins at a hold has just typed a command, and needs the same time as after a pause.
    landing = begun_again(timeline, begin) if begin and stage.speaker.live else Landing(begin)
    return perform(
        timeline,
        commands=lambda: [command for control in controls for command in control.poll()],
        changes=stage.live,
        replies=stage.live.replies,
        begin=landing.at,
        lead_in=landing.lead_in,
        channels=sink.channels,
        block=sink.frames,
        latency=sink.latency,
    )


def _silent_controls(stack: contextlib.ExitStack, stage: _Stage) -> Iterator[Control]:
    """Yield the controls that need no microphone, open until `stack` closes."""
    if stage.speaker.live:
        from voiceguide.controls.media import MediaKeys
        from voiceguide.controls.sleep import Sleep

        yield stack.enter_context(MediaKeys())
        yield Sleep(stage.tell)
    for control in stage.controls:
        yield stack.enter_context(control.telling(stage.tell))


def _ears(stage: _Stage) -> Ears:
    from voiceguide.controls.ears.control import Ears

    ready = {"ready": _OVER_MUSIC} if stage.live.timeline.bed else {}
    return Ears(stage.io.microphone, tell=stage.tell, **ready)


def _hints(stage: _Stage) -> Hints:
    shown, listening = Shown(stage.live.timeline.metadata.language), stage.io.listen
    answer = shown["press-any-key"] if stage.keys else ""
    if listening and not stage.live.timeline.bed:
        answer = shown["say-or-press" if stage.keys else "say-ready"]
    if stage.options.auto:  # the session asks for no answer
        answer = ""
    if not stage.keys:
        return Hints(answer=answer, resume=shown["say-continue"] if listening else "")
    return Hints(answer=answer, resume=shown["press-space"], keys=shown["keys"])
