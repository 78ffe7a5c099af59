"""Guess how long a plan takes, from its texts alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceguide.speech.clips import estimate as guess
from voiceguide.timeline.layout import lay_out

if TYPE_CHECKING:
    from voiceguide.plan.model import Plan
    from voiceguide.timeline.model import Timeline


def estimate(plan: Plan, *, rate: float = 1.0) -> Timeline:
    """Return the timeline of `plan` with the length of speech at `rate` guessed from its text; no engine starts.

    >>> from voiceguide import compile, load
    >>> timeline = estimate(compile(load("box-breathing")))
    >>> timeline.length // timeline.rate.hz // 60  # whole minutes
    3
    """
    return lay_out(plan, guess(plan, rate))
