"""A command -> the words that ask for it: the one table that training, measuring and listening read."""

from dataclasses import dataclass

from voiceguide.playback.contracts import Command


@dataclass(frozen=True, slots=True)
class Word:
    """What a listener says, one to three spoken words, and what it asks for."""

    text: str
    command: Command


WORDS = (
    Word("i'm ready", Command.READY),
    Word("ready", Command.READY),
    Word("take a break", Command.PAUSE),
    Word("wait a moment", Command.PAUSE),
    Word("hold on", Command.PAUSE),
    Word("pause", Command.PAUSE),
    Word("continue", Command.RESUME),
    Word("carry on", Command.RESUME),
    Word("go on", Command.RESUME),
    Word("next step", Command.NEXT),
    Word("next", Command.NEXT),
    Word("go back", Command.BACK),
    Word("once more", Command.AGAIN),
    Word("again", Command.AGAIN),
    Word("repeat", Command.AGAIN),
    Word("more time", Command.LONGER),
    Word("longer", Command.LONGER),
    Word("less time", Command.SHORTER),
    Word("shorter", Command.SHORTER),
    Word("other side", Command.SKIP_SIDE),
    Word("skip side", Command.SKIP_SIDE),
    Word("turn it up", Command.LOUDER),
    Word("louder", Command.LOUDER),
    Word("quieter", Command.SOFTER),
    Word("turn it down", Command.SOFTER),
    Word("softer", Command.SOFTER),
    Word("slow down", Command.SLOWER),
    Word("slower", Command.SLOWER),
    Word("speed up", Command.FASTER),
    Word("faster", Command.FASTER),
    Word("stop now", Command.STOP),
    Word("stop", Command.STOP),
)
"""Every word there is; for each command, the one that is understood best stands first."""


def best_words() -> tuple[Word, ...]:
    """Return the first word of each command: what a listener is told to say."""
    return tuple({word.command: word for word in reversed(WORDS)}.values())[::-1]


def asked_by(text: str) -> Command:
    """Return the command that the word `text` asks for; raise `KeyError` for any other text."""
    return _COMMANDS[text]


_COMMANDS = {word.text: word.command for word in WORDS}
