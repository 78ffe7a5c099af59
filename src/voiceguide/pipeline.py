"""READ FIRST: how a routine becomes sound, with one function for each stage.

    load            a name or a path      -> Routine     routine/
    compile         Routine + settings    -> Plan        plan/
    build_timeline  Plan + a voice        -> Timeline    voices/, speech/, timeline/
    export          Timeline              -> a file      playback/, files/
    play            Timeline + commands   -> sound       playback/, speakers/, controls/

Each stage takes the frozen value of the stage before, and nothing flows back. A live session is in `session/`. A
function imports its stage: `check` needs no speech, a cached session no engine, `--help` nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceguide.speech.voice_settings import DEFAULT, VoiceSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from voiceguide.files.filing import Captions, Chaptering, Progress
    from voiceguide.plan.model import Plan
    from voiceguide.plan.waiting import Answers
    from voiceguide.playback.contracts import Control, Sink
    from voiceguide.routine.model import Routine
    from voiceguide.timeline.model import Timeline


def load(source: str, language: str | None = None) -> Routine:
    """Return the routine `source`: a path, the name of a built-in, or '-' for standard input; translated to `language`.

    Raise `RoutineError` with all problems of the file, `FileError`, or `UsageError` for an unknown name or language.

    >>> load("box-breathing").title
    'Box breathing'
    """
    from voiceguide.routine import library

    return library.load(source, language)


def compile(  # noqa: PLR0913 - all that a listener may choose
    routine: Routine,
    given: Mapping[str, str] | None = None,
    *,
    safety: bool = True,
    music: bool = True,
    answers: Answers | None = None,
    patient: bool = False,
    wait_each: bool = False,
) -> Plan:
    """Return the plan of `routine` with `safety` texts and `music`; `given` are settings as written ('10 s').

    `answers` says at the first wait how to answer: by 'key' or also by 'voice'. `patient` waits ask again, and don't
    end by themselves. `wait_each` waits before every hold. Raise `UsageError` or `RoutineError` for a wrong setting.

    >>> compile(load("lower-back"), {"hold": "10 s"}).metadata.title
    'Lower-back trigger point routine'
    """
    from voiceguide.plan import waiting
    from voiceguide.plan.compile import compile_plan
    from voiceguide.routine.settings import chosen

    plan = compile_plan(routine, chosen(routine, given or {}), safety=safety, music=music)
    return waiting.adapted(plan, answers, repeat=patient, wait_each=wait_each)


def build_timeline(
    plan: Plan,
    voice: str = "",
    *,
    voice_settings: VoiceSettings = DEFAULT,
    wake_up: bool = True,
    progress: Progress | None = None,
) -> Timeline:
    """Return the timeline of `plan` spoken by `voice`: 'ENGINE', 'ENGINE:NAME', 'auto', or 'none' for tones.

    '' is the voice of the listener's config, or of the author, or 'auto', the best one for the plan's language. If its
    engine fails, the next best one speaks, and the logger 'voiceguide' warns. `progress(done, total)` counts the cues
    that aren't cached. Raise `EngineError` if a named voice can't speak, `RoutineError` if a hold is too short.

    >>> build_timeline(compile(load("box-breathing")), "none").marks[0].label
    'Before you start'
    """
    from voiceguide.timeline.layout import speak_and_lay_out
    from voiceguide.timeline.lead_in import needed
    from voiceguide.voices import narrator

    speak = narrator.Narrator(narrator.requested_voice(plan, voice), voice_settings).speak
    _, timeline = speak_and_lay_out(plan, speak, needed(plan), progress, wake_up=wake_up, voice_settings=voice_settings)
    return timeline


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
    """Write `timeline` to `path`, whose suffix names the kind, with files of `captions` beside it.

    `bit_rate` is in bits a second, `chapters` what a player lists, `progress(done, total)` counts frames; `cover` draws
    a missing one. Raise `UsageError` for an impossible choice, and `FileError`, also for a file of the routine itself.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export(build_timeline(compile(load("box-breathing")), "none"), pathlib.Path(folder, "box.wav"))
    """
    from voiceguide.files import filing
    from voiceguide.files.captions import write_beside

    kinds = tuple(captions)
    sink = filing.file_sink(path, mono=mono, bit_rate=bit_rate, chapters=chapters, cover=cover)
    filing.check_writable(sink, path, timeline.metadata, kinds)
    filing.write(timeline, sink, progress)
    write_beside(timeline, path, kinds, chapters)


def play(timeline: Timeline, sink: Sink, control: Control | None = None, *, begin: int = 0) -> None:
    """Play `timeline` from frame `begin` into `sink`; without a `control`, each wait lasts as long as in a file.

    >>> from voiceguide.testing import MemorySink
    >>> play(build_timeline(compile(load("box-breathing")), "none"), MemorySink())
    """
    from voiceguide.playback.session import perform

    commands = control.poll if control else tuple
    blocks = perform(
        timeline, commands=commands, begin=begin, channels=sink.channels, block=sink.frames, latency=sink.latency
    )
    sink.play(timeline, blocks)
