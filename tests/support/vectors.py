"""Vectors of the transport -> timelines and sessions: what a port of it to another language is held to as well."""

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
    """Return the file: its timelines by name, and its sessions."""
    return json.loads(FILE.read_text())


def timeline(written):
    """Return the timeline that is `written` in the file."""
    steps = (
        Mark(s["at"], s["end"], "step", s["verb"], verb=s["verb"], start=s["start"], context=Context(side=s["side"]))
        for s in written["steps"]
    )
    gates = (Gate(gate["start"], gate["end"], gate["ask"]) for gate in written["gates"])
    return Timeline(TIMELINE_RATE, written["length"], (), tuple(gates), tuple(steps), Metadata("Vectors"))


def played(written, case):
    """Return the spans and the answers of a session, as the file writes them."""
    orders = [(order["frame"], Command(order["command"])) for order in case["commands"]]
    blocks = session(
        timeline(written), orders, block=case["block"], latency=case["latency"], channels=1, most=case["frames"]
    )
    answers = [answered.answer.value if answered.answer else None for block in blocks for answered in block.answered]
    return [_written(span) for span in _joined(spans(blocks))], answers


def _joined(pieces):
    """Join spans that only the border of a block parts."""
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
    """Return what the file writes of a span: what is left out is 0, or none."""
    written = {"start": span.start, "end": span.end}
    for name in ("silence", "fade_in", "fade_out", "level_db", "turning", "level_before_db"):
        value = getattr(span, name)
        if value not in (None, 0) or (value == 0 and name in ("fade_in", "fade_out", "turning")):
            written[name] = value
    return written
