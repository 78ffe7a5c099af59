"""A language -> a short plan to judge a voice by: sentences and a count, in the program's own words."""

from __future__ import annotations

from fractions import Fraction

from voiceguide.errors import UsageError, Where
from voiceguide.plan.model import Metadata, Phrase, Plan, Say, Words

_HERE = Where("<sample>", 1, 1)
_COUNT = (3, 2, 1)


def sample(language: str) -> Plan:
    """Return the plan for `language`, a BCP 47 tag; figures alone where the program has no words of its own in it."""
    from voiceguide.speech import locales

    count = [_said(str(number), then=1) for number in _COUNT]
    try:
        locales.find(language)
    except UsageError:
        events = count
    else:
        seconds = Phrase("duration", (("seconds", Fraction(8)),))
        events = [_said(Phrase("how-to-answer")), _said(seconds, "."), *count, _said(Phrase("breathe-out"))]
    return Plan(Metadata("A voice", language=language), tuple(events))


def _said(*parts: str | Phrase, then: int = 0) -> Say:
    return Say(where=_HERE, words=Words(parts), then=Fraction(then))
