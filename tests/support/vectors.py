"""Test vectors of the transport: timelines and sessions that its port to JavaScript must play alike."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from sessions import session, spans

from voiceguide.audio import Clip
from voiceguide.plan.model import Context, Metadata
from voiceguide.playback.contracts import Command
from voiceguide.timeline.model import Gate, LeadIn, Mark, Timeline
from voiceguide.units import Rate

FILE = Path(__file__).parents[1] / "playback" / "vectors.json"


def read():
    """Return the vectors: timelines by name, and sessions."""
    return json.loads(FILE.read_text())


def timeline(written):
    """Return the timeline of the vector `written`."""
    rate = Rate(written["rate"])
    steps = (
        Mark(
            step["at"],
            step["end"],
            "step",
            step["verb"],
            verb=step["verb"],
            start=step["start"],
            lead=step.get("lead"),
            context=Context(side=step["side"]),
        )
        for step in written["steps"]
    )
    gates = (Gate(gate["start"], gate["end"], gate["ask"]) for gate in written["gates"])
    lead_in = LeadIn("", Clip(np.zeros(written["lead_in"], np.float32), rate))
    return Timeline(rate, written["length"], (), tuple(gates), tuple(steps), Metadata("Vectors"), lead_in=lead_in)


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
        if last and _same(last, span) and _follows(span, last):
            joined[-1] = _with(last, span)
        else:
            joined.append(span)
    return joined


def _follows(span, last):
    """Return whether `span` goes on where `last` ended, in the timeline, in the lead-in or in a pause."""
    goes_on = None if last.lead_in is None else last.lead_in + last.silence
    return last.end == span.start and span.lead_in == goes_on and bool(last.silence) == bool(span.silence)


def _same(one, other):
    names = ("fade_in", "fade_out", "level_db", "turning", "level_before_db")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _with(one, other):
    return replace(one, end=other.end, silence=one.silence + other.silence)


def _written(span):
    """Return `span` in the format of the file, which leaves out zeros and None."""
    written = {"start": span.start, "end": span.end}
    for name in ("silence", "lead_in", "fade_in", "fade_out", "level_db", "turning", "level_before_db"):
        value = getattr(span, name)
        if value not in (None, 0) or (value == 0 and name in ("lead_in", "fade_in", "fade_out", "turning")):
            written[name] = value
    return written
