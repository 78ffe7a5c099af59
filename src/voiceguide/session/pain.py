"""Ask the listener how strong the pain is, on the screen and aloud: the listener may have lain down already."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from voiceguide import pipeline
from voiceguide.background import Task
from voiceguide.errors import DeviceError, RoutineError
from voiceguide.plan.waiting import phrase_plan
from voiceguide.playback.contracts import Command, Control
from voiceguide.timeline.shown import Shown

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

    from voiceguide.plan.model import Plan
    from voiceguide.playback.contracts import Speaker
    from voiceguide.speech.voice_settings import VoiceSettings
    from voiceguide.timeline.model import Timeline

When = Literal["before", "after"]

_STRONGEST = 10
_ENGLISH = Shown()
_JOIN_SECONDS = 2.0


def ask_pain(when: When, ask: Callable[[str], str], shown: Shown = _ENGLISH) -> int | None:
    """Ask how strong the pain is `when`, in the words of `shown`; return 0 to 10, or None for an empty answer.

    `ask` puts the question to the listener and returns the answer. It asks again after an answer outside the scale.
    """
    key = f"pain-{when}"
    while answer := ask(f"{shown['pain-skips'].format(question=shown[key])} ").strip():
        if re.fullmatch(r"\d{1,2}", answer) and int(answer) <= _STRONGEST:  # the digits of any script
            return int(answer)
        key = _question_again(answer)
    return None


def _question_again(answer: str) -> str:
    """Return the key of the question after `answer`, which isn't on the scale."""
    if answer.isdecimal():
        return "pain-ends"
    return "pain-begins" if answer.removeprefix("-").isdecimal() else "pain-whole"


def spoken_question(plan: Plan, voice: str, voice_settings: VoiceSettings) -> Timeline | None:
    """Return the question, spoken by `voice` in the language of `plan`; None if the program has no words in it."""
    try:
        return pipeline.build_timeline(
            phrase_plan(plan, "how-is-the-pain"), voice, voice_settings=voice_settings, wake_up=False
        )
    except RoutineError:
        return None


@contextlib.contextmanager
def played_aloud(question: Timeline, speaker: Speaker) -> Iterator[None]:
    """Play `question` while the body runs, and stop it when the body ends.

    If the device fails the listener hears nothing; the question is still on the screen.
    """

    def play(answered: threading.Event) -> None:
        with contextlib.suppress(DeviceError):
            pipeline.play(question, speaker, _StopWhen(answered))

    playing = Task(play, name="voiceguide-question")
    playing.start()
    try:
        yield
    finally:
        playing.stop(_JOIN_SECONDS)


@dataclass(frozen=True, slots=True)
class _StopWhen(Control):
    """A control that stops the playback when `answered` is set."""

    answered: threading.Event

    def poll(self) -> tuple[Command, ...]:
        return (Command.STOP,) if self.answered.is_set() else ()
