"""READ FIRST: how a routine becomes sound, one function for each stage.

    load            a name or a path      -> Routine     routine/
    compile         Routine + settings    -> Plan        plan/
    build_timeline  Plan + a voice        -> Timeline    voices/, speech/, timeline/
    export          Timeline              -> a file      playback/, files/
    play            Timeline + commands   -> an ear      playback/, speakers/, controls/

Nothing flows back: each stage takes the frozen value of the one before.
"""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from voiceguide import filing, plugins
from voiceguide.errors import DeviceError, RoutineError
from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from fractions import Fraction
    from pathlib import Path

    from voiceguide.audio import Block
    from voiceguide.files.choices import Captions, Chaptering
    from voiceguide.live import Live
    from voiceguide.plan.model import Plan
    from voiceguide.plan.waiting import Answers
    from voiceguide.playback.contracts import Control, Observer, Played, Sink, Speaker
    from voiceguide.routine.model import Routine
    from voiceguide.speakers.reconnecting import ReconnectingSpeaker
    from voiceguide.timeline.model import Timeline

    Progress = Callable[[int, int], None]

SPEAKERS = ("sounddevice", "miniaudio")
"""The speakers tried when none is named, best first."""

file_sink = filing.file_sink

# Each stage is imported where it is used: `check` needs no speech, a cached session no engine, `--help` nothing.


def load(source: str, language: str | None = None) -> Routine:
    """Return the routine that `source` names: a file's path, a built-in's name, or '-' for standard input.

    With a `language` it is that routine's translation. Raise `RoutineError` with every problem of the file,
    `FileError`, or `UsageError` for an unknown name or a language that the routine isn't in.

    >>> load("box-breathing").title
    'Box breathing'
    """
    from voiceguide.routine import library

    return library.load(source, language)


def compile(  # noqa: PLR0913 - all that a listener may choose of how a routine is gone through
    routine: Routine,
    given: Mapping[str, str] | None = None,
    *,
    safety: bool = True,
    music: bool = True,
    answers: Answers | None = None,
    patient: bool = False,
    wait_each: bool = False,
) -> Plan:
    """Return the plan of `routine` with `given` settings as written ('10 s').

    `safety` speaks the safety texts first, `music` keeps the routine's music. `answers` tells the listener at the first
    wait how to answer: with a 'key', or by 'voice' too. A `patient` wait asks again instead of ending by itself.
    `wait_each` waits before every hold. Raise `UsageError` for a setting that doesn't fit, `RoutineError` for what
    only shows once values are known.

    >>> plan = compile(load("lower-back"), {"hold": "10 s"}, safety=False)
    >>> plan.metadata.title, len(plan.events) > 20
    ('Lower-back trigger point routine', True)
    """
    from voiceguide.plan import waiting
    from voiceguide.plan.compile import compile_plan
    from voiceguide.routine.settings import chosen

    plan = compile_plan(routine, chosen(routine, given or {}), safety=safety, music=music)
    if wait_each:
        plan = waiting.with_wait_before_holds(plan)
    if patient:
        plan = waiting.repeating(plan)
    return waiting.answered(plan, answers) if answers else plan


def build_timeline(
    plan: Plan,
    voice: str = "",
    *,
    voice_settings: VoiceSettings = DEFAULT,
    wake_up: bool = True,
    progress: Progress | None = None,
) -> Timeline:
    """Return the timeline of `plan` spoken by `voice`: 'ENGINE', 'ENGINE:NAME', 'auto', or 'none' for tones.

    '' is the voice that the listener's config names, or the author, or else 'auto', the best one here for the plan's
    language. Where that breaks, the next best speaks, and a warning of the logger 'voiceguide' says so.
    `voice_settings` say how fast and how loud. `progress(done, total)` is called once a cue rendered (not for cached
    ones). Raise `EngineError` for a voice that is named and can't speak, or `RoutineError` where speech turns out too
    long for the hold it stands in.

    >>> timeline = build_timeline(compile(load("box-breathing")), "none")
    >>> timeline.marks[0].label
    'Before you start'
    """
    from voiceguide.timeline.layout import lay_out
    from voiceguide.voices import narrator

    clips = narrator.Narrator(narrator.requested_voice(plan, voice), voice_settings).speak(plan, progress=progress)
    return lay_out(plan, clips, wake_up=wake_up, voice_settings=voice_settings)


def phrase(plan: Plan, key: str, voice: str = "", *, voice_settings: VoiceSettings = DEFAULT) -> Timeline | None:
    """Return the timeline of the phrase `key` alone, in the language and the voice of `plan`; None where it has none.

    The other arguments are those of `build_timeline`. Raise `EngineError`.
    """
    from voiceguide.plan.waiting import phrase_plan

    try:
        return build_timeline(phrase_plan(plan, key), voice, voice_settings=voice_settings, wake_up=False)
    except RoutineError:  # the language has no words of the program's own
        return None


def prepare_session(
    plan: Plan,
    voice: str = "",
    *,
    voice_settings: VoiceSettings = DEFAULT,
    wake_up: bool = True,
    progress: Progress | None = None,
) -> Live:
    """Return what a session that listens is played from: the timeline of `plan`, which commands may change.

    The other arguments are those of `build_timeline`, and raise what it raises.
    """
    from voiceguide.live import Live
    from voiceguide.voices import narrator

    voiced = narrator.Narrator(narrator.requested_voice(plan, voice), voice_settings)
    return Live(
        plan, voiced.speak, voiced.speak_beside, voice_settings=voice_settings, wake_up=wake_up, progress=progress
    )


def voice_of(plan: Plan, voice: str = "") -> str:
    """Return the voice that `build_timeline` takes for `voice`: itself, or whatever is named elsewhere, or 'auto'.

    Raise `FileError` for a slip in the listener's config.
    """
    from voiceguide.voices import narrator

    return narrator.requested_voice(plan, voice).voice


def estimate(plan: Plan, *, rate: float = 1.0) -> Timeline:
    """Return the timeline of `plan` with the length of speech at `rate` guessed from its text; no engine is started.

    >>> timeline = estimate(compile(load("box-breathing")))
    >>> timeline.length // timeline.rate.hz // 60  # whole minutes
    3
    """
    from voiceguide.speech.clips import estimate as guess
    from voiceguide.speech.phrases import Book
    from voiceguide.timeline.layout import lay_out

    return lay_out(plan, guess(plan, Book(plan.metadata.language), rate))


def export(  # noqa: PLR0913 - all that a file may be
    timeline: Timeline,
    path: Path,
    *,
    mono: bool = False,
    bit_rate: int | None = None,
    chapters: Chaptering = "sections",
    cover: bool = True,
    captions: Iterable[Captions] = (),
    progress: Progress | None = None,
) -> None:
    """Write `timeline` to `path`, whose suffix names the kind; `captions` are the kinds that are written beside it.

    `bit_rate` is in bits a second, None for the kind's own. `chapters` is what a player lists. `cover` draws
    one for a routine without a picture. `progress(done, total)` counts frames. Raise `UsageError` for an unknown suffix
    (listing the known) or a wish that the kind can't fulfil, and `FileError`, also where a file would overwrite one
    that the routine is made from.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     export(build_timeline(compile(load("box-breathing")), "none"), Path(folder, "box.wav"), mono=True)
    ...     [path.name for path in Path(folder).iterdir()]
    ['box.wav']
    """
    kinds = tuple(captions)
    sink = file_sink(path, mono=mono, bit_rate=bit_rate, chapters=chapters, cover=cover)
    filing.check_writable(sink, path, timeline.metadata, kinds)
    write(timeline, sink, progress)
    write_captions(timeline, path, kinds, chapters)


def write(timeline: Timeline, sink: Sink, progress: Progress | None = None) -> None:
    """Write the whole of `timeline` into `sink`, which `file_sink` gave; `progress(done, total)` counts frames."""
    from voiceguide.playback.session import perform

    blocks = perform(timeline, channels=sink.channels, block=sink.frames)
    sink.play(timeline, _watched(blocks, timeline.length, progress) if progress else blocks)


def write_captions(
    timeline: Timeline, path: Path, kinds: Iterable[Captions], chapters: Chaptering = "sections"
) -> list[Path]:
    """Write captions of each of `kinds` beside the file at `path`; return where they lie. Raise `FileError`."""
    from voiceguide.files import captions

    return captions.write_beside(timeline, path, kinds, chapters)


def play(timeline: Timeline, sink: Sink, control: Control | None = None, *, begin: int = 0) -> None:
    """Play `timeline` from frame `begin` into `sink`; without a `control`, a session waits as a file does.

    >>> from voiceguide.playback.contracts import Command
    >>> from voiceguide.testing import MemorySink, ScriptedControl
    >>> timeline, sink = estimate(compile(load("box-breathing"))), MemorySink()
    >>> play(timeline, sink, ScriptedControl({3: Command.STOP}))
    >>> len(sink.heard) < timeline.length
    True
    """
    from voiceguide.playback.session import perform

    commands = control.poll if control else tuple
    blocks = perform(
        timeline, commands=commands, begin=begin, channels=sink.channels, block=sink.frames, latency=sink.latency
    )
    sink.play(timeline, blocks)


def session(
    live: Live, sink: Sink, controls: Iterable[Control], observers: Iterable[Observer] = (), *, begin: int = 0
) -> Iterator[Played]:
    """Return the blocks of a session for `sink`, from frame `begin`; `controls` command it and `observers` see it."""
    from voiceguide.playback.session import perform
    from voiceguide.playback.watch import watch

    played = perform(
        live.timeline,
        commands=lambda: [command for control in controls for command in control.poll()],
        changes=live,
        replies=live.replies,
        begin=begin,
        channels=sink.channels,
        block=sink.frames,
        latency=sink.latency,
    )
    return watch(played, sink.latency, observers)


def open_speaker(
    name: str | None = None, *, device: str | None = None, latency: Fraction | float | None = None
) -> Speaker:
    """Return the speaker called `name`, or the first of `SPEAKERS` that can play here.

    `latency` is how many seconds the ear is behind, 0.05 to 2, each speaker's own (0.2) if None. Raise `UsageError`
    for another one, and `DeviceError` when nothing here can play, with each one's reason.

    >>> open_speaker("gramophone")
    Traceback (most recent call last):
    voiceguide.errors.UsageError: no speaker is called 'gramophone'
    """
    from voiceguide.speakers.threads import with_timeout

    return with_timeout(partial(_open, name, device, latency))


def steady(  # noqa: PLR0913 - how the speaker was opened, and who is told
    speaker: Speaker,
    name: str | None = None,
    *,
    device: str | None = None,
    latency: Fraction | float | None = None,
    tell: Callable[[str], object],
    stopped: Callable[[], bool] = lambda: False,
) -> Speaker | ReconnectingSpeaker:
    """Return `speaker`, which `open_speaker` gave for the same words, made to go on when its device was gone.

    `tell` is given a line when the sound stops and when it goes on; `stopped` is asked meanwhile whether to end. One
    that isn't live is returned as it is.
    """
    from voiceguide.speakers.reconnecting import ReconnectingSpeaker

    if not speaker.live:
        return speaker

    def reopen() -> Speaker:
        return _open(name, device, latency)

    def elsewhere() -> tuple[str, Speaker]:
        for tried in [name] if name else SPEAKERS:
            with contextlib.suppress(DeviceError):
                for other, _ in plugins.load(plugins.SPEAKERS, tried).devices():
                    with contextlib.suppress(DeviceError):
                        return other, _open(tried, other, latency)
        raise DeviceError("there is no other device")

    return ReconnectingSpeaker(speaker, reopen, None if device else elsewhere, tell=tell, stopped=stopped)


def _open(name: str | None, device: str | None, latency: Fraction | float | None) -> Speaker:
    if name:
        chosen = {} if latency is None else {"latency_seconds": float(latency)}
        speaker: Speaker = plugins.load(plugins.SPEAKERS, name)(device, **chosen)
        return speaker
    errors: dict[str, DeviceError] = {}
    for tried in SPEAKERS:
        try:
            return _open(tried, device, latency)
        except DeviceError as error:
            errors[tried] = error
    for refused in errors.values():
        if device and device in refused.message:
            raise refused  # it looked for the device, and says which there are
    reasons = "; ".join(f"{tried}: {refused.message}" for tried, refused in errors.items())
    raise DeviceError(f"nothing here can play sound ({reasons})")


def _watched(blocks: Iterable[Block], total: int, progress: Progress) -> Iterator[Block]:
    done = 0
    for block in blocks:
        yield block
        done += len(block)
        progress(done, total)
