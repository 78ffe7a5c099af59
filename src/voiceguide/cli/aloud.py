"""A question on the screen -> the same aloud, beside whoever answers it: they may have lain down where they are."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voiceguide import pipeline
from voiceguide.background import Task
from voiceguide.errors import DeviceError
from voiceguide.playback.contracts import Command, Control

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

    from voiceguide.playback.contracts import Speaker
    from voiceguide.timeline.model import Timeline

_LONGEST_GOODBYE_SECONDS = 2.0


@contextlib.contextmanager
def aloud(question: Timeline, speaker: Speaker) -> Iterator[None]:
    """Let `question` be heard from `speaker` while the body runs; it breaks off when that is over.

    Where the device fails nothing is heard: the question stands on the screen.
    """

    def ask(answered: threading.Event) -> None:
        with contextlib.suppress(DeviceError):
            pipeline.play(question, speaker, _StopWhen(answered))

    asking = Task(ask, name="voiceguide-question")
    asking.start()
    try:
        yield
    finally:
        asking.stop(_LONGEST_GOODBYE_SECONDS)


@dataclass(frozen=True, slots=True)
class _StopWhen(Control):
    """A control that stops the playback when `answered` is set."""

    answered: threading.Event

    def poll(self) -> tuple[Command, ...]:
        return (Command.STOP,) if self.answered.is_set() else ()
