"""How a listener can answer, in words that a screen puts into sentences of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hints:
    """`answer` ends a wait: 'any key goes on'. `resume` ends a pause, `keys` is all there is; '' where nobody can.

    None ends with a full stop, and a first letter is made large where a sentence begins with it.
    """

    answer: str = ""
    resume: str = ""
    keys: str = ""
