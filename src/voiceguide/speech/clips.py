"""The clips of a plan, by its words and sound files; and silent ones of a likely length, for estimates."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.errors import Problem, RoutineError, UsageError
from voiceguide.plan.model import Plan, Sound, Words, sounds, spoken, worded
from voiceguide.speech.locales import Book

FASTER = tuple(Fraction(percent, 100) for percent in range(105, 136, 5))
"""How much faster words may be that have too little room. The steps are few, to keep the cache small.

A voice's usual tempo is calm, about 146 words a minute. The highest of these, about 195, can still be followed.
"""
LEAST_SHARE = Fraction(9, 10)
"""The least share of its likely length that a clip at the highest tempo has. Measured: 0.91 hibari, 0.94 espeak."""
_CHARACTERS_A_SECOND = 11
"""What hibari speaks in the five English routines: 11.1."""
_SHORTEST = Fraction(1, 2)
"""The seconds of a short word, such as "two"."""


class SpokenText(NamedTuple):
    """A text to speak, with the `tempo` of its words, and the factor in it that makes it `faster`."""

    text: str
    tempo: Fraction = Fraction(1)
    faster: Fraction = Fraction(1)

    @classmethod
    def of(cls, words: Words, book: Book) -> "SpokenText":
        """Return what `words` say; raise `UsageError` for a phrase that `book` doesn't have."""
        return cls(book.text(words), words.tempo, words.faster)


@dataclass(frozen=True)
class Clips:
    """Every clip of a plan, at the timeline's rate: `clips[words]`, `clips[sound]`.

    Words with the same text and tempo share one clip. `estimated` is True if the clips are silent and have likely
    lengths; `voiceless` is True if there is no voice, and each clip is a tone, as long as it takes to read the words.

    `make` returns the clip of a text at once; it is None if a voice must speak it. Then `fitted` puts the words that it
    needs to be spoken into `wanted`.
    """

    book: Book
    made: Mapping[SpokenText | Sound, Clip]
    estimated: bool = False
    voiceless: bool = False
    make: Callable[[SpokenText], Clip] | None = None
    wanted: dict[Words, None] = field(default_factory=dict, compare=False)

    def __getitem__(self, cue: Words | Sound) -> Clip:
        found = self.made[cue] if isinstance(cue, Sound) else self.find(cue)
        if found is None:
            raise KeyError(cue)
        return found

    def text(self, words: Words) -> str:
        """Return the text of `words`; raise `UsageError` for a phrase that the plan's language doesn't have."""
        return self.book.text(words)

    def find(self, words: Words) -> Clip | None:
        """Return the clip of `words`, or None if a voice must speak it first."""
        spoken = SpokenText.of(words, self.book)
        if spoken not in self.made and self.make:
            return self.make(spoken)
        return self.made.get(spoken)

    def fitted(self, words: Words, room: Fraction) -> Words:
        """Return `words`; if their clip is longer than `room` seconds, just so much faster that they fit.

        If no tempo helps, return `words`. As long as the right clip isn't spoken but `wanted`, return words that are
        even faster, if their clip is there, or `words`.
        """
        seconds = TIMELINE_RATE.seconds(len(self[words]))
        if seconds <= room:
            return words
        missing = None
        for each in faster(words):
            likely = seconds * words.faster / each.faster
            if likely * (LEAST_SHARE if each.faster == FASTER[-1] else 1) > room:
                continue
            clip = self.find(each)
            if clip is None:
                missing = missing or each
            elif TIMELINE_RATE.seconds(len(clip)) <= room:
                words = each
                break
        if missing:
            self.wanted[missing] = None
        return words

    def fastest(self, words: Words) -> Words:
        """Return `words` at the highest tempo; as long as that clip isn't spoken but `wanted`, return `words`."""
        found = fastest(words)
        if self.find(found) is None:
            self.wanted[found] = None
            return words
        return found

    def with_more(self, more: "Clips") -> "Clips":
        """Return these clips and `more`, with nothing wanted."""
        return replace(self, made={**self.made, **more.made}, wanted={})


def faster(words: Words) -> Iterator[Words]:
    """Yield `words` at each tempo of `FASTER` that is higher than theirs, the lowest first."""
    usual = words.tempo / words.faster
    return (replace(words, tempo=usual * factor, faster=factor) for factor in FASTER if factor > words.faster)


def fastest(words: Words) -> Words:
    """Return `words` at the highest tempo of `FASTER`."""
    return replace(words, tempo=words.tempo / words.faster * FASTER[-1], faster=FASTER[-1])


def estimate(plan: Plan, rate: float = 1.0) -> Clips:
    """Return silent clips as long as speech at `rate` is likely to be: at 1, it has 11 characters per second.

    This starts no engine. Raise `FileError` for a sound file that can't be read.
    """
    book = Book.of(plan)
    make = partial(_estimated, rate=Fraction(rate))
    made: dict[SpokenText | Sound, Clip] = {text: make(text) for text in texts(plan, book)}
    for sound in dict.fromkeys(sounds(plan)):
        from voiceguide.speech.decode import length  # importing PyAV takes 0.1 s, and most plans have no sound file

        made[sound] = _silence(length(Path(sound.path)))
    return Clips(book, made, estimated=True, make=make)


def _estimated(spoken: SpokenText, rate: Fraction) -> Clip:
    text, tempo, _ = spoken
    seconds = max(Fraction(len(text), _CHARACTERS_A_SECOND), _SHORTEST) if is_speakable(text) else Fraction(0)
    return _silence(seconds / (tempo * rate))


def texts(plan: Plan, book: Book) -> list[SpokenText]:
    """Return each distinct text that `plan` speaks, with its tempo, in the order in which the plan needs them.

    Raise `RoutineError` for the first event with a phrase that the plan's language doesn't have.
    """
    found: dict[Words, SpokenText] = {}
    for event, words in worded(plan):
        try:
            found[words] = found.get(words) or SpokenText.of(words, book)
        except UsageError as error:
            message = f"{error.message}, and this needs some; {error.hint[:1].lower()}{error.hint[1:]}"
            raise RoutineError([Problem(event.where, "VG211", message)]) from None
    return list(dict.fromkeys(found[words] for words in dict.fromkeys(spoken(plan))))


def is_speakable(text: str) -> bool:
    """Return True if `text` has a letter or a digit, so that a voice has something to say."""
    return any(character.isalnum() for character in text)


def _silence(seconds: Fraction) -> Clip:
    # A view that repeats one zero: an hour of music takes no memory.
    return Clip(np.broadcast_to(np.float32(0), TIMELINE_RATE.frame(seconds)), TIMELINE_RATE)
