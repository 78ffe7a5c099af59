"""Test vectors of the transport: timelines and sessions that its port to JavaScript must play alike."""

import json
from dataclasses import replace
from pathlib import Path

from sessions import session, spans

from voiceguide.audio import TIMELINE_RATE
from voiceguide.plan.model import Context, Metadata
from voiceguide.playback.contracts import Command
from voiceguide.timeline.model import Gate, Mark, Timeline

FILE = Path(__file__).parents[1] / "playback" / "vectors.json"


def read():
    """Return the vectors: timelines by name, and sessions."""
    return json.loads(FILE.read_text())


def timeline(written):
    """Return the timeline of the vector `written`."""
    steps = (
        Mark(s["at"], s["end"], "step", s["verb"], verb=s["verb"], start=s["start"], context=Context(side=s["side"]))
        for s in written["steps"]
    )
    gates = (Gate(gate["start"], gate["end"], gate["ask"]) for gate in written["gates"])
    return Timeline(TIMELINE_RATE, written["length"], (), tuple(gates), tuple(steps), Metadata("Vectors"))


def played(written, case):
    """Play the session `case`. Return its spans and answers in the format of the file."""
    orders = [(order["frame"], Command(order["command"])) for order in case["commands"]]
    blocks = session(
        timeline(written), orders, block=case["block"], latency=case["latency"], channels=1, most=case["frames"]
    )
    answers = [answered.answer.value if answered.answer else None for block in blocks for answered in block.answered]
    return [_written(span) for span in _joined(spans(blocks))], answers


def _joined(pieces):
    """Join spans that are only separated by the border of a block."""
    joined = []
    for span in pieces:
        last = joined[-1] if joined else None
        if last and _same(last, span) and bool(last.silence) == bool(span.silence) and last.end == span.start:
            joined[-1] = _with(last, span)
        else:
            joined.append(span)
    return joined


def _same(one, other):
    names = ("fade_in", "fade_out", "level_db", "turning", "level_before_db")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _with(one, other):
    return replace(one, end=other.end, silence=one.silence + other.silence)


def _written(span):
    """Return `span` in the format of the file, which leaves out zeros and None."""
    written = {"start": span.start, "end": span.end}
    for name in ("silence", "fade_in", "fade_out", "level_db", "turning", "level_before_db"):
        value = getattr(span, name)
        if value not in (None, 0) or (value == 0 and name in ("fade_in", "fade_out", "turning")):
            written[name] = value
    return written
