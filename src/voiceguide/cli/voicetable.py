"""What engines offer -> a table that fits a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceguide.cli.output import readable_size
from voiceguide.cli.voicelist import FETCH, QUALITIES
from voiceguide.speech.engine import MANY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voiceguide.cli.voicelist import Offer
    from voiceguide.speech.engine import Voice

_MOST = 12
"""From how many of its voices on an engine has one row for all of them."""
_LONGEST_LICENCE = 20
_GAP = "  "

Row = tuple[str, str, str, str, str]


def is_long(offer: Offer) -> bool:
    """Return whether the voices of `offer` are so many that they share a row."""
    return any(len(group) > _MOST for group in _groups(offer))


def lines(offer: Offer, width: int, *, each: bool) -> Iterator[str]:
    """Yield the lines under an engine's name, `width` characters at most but for long names and mends.

    `each` gives every voice its row, however many there are.
    """
    rows: list[Row] = []
    for group in _groups(offer):
        if each or len(group) <= _MOST:
            rows += [_row(voice, offer) for voice in group]
        elif group:
            rows.append(_shared(group))
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    for *cells, state in rows:
        start = _GAP + _GAP.join(f"{cell:{size}}" for cell, size in zip(cells, widths, strict=True))
        if len(start) + len(_GAP) + len(state) <= width:
            yield f"{start}{_GAP}{state}"
        else:
            yield start.rstrip()
            yield f"{2 * _GAP}{state}"
    if offer.trouble:
        yield f"{_GAP}doesn't work: {offer.trouble}"
    if offer.hint:
        yield f"{_GAP}{offer.hint}"
    if not rows and not offer.trouble:
        yield f"{_GAP}none"


def _groups(offer: Offer) -> tuple[list[Voice], list[Voice]]:
    here = [voice for voice in offer.voices if voice.installed]
    return here, [voice for voice in offer.voices if not voice.installed]


def _row(voice: Voice, offer: Offer) -> Row:
    return (
        voice.name or "(its own)",
        "any" if voice.language == MANY else voice.language,
        QUALITIES[voice.quality],
        _licence(voice),
        _state(voice, offer.size_bytes.get(voice.name)),
    )


def _shared(group: Sequence[Voice]) -> Row:
    """Return the row of many voices: what they have in common, and how many they are."""

    def common(told: set[str]) -> str:
        return told.pop() if len(told) == 1 else "various"

    languages = len({voice.language.casefold().partition("-")[0] for voice in group})
    states = {
        "here" if voice.installed else "to fetch" if voice.how.startswith(FETCH) else voice.how for voice in group
    }
    return (
        f"{len(group)} voices",
        f"{languages} language{'s' * (languages != 1)}",
        common({QUALITIES[voice.quality] for voice in group}),
        common({_licence(voice) for voice in group}),
        common(states),
    )


def _licence(voice: Voice) -> str:
    told = voice.licence or "not told"
    return told if len(told) <= _LONGEST_LICENCE else f"{told[: _LONGEST_LICENCE - 1]}…"


def _state(voice: Voice, size_bytes: int | None) -> str:
    if voice.installed:
        return "here"
    if not voice.how.startswith(FETCH):
        return voice.how
    return f"to fetch, {readable_size(size_bytes)}" if size_bytes else "to fetch"
