"""Shows a session on the whole terminal: the instruction and the seconds left, readable from three metres."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Self, TextIO

from voiceguide.background import LatestOnly
from voiceguide.screen.terminal import Alternate, size_of
from voiceguide.screen.view import Course, Hints, Screen, View, understood
from voiceguide.timeline.shown import Shown, capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from voiceguide.plan.model import Metadata
    from voiceguide.playback.contracts import Now
    from voiceguide.screen.page import Ink

    Frame = tuple[View, tuple[int, int]]

_MESSAGE_SECONDS = 6.0
_PATIENCE_SECONDS = 0.5


class FullScreen(Screen):
    """Takes the terminal of `stream` while the `with` block runs, and restores it afterwards.

    `metadata` is the routine, `hints` say how the listener can answer. `fine` is True if the terminal has quarter
    blocks. With `still`, only numbers move. `clock` returns seconds. A thread paints what has changed, a few times a
    second at most.
    """

    def __init__(  # noqa: PLR0913 - all options of a screen
        self,
        metadata: Metadata,
        stream: TextIO,
        hints: Hints,
        *,
        fine: bool = True,
        color: bool = True,
        still: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._shown = Shown(metadata.language)
        self._metadata, self._hints, self._still, self._clock = metadata, hints, still, clock
        self._descriptor = stream.fileno()
        self._fine, self._color = fine, color
        self._terminal = Alternate(stream)
        self._painter: LatestOnly[Frame] = LatestOnly(self._paint, name="voiceguide-screen")
        self._ink: Ink | None = None
        self._course: Course | None = None
        self._newest: Frame | None = None
        self._view = View("words", metadata.title, metadata.title, safety=metadata.safety)
        self._message, self._message_until, self._from_tell = "", 0.0, False

    def __enter__(self) -> Self:
        self._terminal.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._terminal.close()
        if kind is None:
            self._painter.close(_PATIENCE_SECONDS)
            self._painter.raise_error()

    def see(self, now: Now) -> None:
        """Show what the listener hears now, if a person would see a difference."""
        if self._course is None or self._course.timeline is not now.timeline:
            self._course = Course(now.timeline)
        for answered in now.answered:
            text = understood(answered, self._shown)
            # The words that the ears recognised say more than the reaction to them. An earlier answer is replaced.
            if text and (answered.answer or not (self._message and self._from_tell)):
                self._note(text, from_tell=False)
        self._view = self._course.look(now, live=bool(self._hints.answer), still=self._still)
        self._show()

    def tell(self, text: str) -> None:
        """Show `text` for a few seconds."""
        self._note(text, from_tell=True)
        self._show()

    def count(self, seconds: int) -> None:
        """Show that the session starts in `seconds`."""
        self._view = View(
            "words", self._metadata.title, self._shown["starting"], seconds=seconds, safety=self._metadata.safety
        )
        self._show()

    def _note(self, text: str, *, from_tell: bool) -> None:
        self._message, self._message_until, self._from_tell = text, self._clock() + _MESSAGE_SECONDS, from_tell

    def _show(self) -> None:
        if self._message and self._clock() >= self._message_until:
            self._message = ""
        frame = (self._hinted(self._view), size_of(self._descriptor))
        if self._terminal.paintable and (frame != self._newest or not self._terminal.shown):
            self._newest = frame
            self._painter.raise_error()
            self._painter.put(frame)

    def _hinted(self, view: View) -> View:
        """Return `view` with the latest message, or with the hint how to go on."""
        if view.kind == "pause" and self._hints.resume:
            view = replace(view, speech=self._sentence(self._hints.resume))
        answer = self._sentence(self._hints.answer) if view.kind == "wait" and self._hints.answer else ""
        return replace(view, message=self._message or answer)

    def _sentence(self, hint: str) -> str:
        return self._shown["sentence"].format(text=capital(hint))

    def _paint(self, frame: Frame) -> None:
        if self._ink is None:
            from voiceguide.screen.page import Ink  # rich; the first blocks of sound don't wait for it

            self._ink = Ink(fine=self._fine, color=self._color, hint=self._hints.keys, coming=self._shown["next"])
        ink, (view, size) = self._ink, frame
        self._terminal.paint(lambda whole: ink.drawn(view, size, whole=whole))
