"""The words of the ears, and the command of each: the one table for training, measuring and listening."""

from dataclasses import dataclass

from voiceguide.playback.contracts import Command


@dataclass(frozen=True, slots=True)
class Word:
    """What a listener says, one to three words, and its command."""

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
"""Every word. For each command, the word that is recognised best comes first."""


def best_words() -> tuple[Word, ...]:
    """Return the first word of each command, which listeners are told to say."""
    return tuple({word.command: word for word in reversed(WORDS)}.values())[::-1]


def asked_by(text: str) -> Command:
    """Return the command of the word `text`; raise `KeyError` for any other text."""
    return _COMMANDS[text]


_COMMANDS = {word.text: word.command for word in WORDS}
