"""Shows a session as plain lines, each when the listener hears what it says: to skim, or for a screen reader."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TextIO

from voiceguide.background import InOrder
from voiceguide.messages import printable
from voiceguide.playback.contracts import Answer, Now
from voiceguide.screen.terminal import writer
from voiceguide.screen.view import Hints, Screen, understood
from voiceguide.timeline.model import Mark, Timeline
from voiceguide.timeline.shown import Shown, capital, small

_LAST_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Skimmed:
    """Lines to skim: chapters stand out, in bold if `color`; speech is below them; counts share a line."""

    hints: Hints
    color: bool = False
    shown: Shown = field(default_factory=Shown)
    together = True

    def mark(self, mark: Mark, timeline: Timeline) -> str:
        """Return the line of `mark`, which isn't a count; '' if it has none."""
        label = printable(mark.label)
        if mark.kind == "chapter":
            return f"\n\x1b[1m{label}\x1b[0m" if self.color else f"\n{label}"
        if mark.kind == "caption":
            return f"  {label}"
        if not _has_line(mark):
            return ""
        label = printable(small(self.shown.step(timeline, mark)))
        asks = mark.facts.look == "wait" and self.hints.answer
        return f"  ({label}; {self.hints.answer})" if asks else f"  ({label})"

    def turn(self, *, paused: bool) -> str:
        """Return the line of a pause; its end has none."""
        if not paused:
            return ""
        how = self.hints.resume
        return f"  {self.shown['paused-line'].format(how=how) if how else self.shown.phrase('paused')}"

    def tell(self, text: str) -> str:
        """Return the line of a message."""
        return f"  {printable(text)}"

    def start(self, seconds: int, *, first: bool) -> str:  # noqa: ARG002 - the counts follow
        """Return the words before the counts."""
        return self.shown["starting"] if first else ""


@dataclass(frozen=True, slots=True)
class ReadAloud:
    """Lines for screen readers and braille: complete, in words, without layout by spaces."""

    hints: Hints
    shown: Shown = field(default_factory=Shown)
    together = False

    def mark(self, mark: Mark, timeline: Timeline) -> str:
        """Return the line of `mark`, which isn't a count; '' if it has none."""
        label = printable(mark.label)
        if mark.kind == "chapter":
            return self.shown["section-line"].format(title=label)
        if mark.kind == "caption":
            return label
        if not _has_line(mark):
            return ""
        label, place = self.shown.step(timeline, mark), small(self.shown.place(mark.context))
        step = self._sentence(printable(f"{label}, {place}" if place else label))
        asks = mark.facts.look == "wait" and self.hints.answer
        return f"{step} {self._sentence(self.hints.answer)}" if asks else step

    def turn(self, *, paused: bool) -> str:
        """Return the line of a pause, or of its end."""
        if not paused:
            return self.shown["did-resume"]
        words = self.shown.phrase("paused")
        return f"{words} {self._sentence(self.hints.resume)}" if self.hints.resume else words

    def tell(self, text: str) -> str:
        """Return the line of a message."""
        return printable(text)

    def start(self, seconds: int, *, first: bool) -> str:
        """Return the line of a countdown. Only some seconds have one, because a screen reader is slow."""
        if not (first or seconds % 10 == 0 or seconds <= _LAST_SECONDS):
            return ""
        return self.shown["starting-in"].format(time=self.shown.duration(Fraction(seconds)))

    def _sentence(self, text: str) -> str:
        return self.shown["sentence"].format(text=capital(text))


class Lines(Screen):
    """Prints the lines of `wording` to `stream`.

    A thread prints them, so that a stopped terminal doesn't stop the sound. The end of the `with` block waits for it.
    If printing fails, for example to a closed pipe, a later call raises the error.
    """

    def __init__(self, stream: TextIO, wording: Skimmed | ReadAloud) -> None:
        self._printer: InOrder[str] = InOrder(writer(stream), name="voiceguide-screen")
        self._wording = wording
        self._paused = self._leading_in = self._starting = self._counting = False

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or issubclass(kind, KeyboardInterrupt):
            self._end_count()
        if kind is None:
            self._printer.close(timeout_seconds=None)
            self._printer.raise_error()

    def see(self, now: Now) -> None:
        """Print what the listener begins to hear, the answers, and pauses."""
        for mark in now.marks:
            if mark.kind == "caption" and mark.label.isdecimal():
                self._number(mark.label)
            else:
                self._line(self._wording.mark(mark, now.timeline))
        for answered in now.answered:
            if answered.answer not in (None, Answer.PAUSED):  # a pause has its own line
                self.tell(understood(answered, self._wording.shown))
        if now.paused != self._paused:
            self._paused = now.paused
            self._line(self._wording.turn(paused=now.paused))
        if now.leading_in != self._leading_in:
            self._leading_in = now.leading_in
            if now.leading_in:
                self.tell(now.timeline.lead_in.text)

    def tell(self, text: str) -> None:
        """Print `text`."""
        self._line(self._wording.tell(text))

    def count(self, seconds: int) -> None:
        """Print that the session starts in `seconds`."""
        self._line(self._wording.start(seconds, first=not self._starting))
        self._starting = True
        if self._wording.together:
            self._number(str(seconds))

    def _number(self, text: str) -> None:
        if self._wording.together:
            self._print(f" {text}" if self._counting else f"  {text}")
            self._counting = True
        else:
            self._line(text)

    def _line(self, text: str) -> None:
        if text:
            self._end_count()
            self._print(f"{text}\n")

    def _end_count(self) -> None:
        if self._counting:
            self._print("\n")
        self._counting = False

    def _print(self, text: str) -> None:
        self._printer.raise_error()
        self._printer.put(text)


def _has_line(step: Mark) -> bool:
    """Return whether `step` has a line. Speech and phases have none: their words are lines already."""
    return bool(step.facts.word) and step.facts.look != "phase"
