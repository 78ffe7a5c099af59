"""A routine -> what is wrong with it beyond its values: names, loops, settings."""

from collections.abc import Iterator

from voiceguide.errors import Problem
from voiceguide.routine.model import Routine


def check(routine: Routine) -> Iterator[Problem]:
    """Yield the problems of `routine` that a single value doesn't show."""
    yield from ()
