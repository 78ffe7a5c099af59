"""The words of the ears, and the command of each: the one table for training, measuring and listening."""

from dataclasses import dataclass

from voiceguide.playback.contracts import Command

_TEXTS = {
    Command.READY: ("i'm ready", "ready"),
    Command.PAUSE: ("take a break", "wait a moment", "hold on", "pause"),
    Command.RESUME: ("continue", "carry on", "go on"),
    Command.NEXT: ("next step", "next"),
    Command.BACK: ("go back",),
    Command.AGAIN: ("once more", "again", "repeat"),
    Command.LONGER: ("more time", "longer"),
    Command.SHORTER: ("less time", "shorter"),
    Command.SKIP_SIDE: ("other side", "skip side"),
    Command.LOUDER: ("turn it up", "louder"),
    Command.SOFTER: ("quieter", "turn it down", "softer"),
    Command.SLOWER: ("slow down", "slower"),
    Command.FASTER: ("speed up", "faster"),
    Command.STOP: ("stop now", "stop"),
}
"""The words of each command. The word that is recognised best comes first."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a listener says, one to three words, and its command."""

    text: str
    command: Command


WORDS = tuple(Word(text, command) for command, texts in _TEXTS.items() for text in texts)
"""Every word."""

_COMMANDS = {word.text: word.command for word in WORDS}


def best_words() -> tuple[Word, ...]:
    """Return the first word of each command, which listeners are told to say."""
    return tuple(Word(texts[0], command) for command, texts in _TEXTS.items())


def command_of(text: str) -> Command:
    """Return the command of the word `text`; raise `KeyError` for any other text."""
    return _COMMANDS[text]
