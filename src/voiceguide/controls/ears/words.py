"""A command -> the words that ask for it: the one table that training, measuring and listening read."""

from dataclasses import dataclass

from voiceguide.playback.contracts import Command


@dataclass(frozen=True, slots=True)
class Word:
    """What a listener says, one to three spoken words, and what it asks for."""

    text: str
    command: Command


WORDS = (
    Word("ready", Command.READY),
    Word("i'm ready", Command.READY),
    Word("hold on", Command.PAUSE),
    Word("take a break", Command.PAUSE),
    Word("pause", Command.PAUSE),
    Word("continue", Command.RESUME),
    Word("go on", Command.RESUME),
    Word("next", Command.NEXT),
    Word("next step", Command.NEXT),
    Word("go back", Command.BACK),
    Word("again", Command.AGAIN),
    Word("repeat", Command.AGAIN),
    Word("longer", Command.LONGER),
    Word("shorter", Command.SHORTER),
    Word("skip side", Command.SKIP_SIDE),
    Word("other side", Command.SKIP_SIDE),
    Word("louder", Command.LOUDER),
    Word("softer", Command.SOFTER),
    Word("quieter", Command.SOFTER),
    Word("slower", Command.SLOWER),
    Word("faster", Command.FASTER),
    Word("stop", Command.STOP),
    Word("stop now", Command.STOP),
)
"""Every word there is, the one to teach a listener first for each command; only these are ever understood."""


def asked_by(text: str) -> Command:
    """Return the command that the word `text` asks for; raise `KeyError` for any other text."""
    return _COMMANDS[text]


_COMMANDS = {word.text: word.command for word in WORDS}
