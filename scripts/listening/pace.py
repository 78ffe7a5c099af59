"""How fast the words of timelines are spoken, in words a minute of sounding speech, without the silences between cues.

Short cues, such as counts, say little about the pace, so only cues of 4 words and more are counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from voiceguide.timeline.model import Timeline

_LEAST_WORDS = 4
_LONG_WORDS = 8
"""The least words of a cue whose own pace can be too fast: that of a shorter one depends on its words."""


@dataclass(frozen=True, slots=True)
class SpokenCue:
    """A cue of a timeline: its words as they are written, and how long it sounds."""

    text: str
    seconds: float

    @property
    def words(self) -> int:
        """The number of words between spaces."""
        return len(self.text.split())

    @property
    def words_a_minute(self) -> float:
        """The pace of this cue alone."""
        return 60 * self.words / self.seconds


def spoken_cues(timeline: Timeline) -> list[SpokenCue]:
    """Return the cues of `timeline` that show its pace, in their order, each as often as it sounds."""
    captions = (mark for mark in timeline.marks if mark.kind == "caption")
    cues = (SpokenCue(mark.label, float(timeline.rate.seconds(mark.end - mark.at))) for mark in captions)
    return [cue for cue in cues if cue.words >= _LEAST_WORDS and cue.seconds]


def words_a_minute(cues: Iterable[SpokenCue]) -> float:
    """Return the pace of all `cues` together; 0 if there are none."""
    cues = list(cues)
    seconds = sum(cue.seconds for cue in cues)
    return 60 * sum(cue.words for cue in cues) / seconds if seconds else 0.0


def fastest(cues: Iterable[SpokenCue]) -> SpokenCue | None:
    """Return the fastest of the long `cues`, those of 8 words and more; None if there are none."""
    return max((cue for cue in cues if cue.words >= _LONG_WORDS), key=lambda cue: cue.words_a_minute, default=None)
