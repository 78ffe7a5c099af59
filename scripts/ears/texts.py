"""texts.toml and the vocabulary -> what each part of the voices says."""

import tomllib
from pathlib import Path

from scripts.ears.voices import Part
from voiceguide.controls.ears.words import WORDS

_FILE = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))

WORD_TEXTS = tuple(word.text for word in WORDS)


def tried() -> tuple[str, ...]:
    """Return the aliases that were tried and left out."""
    return tuple(text for texts in _FILE["tried"].values() for text in texts)


def other(part: Part) -> tuple[str, ...]:
    """Return what is said alone and asks for nothing."""
    return tuple(_FILE["other"][part])


def alike(part: Part) -> tuple[str, ...]:
    """Return what is said alone, asks for nothing, and sounds like a word that does; training has it among the rest."""
    return tuple(_FILE["alike"].get(part, ()))


def talk(part: Part) -> tuple[str, ...]:
    """Return sentences overheard; tuning has those of training."""
    return tuple(_FILE["talk"]["test" if part == "test" else "train"])
