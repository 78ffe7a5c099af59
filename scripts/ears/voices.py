"""The voices of each part in voices.toml: for training, for tuning, and kept out of both."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Part = Literal["train", "tune", "test"]

FILE = Path(__file__).with_name("voices.toml")


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice: the name of its engine, and its own."""

    engine: str
    name: str

    def __str__(self) -> str:
        return f"{self.engine}/{self.name}"


def voices(part: Part) -> tuple[Voice, ...]:
    """Return the voices of `part`, in the order of the file."""
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))[part]
    return tuple(Voice(engine, name) for engine, names in listed.items() for name in names)
