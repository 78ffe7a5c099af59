"""A mark, a pause, a message -> the line that tells it: for eyes that skim, or for a voice that reads it all aloud."""

from dataclasses import dataclass
from typing import Protocol

from voiceguide.printable import printable
from voiceguide.screen.hints import Hints
from voiceguide.screen.view import capital, place
from voiceguide.timeline.model import Mark

_LAST_SECONDS = 5


class Wording(Protocol):
    """How lines are worded; '' is no line. Counts stand side by side on one line where `together`."""

    @property
    def together(self) -> bool:
        """Whether counts share a line."""
        ...

    def mark(self, mark: Mark) -> str:
        """Return the line of `mark`, which isn't a count."""
        ...

    def turn(self, *, paused: bool) -> str:
        """Return the line of a pause, or of its end."""
        ...

    def tell(self, text: str) -> str:
        """Return the line of a message."""
        ...

    def start(self, seconds: int, *, first: bool) -> str:
        """Return the line that the session starts in `seconds`, before a count that stands `together`."""
        ...


@dataclass(frozen=True, slots=True)
class Skimmed:
    """Lines for eyes: chapters stand out, bold where `color`; what is heard stands under them; counts in a row."""

    hints: Hints
    color: bool = False
    together = True

    def mark(self, mark: Mark) -> str:
        """Return the line of `mark`, which isn't a count."""
        label = printable(mark.label)
        if mark.kind == "chapter":
            return f"\n\x1b[1m{label}\x1b[0m" if self.color else f"\n{label}"
        if mark.kind == "caption":
            return f"  {label}"
        if not _has_line(mark):
            return ""
        asks = mark.facts.look == "wait" and self.hints.answer
        return f"  ({label}; {self.hints.answer})" if asks else f"  ({label})"

    def turn(self, *, paused: bool) -> str:
        """Return the line of a pause; its end shows by itself."""
        if not paused:
            return ""
        return f"  Paused: {self.hints.resume}." if self.hints.resume else "  Paused."

    def tell(self, text: str) -> str:
        """Return the line of a message."""
        return f"  {printable(text)}"

    def start(self, seconds: int, *, first: bool) -> str:  # noqa: ARG002 - the count says how many
        """Return what stands before the count."""
        return "Starting in" if first else ""


@dataclass(frozen=True, slots=True)
class ReadAloud:
    """Lines for screen readers and braille: each whole, in words, and nothing drawn with spaces."""

    hints: Hints
    together = False

    def mark(self, mark: Mark) -> str:
        """Return the line of `mark`, which isn't a count."""
        label = printable(mark.label)
        if mark.kind == "chapter":
            return f"Section: {label}."
        if mark.kind == "caption":
            return label
        if not _has_line(mark):
            return ""
        step = f"{', '.join(part for part in (capital(label), place(mark.context).lower()) if part)}."
        asks = mark.facts.look == "wait" and self.hints.answer
        return f"{step} {capital(self.hints.answer)}." if asks else step

    def turn(self, *, paused: bool) -> str:
        """Return the line of a pause, or of its end."""
        if not paused:
            return "On we go."
        return f"Paused. {capital(self.hints.resume)}." if self.hints.resume else "Paused."

    def tell(self, text: str) -> str:
        """Return the line of a message."""
        return printable(text)

    def start(self, seconds: int, *, first: bool) -> str:
        """Return the line of a countdown; not each second has one: nobody could listen to that."""
        return f"Starting in {seconds} s." if first or seconds % 10 == 0 or seconds <= _LAST_SECONDS else ""


def _has_line(step: Mark) -> bool:
    """Return whether `step` has a line. Speech and phases have none: their words are lines already."""
    return bool(step.facts.word) and step.facts.look != "phase"
