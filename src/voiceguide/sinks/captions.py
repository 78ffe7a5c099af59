"""A timeline -> WebVTT: every spoken cue, with the times at which it sounds."""

from pathlib import Path

from voiceguide.paths import replacing
from voiceguide.sinks.about import clock_to_ms, milliseconds
from voiceguide.timeline.model import Timeline


def write_vtt(timeline: Timeline, path: Path) -> None:
    """Write the captions of `timeline` to `path`, whole or not at all; raise `FileError` when that fails."""
    with replacing(path) as temporary:
        temporary.write_text(vtt(timeline), encoding="utf-8", newline="\n")


def vtt(timeline: Timeline) -> str:
    """Return the captions of `timeline`, in the order they sound, times to the nearest millisecond."""
    spoken = sorted((mark for mark in timeline.marks if mark.kind == "caption"), key=lambda mark: (mark.at, mark.end))
    cues = ["WEBVTT"]
    for mark in spoken:
        start = milliseconds(timeline, mark.at)
        # A cue must end after it starts, or readers drop it.
        end = max(milliseconds(timeline, mark.end), start + 1)
        cues.append(f"{clock_to_ms(start)} --> {clock_to_ms(end)}\n{_escaped(mark.label)}")
    return "\n\n".join(cues) + "\n"


def _escaped(text: str) -> str:
    # A line break would end the cue where an empty line follows it, and '-->' would begin another.
    return " ".join(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split())
