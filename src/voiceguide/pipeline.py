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

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from voiceguide.plan.model import Plan
    from voiceguide.playback.contracts import Control, Sink
    from voiceguide.routine.model import Routine
    from voiceguide.timeline.model import Timeline

    Progress = Callable[[int, int], None]


def load(source: str) -> Routine:
    """Return the routine that `source` names: a file's path, a built-in's name, or '-' for standard input."""
    raise NotImplementedError


def arrange(
    routine: Routine, given: Mapping[str, str] | None = None, *, safety: bool = True, answers: bool = False
) -> Plan:
    """Return the plan of `routine` with `given` settings as written ('10 s').

    `safety` speaks the safety texts first; `answers` tells the listener at the first wait how to answer.
    Raise `UsageError` for a setting that doesn't fit, `RoutineError` for what only shows once values are known.
    """
    raise NotImplementedError


def render(
    plan: Plan, voice: str = "hibari", *, wake_up: bool = True, progress: Progress | None = None
) -> Timeline:
    """Return the timeline of `plan` spoken by `voice` ('ENGINE' or 'ENGINE:NAME').

    `progress(done, total)` is called once a cue rendered (not for cached ones). Raise `EngineError`, or
    `RoutineError` where speech turns out too long for the hold it stands in.
    """
    raise NotImplementedError


def estimate(plan: Plan) -> Timeline:
    """Return the timeline of `plan` with the length of speech guessed from its text; no engine is started."""
    raise NotImplementedError


def export(
    timeline: Timeline, path: Path, *, mono: bool = False, captions: bool = False, progress: Progress | None = None
) -> None:
    """Write `timeline` to `path`, whose suffix names the kind; `captions` writes a .vtt beside it.

    `progress(done, total)` counts frames. Raise `UsageError` for an unknown suffix (listing the known), `FileError`.
    """
    raise NotImplementedError


def play(timeline: Timeline, sink: Sink, control: Control | None = None, *, begin: int = 0) -> None:
    """Play `timeline` from frame `begin` into `sink`; without a `control`, a session waits as a file does."""
    raise NotImplementedError


def open_speaker(name: str | None = None, *, device: str | None = None) -> Sink:
    """Return the speaker called `name`, or the best one here: sounddevice where PortAudio is, else miniaudio.

    Raise `DeviceError` when nothing here can play.
    """
    raise NotImplementedError
