"""The clips of a plan, by its words and sound files; and silent ones of a likely length, for estimates."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.errors import Problem, RoutineError, UsageError
from voiceguide.plan.model import Plan, Sound, Words, sounds, spoken, worded
from voiceguide.speech.locales import Book

_CHARACTERS_A_SECOND = 14
_SHORTEST = Fraction(2, 5)
"""The seconds of a short word, such as "two"."""


class SpokenText(NamedTuple):
    """A text to speak. `tempo` 1 is the voice's own; less is slower."""

    text: str
    tempo: Fraction = Fraction(1)


@dataclass(frozen=True)
class Clips:
    """Every clip of a plan, at the timeline's rate: `clips[words]`, `clips[sound]`.

    Words with the same text and tempo share one clip. `estimated` is True if the clips are silent and have likely
    lengths; `voiceless` is True if there is no voice, and each clip is a tone, as long as it takes to read the words.
    """

    book: Book
    made: Mapping[SpokenText | Sound, Clip]
    estimated: bool = False
    voiceless: bool = False

    def __getitem__(self, cue: Words | Sound) -> Clip:
        return self.made[cue if isinstance(cue, Sound) else SpokenText(self.text(cue), cue.tempo)]

    def text(self, words: Words) -> str:
        """Return the text of `words`; raise `UsageError` for a phrase that the plan's language doesn't have."""
        return self.book.text(words)


def estimate(plan: Plan, rate: float = 1.0) -> Clips:
    """Return silent clips as long as speech at `rate` is likely to be: at 1, it has 14 characters per second.

    This starts no engine. Raise `FileError` for a sound file that can't be read.
    """
    book = Book.of(plan)
    made: dict[SpokenText | Sound, Clip] = {}
    for text, tempo in texts(plan, book):
        seconds = max(Fraction(len(text), _CHARACTERS_A_SECOND), _SHORTEST) if is_speakable(text) else Fraction(0)
        made[SpokenText(text, tempo)] = _silence(seconds / (tempo * Fraction(rate)))
    for sound in dict.fromkeys(sounds(plan)):
        from voiceguide.speech.decode import length  # importing PyAV takes 0.1 s, and most plans have no sound file

        made[sound] = _silence(length(Path(sound.path)))
    return Clips(book, made, estimated=True)


def texts(plan: Plan, book: Book) -> list[SpokenText]:
    """Return each distinct text that `plan` speaks, with its tempo, in the order in which the plan needs them.

    Raise `RoutineError` for the first event with a phrase that the plan's language doesn't have.
    """
    found: dict[Words, SpokenText] = {}
    for event, words in worded(plan):
        try:
            found[words] = found.get(words) or SpokenText(book.text(words), words.tempo)
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
