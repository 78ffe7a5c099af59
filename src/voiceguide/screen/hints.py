"""How a listener can answer, in words; each stands in a sentence of the screen's, or at its end."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hints:
    """`answer` ends a wait ('Enter goes on'), `resume` a pause; `keys` is all there is. All are '' where nobody can."""

    answer: str = ""
    resume: str = ""
    keys: str = ""
