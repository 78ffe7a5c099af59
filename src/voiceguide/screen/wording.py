"""The words of the screen: lines to skim or to be read aloud, answers, and hints how the listener can answer."""

from dataclasses import dataclass
from typing import Protocol

from voiceguide.errors import UsageError
from voiceguide.messages import printable
from voiceguide.plan.model import Phrase, Words
from voiceguide.playback.contracts import Answered, Command
from voiceguide.screen.view import capital, place
from voiceguide.speech.locales import Book
from voiceguide.timeline.model import Mark

_LAST_SECONDS = 5


class Wording(Protocol):
    """How lines are worded; '' means no line. If `together`, counts share a line."""

    @property
    def together(self) -> bool:
        """True if counts share a line."""
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
        """Return the line that says when the session starts; it precedes the counts if they are `together`."""
        ...


@dataclass(frozen=True, slots=True)
class Hints:
    """How a listener can answer, as parts of sentences without a full stop; '' if they can't.

    `answer` says what ends a wait, such as 'any key goes on', `resume` what ends a pause, and `keys` lists every key.
    """

    answer: str = ""
    resume: str = ""
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Skimmed:
    """Lines to skim: chapters stand out, in bold if `color`; speech is below them; counts share a line."""

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
        """Return the line of a pause; its end has none."""
        if not paused:
            return ""
        return f"  Paused: {self.hints.resume}." if self.hints.resume else "  Paused."

    def tell(self, text: str) -> str:
        """Return the line of a message."""
        return f"  {printable(text)}"

    def start(self, seconds: int, *, first: bool) -> str:  # noqa: ARG002 - the counts follow
        """Return the words before the counts."""
        return "Starting in" if first else ""


@dataclass(frozen=True, slots=True)
class ReadAloud:
    """Lines for screen readers and braille: complete, in words, without layout by spaces."""

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
        """Return the line of a countdown. Only some seconds have one, because a screen reader is slow."""
        return f"Starting in {seconds} s." if first or seconds % 10 == 0 or seconds <= _LAST_SECONDS else ""


_OBEYED = {
    Command.READY: "Ready.",
    Command.RESUME: "On we go.",
    Command.TOGGLE: "On we go.",
    Command.NEXT: "Next step.",
    Command.BACK: "Previous step.",
    Command.AGAIN: "Again.",
    Command.SKIP_SIDE: "Other side.",
}
"""What to show for commands that the session obeys without a spoken answer."""


def understood(answered: Answered, language: str) -> str:
    """Return the spoken answer in `language`; without one, a few words for the command, or ''."""
    if answered.answer is None:
        return _OBEYED.get(answered.command, "")
    words = Words((Phrase(answered.answer.value),))
    try:
        return Book(language).text(words)
    except UsageError:  # voiceguide has no phrases in this language
        return Book().text(words)


def _has_line(step: Mark) -> bool:
    """Return whether `step` has a line. Speech and phases have none: their words are lines already."""
    return bool(step.facts.word) and step.facts.look != "phase"
