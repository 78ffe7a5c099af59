"""The types of values in a routine file: texts with inserts, references, and the conditions of `only`."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from voiceguide.errors import Where

Kind = Literal["duration", "count", "choice", "switch"]
"""The kinds of settings."""
Value = str | int | Fraction | bool
"""The value of a setting: a choice, a count, a duration in seconds, or a switch."""


@dataclass(frozen=True, slots=True)
class Insert:
    """`<name>` inside a text."""

    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text to speak or show, in `parts` of plain text and inserts. Line breaks are folded to spaces."""

    parts: tuple[str | Insert, ...]
    where: Where

    def __str__(self) -> str:
        return "".join(part if isinstance(part, str) else f"<{part.name}>" for part in self.parts)


@dataclass(frozen=True, slots=True)
class SidedText:
    """A text for each side, for languages whose words change with the side."""

    left: Text
    right: Text
    where: Where


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that is exactly `<name>`: it takes the value and the type of that setting."""

    name: str
    where: Where


@dataclass(frozen=True, slots=True)
class Only:
    """One condition of `only`.

    `test` is a place in a loop, a side, or a switch in angle brackets, such as '<explain>'. `loop` is the kind of loop
    that it asks about, None for the nearest.
    """

    test: str
    where: Where
    loop: Literal["side", "round"] | None = None
