"""READ FIRST: how a routine becomes sound, one function for each stage.

    load     a name or a path      -> Routine     routine/
    arrange  Routine + settings    -> Plan        plan/
    render   Plan + a voice        -> Timeline    speech/, timeline/
    export   Timeline              -> a file      playback/, sinks/
    play     Timeline + commands   -> an ear      playback/, sinks/, controls/

Nothing flows back: each stage takes the frozen value of the one before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceguide import plugins
from voiceguide.errors import DeviceError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from voiceguide.audio import Block
    from voiceguide.plan.model import Plan
    from voiceguide.playback.contracts import Control, Sink, Speaker
    from voiceguide.routine.model import Routine
    from voiceguide.timeline.model import Timeline

    Progress = Callable[[int, int], None]

DEFAULT_VOICE = "hibari"
SPEAKERS = ("sounddevice", "miniaudio")
"""The speakers tried when none is named, best first."""

# Each stage is imported where it is used: `check` needs no speech, a cached session no engine, `--help` nothing.


def load(source: str) -> Routine:
    """Return the routine that `source` names: a file's path, a built-in's name, or '-' for standard input.

    Raise `RoutineError` with every problem of the file, `FileError`, or `UsageError` for an unknown name.
    """
    from voiceguide.routine import library

    return library.load(source)


def arrange(
    routine: Routine, given: Mapping[str, str] | None = None, *, safety: bool = True, answers: bool = False
) -> Plan:
    """Return the plan of `routine` with `given` settings as written ('10 s').

    `safety` speaks the safety texts first; `answers` tells the listener at the first wait how to answer.
    Raise `UsageError` for a setting that doesn't fit, `RoutineError` for what only shows once values are known.
    """
    from voiceguide.plan.compile import compile_plan
    from voiceguide.routine.settings import chosen

    return compile_plan(routine, chosen(routine, given or {}), safety=safety, answers=answers)


def render(
    plan: Plan, voice: str = DEFAULT_VOICE, *, wake_up: bool = True, progress: Progress | None = None
) -> Timeline:
    """Return the timeline of `plan` spoken by `voice` ('ENGINE' or 'ENGINE:NAME').

    `progress(done, total)` is called once a cue rendered (not for cached ones). Raise `EngineError`, or
    `RoutineError` where speech turns out too long for the hold it stands in.
    """
    from voiceguide.speech.cache import Cache
    from voiceguide.speech.phrases import Book
    from voiceguide.speech.speak import speak
    from voiceguide.timeline.layout import lay_out

    engine_name, _, voice_name = voice.partition(":")
    engine = plugins.load(plugins.ENGINES, engine_name)()
    try:
        clips = speak(plan, engine, Book(plan.about.language), cache=Cache(), voice=voice_name, progress=progress)
    finally:
        engine.close()
    return lay_out(plan, clips, wake_up=wake_up)


def estimate(plan: Plan) -> Timeline:
    """Return the timeline of `plan` with the length of speech guessed from its text; no engine is started."""
    from voiceguide.speech.clips import estimate as guess
    from voiceguide.speech.phrases import Book
    from voiceguide.timeline.layout import lay_out

    return lay_out(plan, guess(plan, Book(plan.about.language)))


def export(
    timeline: Timeline, path: Path, *, mono: bool = False, captions: bool = False, progress: Progress | None = None
) -> None:
    """Write `timeline` to `path`, whose suffix names the kind; `captions` writes a .vtt beside it.

    `progress(done, total)` counts frames. Raise `UsageError` for an unknown suffix (listing the known), `FileError`.
    """
    from voiceguide.playback.session import perform

    sink = file_sink(path, mono=mono)
    blocks = perform(timeline, channels=sink.channels, block=sink.frames)
    sink.play(timeline, _watched(blocks, timeline.length, progress) if progress else blocks)
    if captions:
        from voiceguide.sinks.captions import write_vtt

        write_vtt(timeline, path.with_suffix(".vtt"))


def file_sink(path: Path, *, mono: bool = False) -> Sink:
    """Return the sink that writes `path`; raise `UsageError` when its suffix names no known kind."""
    kind = path.suffix.lower().removeprefix(".")
    known = plugins.names(plugins.SINKS)
    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint=f"Name a file in it: {path / 'NAME.m4a'}")
    if kind not in known:
        listed = ", ".join(f".{name}" for name in known)
        raise UsageError(f"can't tell what kind of file '{path.name}' is", hint=f"Name one that ends in {listed}.")
    sink: Sink = plugins.load(plugins.SINKS, kind)(path, mono=mono)
    return sink


def play(timeline: Timeline, sink: Sink, control: Control | None = None, *, begin: int = 0) -> None:
    """Play `timeline` from frame `begin` into `sink`; without a `control`, a session waits as a file does."""
    sink.play(timeline, blocks(timeline, sink, control, begin=begin))


def blocks(timeline: Timeline, sink: Sink, control: Control | None = None, *, begin: int = 0) -> Iterator[Block]:
    """Return what `play` hands to `sink`, for those who watch a session by wrapping it."""
    from voiceguide.playback.session import perform

    commands = control.poll if control else tuple
    return perform(
        timeline, commands=commands, begin=begin, channels=sink.channels, block=sink.frames, latency=sink.latency
    )


def open_speaker(name: str | None = None, *, device: str | None = None) -> Speaker:
    """Return the speaker called `name`, or the first of `SPEAKERS` that can play here.

    Raise `DeviceError` when nothing here can play, with each one's reason.
    """
    if name:
        speaker: Speaker = plugins.load(plugins.SPEAKERS, name)(device)
        return speaker
    errors: dict[str, DeviceError] = {}
    for tried in SPEAKERS:
        try:
            return open_speaker(tried, device=device)
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
