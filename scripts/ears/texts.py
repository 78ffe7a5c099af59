"""What each part of the voices says, from texts.toml and the vocabulary."""

import tomllib
from pathlib import Path

from scripts.ears.voices import Part
from voiceguide.controls.ears.words import WORDS

_FILE = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))

WORD_TEXTS = tuple(word.text for word in WORDS)


def tried() -> tuple[str, ...]:
    """Return the aliases that were tried and are left out."""
    return tuple(text for texts in _FILE["tried"].values() for text in texts)


def other(part: Part) -> tuple[str, ...]:
    """Return words that are said alone and are no command."""
    return tuple(_FILE["other"][part])


def alike(part: Part) -> tuple[str, ...]:
    """Return words that are said alone and sound like a command; in training they are among `others`."""
    return tuple(_FILE["alike"].get(part, ()))


def talk(part: Part) -> tuple[str, ...]:
    """Return sentences of other people; tuning has those of training."""
    return tuple(_FILE["talk"]["test" if part == "test" else "train"])
