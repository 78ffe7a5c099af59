"""What screens and pages show in the language of a routine: their own words, steps, places and durations."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from voiceguide.errors import UsageError
from voiceguide.plan.model import Context
from voiceguide.routine.model import facts_of
from voiceguide.speech import locales
from voiceguide.timeline.model import Mark, Timeline
from voiceguide.units import write_duration

_DURATION = re.compile(r"(\d+(?:\.\d+)?) (h|min|s|ms)(?!\w)")
"""A number and its unit, as `write_duration` writes them."""
_FULL_STOPS = ".\u3002\u0964"
"""Also that of Chinese, and the danda."""


@dataclass(frozen=True)
class Shown(Mapping[str, str]):
    """The words that are shown in `language`, a BCP 47 tag, by their key in [shown] of a locale file.

    A language without a word shows the English one.

    >>> shown = Shown("de-AT")
    >>> shown["next"], shown.place(Context("left", 1, 2)), shown.duration(Fraction(3, 2))
    ('Danach:', 'Linke Seite, Runde 1 von 2', '1,5 s')
    """

    language: str = "en"

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    @property
    def tag(self) -> str:
        """The tag of the language that the words are in: 'de' for 'de-AT', 'en' for a language without words."""
        return self._found[0]

    def word(self, verb: str) -> str:
        """Return what a listener does in a step of `verb`: 'Hold'; '' if nothing is shown for it."""
        return self._words.get(f"word-{verb}", facts_of(verb).word)

    def step(self, timeline: Timeline, step: Mark) -> str:
        """Return what a listener does in `step` and for how long: 'Hold 8 s'. Speech is its own words."""
        if not step.facts.word:
            return step.label
        patient = any(gate.end == step.end and gate.ask is not None for gate in timeline.gates)
        own = self._words.get(f"step-{step.verb}-patient" if patient else f"step-{step.verb}")
        if own is None:
            return capital(step.label)
        seconds = Fraction(round(timeline.rate.seconds(step.end - step.at) * 1000), 1000)
        return own.format(time=self.duration(seconds), phases=self._units(step.label.removeprefix(step.verb).lstrip()))

    def place(self, context: Context) -> str:
        """Return side and round in words: 'Left side, round 1 of 2'; '' if there is neither."""
        side = self.phrase(f"{context.side}-side") if context.side else ""
        of = self.phrase("round-of", round=context.round, rounds=context.rounds) if context.round else ""
        return capital(self["place"].format(side=side, round=of) if side and of else side or of)

    def badge(self, context: Context) -> str:
        """Return the same in few letters, readable from far away: 'Left 1/2'."""
        side = capital(self._found[1].sides[context.side]) if context.side else ""
        return f"{side} {context.round}/{context.rounds}".strip() if context.round else side

    def phrase(self, key: str, **values: object) -> str:
        """Return the phrase `key`, which voiceguide also speaks, with its `values`."""
        return self._found[1].phrases[key].format_map(values)

    def duration(self, seconds: Fraction) -> str:
        """Return `seconds` with the units of the language: '1 min 30 s'."""
        return self._units(write_duration(seconds))

    def _units(self, text: str) -> str:
        """Return `text` with every duration in it as the language writes it."""
        point = self._found[1].point
        return _DURATION.sub(lambda m: self[f"unit-{m[2]}"].format(number=m[1].replace(".", point)), text)

    @cached_property
    def _words(self) -> Mapping[str, str]:
        return {**locales.find("en").shown, **self._found[1].shown}

    @cached_property
    def _found(self) -> tuple[str, locales.Locale]:
        try:
            locale = locales.find(self.language)
        except UsageError:  # voiceguide has no words in this language
            return "en", locales.find("en")
        known = {tag.lower() for tag in locales.languages()}
        return next(tag for tag in locales.narrowed(self.language) if tag in known) if locale.shown else "en", locale


def unstopped(text: str) -> str:
    """Return `text` without the full stop at its end, to go on in a line.

    >>> unstopped("Breathe in."), unstopped("吸气。")
    ('Breathe in', '吸气')
    """
    return text.rstrip(_FULL_STOPS) or text


def capital(text: str) -> str:
    """Return `text` with a capital first letter."""
    return f"{text[:1].upper()}{text[1:]}"


def small(text: str) -> str:
    """Return `text` with a small first letter, to go on in a line."""
    return f"{text[:1].lower()}{text[1:]}"
