"""A question on the screen -> the same aloud, beside whoever answers it: they may have lain down where they are."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from voiceguide import pipeline
from voiceguide.errors import DeviceError
from voiceguide.playback.contracts import Command, Control

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voiceguide.playback.contracts import Speaker
    from voiceguide.timeline.model import Timeline

_LONGEST_GOODBYE_SECONDS = 2.0


@contextlib.contextmanager
def aloud(question: Timeline, speaker: Speaker) -> Iterator[None]:
    """Let `question` be heard from `speaker` while the body runs; it breaks off when that is over.

    Where the device fails nothing is heard: the question stands on the screen.
    """
    answered = _Answered()

    def ask() -> None:
        with contextlib.suppress(DeviceError):
            pipeline.play(question, speaker, answered)

    asking = threading.Thread(target=ask, name="voiceguide-question", daemon=True)
    asking.start()
    try:
        yield
    finally:
        answered.over.set()
        asking.join(_LONGEST_GOODBYE_SECONDS)


class _Answered(Control):
    """A control that stops as soon as it is `over`."""

    def __init__(self) -> None:
        self.over = threading.Event()

    def poll(self) -> tuple[Command, ...]:
        return (Command.STOP,) if self.over.is_set() else ()
