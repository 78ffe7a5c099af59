"""A plan that nobody can speak -> clips all the same: a soft tone for each text, then the time it takes to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voiceguide.audio import TIMELINE_RATE, Clip
from voiceguide.speech.clips import Clips, Said, is_speakable, texts
from voiceguide.speech.speak import decoded, known

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voiceguide.plan.model import Plan, Words
    from voiceguide.speech.cache import Cache
    from voiceguide.speech.phrases import Book

_CHARACTERS_A_SECOND = 17
"""How fast subtitles may go to be read with ease; a voice takes longer, so that what it has room for has room here."""
_SHORTEST_SECONDS = 0.4


def sign(  # noqa: PLR0913 - a stage of the street: called once, its choices by keyword
    plan: Plan,
    book: Book,
    *,
    cue: Clip,
    tick: Clip,
    cache: Cache,
    rate: float = 1.0,
    besides: Iterable[Words] = (),
) -> Clips:
    """Return the clips of `plan` and of words `besides` without a voice, its sound files decoded.

    A count is a `tick`, any other text a `cue`, both at the timeline's rate, and silence while it is read,
    `rate` times as fast as with ease. Raise what `speech.speak` raises but `EngineError`.
    """
    book = book.saying(dict(plan.phrases))
    made = decoded(plan, cache)
    made |= {said: _signed(said, cue, tick, rate) for said in (*texts(plan, book), *known(besides, book))}
    return Clips(book, made, voiceless=True)


def _signed(said: Said, cue: Clip, tick: Clip, rate: float) -> Clip:
    if not is_speakable(said.text):
        return Clip(np.zeros(0, np.float32), TIMELINE_RATE)
    if said.text.isdecimal():
        return tick
    seconds = max(len(said.text) / _CHARACTERS_A_SECOND / (rate * float(said.tempo)), _SHORTEST_SECONDS)
    silence = max(round(seconds * TIMELINE_RATE.hz) - len(cue), 0)
    return Clip(np.pad(cue.samples, (0, silence)), TIMELINE_RATE)
