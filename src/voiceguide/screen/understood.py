"""A command and what the session answered -> the words that show it."""

from voiceguide.errors import UsageError
from voiceguide.plan.model import Phrase, Words
from voiceguide.playback.contracts import Answered, Command
from voiceguide.speech.phrases import Book

_SHOWN = {
    Command.READY: "Ready.",
    Command.RESUME: "On we go.",
    Command.TOGGLE: "On we go.",
    Command.NEXT: "Next step.",
    Command.BACK: "Previous step.",
    Command.AGAIN: "Again.",
    Command.SKIP_SIDE: "Other side.",
}
"""What is shown of commands that are obeyed without a word."""


def understood(answered: Answered, language: str) -> str:
    """Return the answer as it is spoken in `language`, or what was understood where nothing is answered; or ''."""
    if answered.answer is None:
        return _SHOWN.get(answered.command, "")
    words = Words((Phrase(answered.answer.value),))
    try:
        return Book(language).text(words)
    except UsageError:  # a language whose routines bring all their words themselves
        return Book().text(words)
