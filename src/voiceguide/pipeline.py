"""READ FIRST: how a routine becomes sound, one function for each stage.

    load            a name or a path      -> Routine     routine/
    compile         Routine + settings    -> Plan        plan/
    build_timeline  Plan + a voice        -> Timeline    voices/, speech/, timeline/
    export          Timeline              -> a file      playback/, files/
    play            Timeline + commands   -> an ear      playback/, speakers/, controls/

Nothing flows back: each stage takes the frozen value of the one before. A live session is in `session/`.
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

# Each stage is imported where it is used: `check` needs no speech, a cached session no engine, `--help` nothing.


def load(source: str, language: str | None = None) -> Routine:
    """Return the routine that `source` names: a file's path, a built-in's name, or '-' for standard input.

    `language` takes its translation. Raise `RoutineError` with every problem of the file, `FileError`, or `UsageError`
    for an unknown name or a language that the routine isn't in.

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
    """Return the plan of `routine` with `given` settings as written ('10 s').

    `safety` speaks the safety texts first, `music` keeps the routine's music. `answers` tells the listener at the first
    wait how to answer: with a 'key', or by 'voice' too. A `patient` wait asks again instead of ending by itself.
    `wait_each` waits before every hold. Raise `UsageError` or `RoutineError` for a setting that doesn't fit.

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

    '' takes the voice of the listener's config, or the author's, or else 'auto', the best one here for the plan's
    language. If that engine fails, the next best one speaks, and the logger 'voiceguide' warns. `progress(done, total)`
    counts the cues that the cache doesn't have. Raise `EngineError` for a named voice that can't speak, or
    `RoutineError` if speech is longer than its hold.

    >>> build_timeline(compile(load("box-breathing")), "none").marks[0].label
    'Before you start'
    """
    from voiceguide.timeline.layout import lay_out
    from voiceguide.voices import narrator

    clips = narrator.Narrator(narrator.requested_voice(plan, voice), voice_settings).speak(plan, progress=progress)
    return lay_out(plan, clips, wake_up=wake_up, voice_settings=voice_settings)


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
    """Write `timeline` to `path`, whose suffix names the kind; `captions` are the kinds to write beside it.

    `bit_rate` is in bits a second. `chapters` is what a player lists. `cover` draws one for a routine without a
    picture. `progress(done, total)` counts frames. Raise `UsageError` for an unknown suffix or an option that the kind
    doesn't have, and `FileError`, also if it would overwrite a file of the routine.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     export(build_timeline(compile(load("box-breathing")), "none"), Path(folder, "box.wav"), mono=True)
    ...     [path.name for path in Path(folder).iterdir()]
    ['box.wav']
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
