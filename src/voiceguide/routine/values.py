"""The values a routine file is written in: texts with inserts, references, and the conditions of `only`."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from voiceguide.errors import Where

Kind = Literal["duration", "count", "choice", "switch"]
"""The kinds of settings."""
Value = str | int | Fraction | bool
"""What a setting holds: a choice, a count, a duration (seconds), or a switch."""


@dataclass(frozen=True, slots=True)
class Insert:
    """`<name>` inside a text."""

    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """What an author wrote to be spoken or shown: `parts` alternates plain text and inserts, line breaks folded."""

    parts: tuple[str | Insert, ...]
    where: Where

    def __str__(self) -> str:
        return "".join(part if isinstance(part, str) else f"<{part.name}>" for part in self.parts)


@dataclass(frozen=True, slots=True)
class SidedText:
    """A text for each side, for languages whose words change with it."""

    left: Text
    right: Text
    where: Where


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that is exactly `<name>`: the setting's own value and type."""

    name: str
    where: Where


@dataclass(frozen=True, slots=True)
class Only:
    """One condition of `only`. `loop` is the loop it looks at: the nearest one when None.

    `test` is a place in a loop, a side, or the name of a switch in angle brackets, such as '<explain>'.
    """

    test: str
    where: Where
    loop: Literal["side", "round"] | None = None
