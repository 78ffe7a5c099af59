"""Timeline -> the text and the JSON that `show` prints: clock times, chapters, words and lengths."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from typing import Any

from voiceguide.timeline.model import Mark, Timeline
from voiceguide.timeline.shown import unstopped
from voiceguide.units import clock, write_duration

JSON_VERSION = 1


def describe(timeline: Timeline) -> str:
    """Return the timeline as text, one line per cue; clock times count from the start of the routine itself."""
    lines = [_line(timeline, mark, label) for mark, label in _labelled(timeline)]
    return "\n".join([timeline.metadata.title, total(timeline), "", *lines]).replace("\n\n\n", "\n\n")


def total(timeline: Timeline, begin: int = 0) -> str:
    """Return one line: how long the routine takes from frame `begin` on, with waits and safety texts apart."""
    rate = timeline.rate
    gates = [gate for gate in timeline.gates if gate.start >= begin]
    prefix = "About " if gates or timeline.estimated else ""
    waits = sum((rate.seconds(gate.end - gate.start) for gate in gates), Fraction(0))
    repeats = any(gate.ask is not None for gate in gates)
    length = rate.seconds(timeline.ends - max(begin, timeline.begins))
    line = f"{prefix}{_rounded(length - waits if repeats else length)}"
    if gates:
        line += ", and as long as you take" if repeats else f", with up to {_rounded(waits)} of waiting for you"
    if (safety := timeline.safety) and safety.at >= begin:
        line += f"; {_rounded(rate.seconds(safety.end - safety.at))} of safety before it"
    if timeline.estimated:
        line += " (~ lengths of speech are guessed)"
    return line + "."


def as_json(timeline: Timeline) -> dict[str, Any]:
    """Return the timeline as JSON values for scripts; times are float seconds from the first sample on."""
    rate = timeline.rate

    def seconds(frame: int) -> float:
        return round(float(rate.seconds(frame)), 6)

    return {
        "version": JSON_VERSION,
        "title": timeline.metadata.title,
        "summary": timeline.metadata.summary,
        "language": timeline.metadata.language,
        "seconds": seconds(timeline.ends),
        "begins": seconds(timeline.begins),
        "estimated": timeline.estimated,
        "waits": [{"start": seconds(gate.start), "end": seconds(gate.end)} for gate in timeline.gates],
        "marks": [
            {
                "at": seconds(mark.at),
                "seconds": seconds(mark.end - mark.at),
                "kind": mark.kind,
                "label": mark.label,
                **({"verb": mark.verb} if mark.verb else {}),
                **({"side": mark.context.side} if mark.context.side else {}),
                **({"round": mark.context.round, "rounds": mark.context.rounds} if mark.context.round else {}),
            }
            for mark in timeline.marks
        ],
        "notes": [{"place": str(note.where), "code": note.code, "message": note.message} for note in timeline.notes],
    }


def _labelled(timeline: Timeline) -> Iterator[tuple[Mark, str]]:
    """Yield each mark that has a line, with its label.

    Speech has its caption only, the words of phases are in the label of their step only, and a count is one line.
    """
    phased: Mark | None = None
    marks = [mark for mark in timeline.marks if not (mark.kind == "step" and mark.facts.is_speech)]
    for counting, group in groupby(marks, key=lambda mark: mark.kind == "caption" and mark.label.isdecimal()):
        if counting:
            first, *rest = group
            if not (phased and phased.at <= first.at < phased.end):
                yield first, " ".join(f"“{mark.label}”" for mark in (first, *rest))
            continue
        for mark in group:
            if mark.kind == "step" and mark.facts.look == "phase":
                phased = mark
            if mark.kind != "caption":
                yield mark, mark.label
            elif not (phased and phased.at <= mark.at < phased.end and f"{unstopped(mark.label)} " in phased.label):
                yield mark, f"“{mark.label}”"


def _line(timeline: Timeline, mark: Mark, label: str) -> str:
    # The safety texts have no clock time. The first chapter has one, though it begins earlier, with the wake-up sound.
    time = clock(timeline.rate.seconds(max(0, mark.at - timeline.begins))) if mark.end > timeline.begins else ""
    if mark.kind == "chapter":
        return f"\n{time:>8}  {label}"
    return f"{time:>8}    {label}"


def _rounded(seconds: Fraction) -> str:
    return write_duration(Fraction(round(seconds)) if seconds >= 1 else Fraction(round(seconds * 10), 10))
