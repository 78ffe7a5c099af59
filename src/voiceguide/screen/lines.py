"""Shows a session as plain lines, each when the listener hears what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TextIO

from voiceguide.background import InOrder
from voiceguide.playback.contracts import Answer
from voiceguide.screen.terminal import writer
from voiceguide.screen.wording import understood

if TYPE_CHECKING:
    from types import TracebackType

    from voiceguide.playback.contracts import Now
    from voiceguide.screen.wording import Wording


class Lines:
    """Prints the lines of `wording` to `stream`.

    A thread prints them, so that a stopped terminal doesn't stop the sound. The end of the `with` block waits for it.
    If printing fails, for example to a closed pipe, a later call raises the error.
    """

    def __init__(self, stream: TextIO, wording: Wording) -> None:
        self._printer: InOrder[str] = InOrder(writer(stream), name="voiceguide-screen")
        self._wording = wording
        self._paused = False
        self._starting = False
        self._counting = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or issubclass(kind, KeyboardInterrupt):
            self._end_count()
        if kind is None:
            self._printer.close(timeout_seconds=None)
            self._raise_error()

    def see(self, now: Now) -> None:
        """Print what the listener begins to hear, the answers, and pauses."""
        for mark in now.marks:
            if mark.kind == "caption" and mark.label.isdecimal():
                self._number(mark.label)
            else:
                self._line(self._wording.mark(mark))
        for answered in now.answered:
            if answered.answer not in (None, Answer.PAUSED):  # a pause has its own line
                self.tell(understood(answered, now.timeline.metadata.language))
        if now.paused != self._paused:
            self._paused = now.paused
            self._line(self._wording.turn(paused=now.paused))

    def tell(self, text: str) -> None:
        """Print `text`."""
        self._line(self._wording.tell(text))

    def count(self, seconds: int) -> None:
        """Print that the session starts in `seconds`."""
        self._line(self._wording.start(seconds, first=not self._starting))
        self._starting = True
        if self._wording.together:
            self._number(str(seconds))

    def _print(self, text: str) -> None:
        self._raise_error()
        self._printer.put(text)

    def _raise_error(self) -> None:
        if self._printer.error:
            raise self._printer.error

    def _number(self, text: str) -> None:
        if not self._wording.together:
            self._line(text)
            return
        self._print(f" {text}" if self._counting else f"  {text}")
        self._counting = True

    def _line(self, text: str) -> None:
        if text:
            self._end_count()
            self._print(f"{text}\n")

    def _end_count(self) -> None:
        if self._counting:
            self._print("\n")
        self._counting = False
