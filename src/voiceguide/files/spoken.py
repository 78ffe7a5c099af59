"""A timeline -> what is spoken in it: cues with their times, and lyrics with and without."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from voiceguide.files.clocks import milliseconds, minutes_to_hundredths
from voiceguide.timeline.model import Timeline

ARTIST = "voiceguide"

_LINGERS_MS = 1_000
"""How long a line of LRC, which has no end of its own, may stay after it was said."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from `start` to `end`, in milliseconds; one line of text."""

    start: int
    end: int
    text: str


def cues(timeline: Timeline) -> list[Cue]:
    """Return every spoken cue in the order they sound, times to the nearest millisecond."""
    spoken = sorted((mark for mark in timeline.marks if mark.kind == "caption"), key=lambda mark: (mark.at, mark.end))
    found = []
    for mark in spoken:
        start = milliseconds(timeline.rate, mark.at)
        # A cue must end after it starts, or readers drop it.
        end = max(milliseconds(timeline.rate, mark.end), start + 1)
        # A line break would end the cue where an empty line follows it.
        found.append(Cue(start, end, " ".join(mark.label.split())))
    return found


def lyrics(timeline: Timeline) -> str:
    """Return all that is spoken as text, a line each, counts side by side."""
    return "\n".join(_lines(timeline))


def _lines(timeline: Timeline) -> Iterator[str]:
    for counting, group in groupby(cues(timeline), key=lambda cue: cue.text.isdecimal()):
        texts = [cue.text for cue in group]
        yield from [" ".join(texts)] if counting else texts


def lrc(timeline: Timeline) -> str:
    """Return LRC, which music players show as lyrics: times to the hundredth of a second, minutes past 60 too."""
    # Square brackets are times and tags there, and round ones the nearest to them.
    rounded = str.maketrans("[]", "()")
    title = " ".join(timeline.metadata.title.split()).translate(rounded)
    length = minutes_to_hundredths(milliseconds(timeline.rate, timeline.length)).partition(".")[0]
    lines = [f"[ti:{title}]", f"[ar:{ARTIST}]", f"[length:{length}]"]
    spoken = cues(timeline)
    for cue, following in zip_longest(spoken, spoken[1:]):
        lines.append(f"[{minutes_to_hundredths(cue.start)}]{cue.text.translate(rounded)}")
        if following is None or following.start - cue.end > _LINGERS_MS:
            lines.append(f"[{minutes_to_hundredths(cue.end)}]")
    return "\n".join(lines) + "\n"
