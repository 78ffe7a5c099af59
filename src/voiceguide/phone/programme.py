"""A timeline -> what the page's scripts read of it: gates and marks at frames, and what each step is called."""

from typing import Any

from voiceguide.phone.texts import Texts
from voiceguide.plan.model import Context
from voiceguide.timeline.model import Mark, Timeline
from voiceguide.units import write_duration


def programme(timeline: Timeline, texts: Texts) -> dict[str, Any]:
    """Return what the transport and the screen of a page need, as JSON can hold it; times are frames.

    `verbs` are the facts of each verb, as in `routine.model.VERBS`, and the word for it in the page's language.
    """
    metadata = timeline.metadata
    return {
        "rate": timeline.rate.hz,
        "length": timeline.length,
        "begins": timeline.begins,
        "about": {"title": metadata.title, "summary": metadata.summary, "language": metadata.language},
        "gates": [{"start": gate.start, "end": gate.end, "ask": gate.ask} for gate in timeline.gates],
        "verbs": {step.verb: _facts(step, texts) for step in timeline.steps},
        "marks": [_mark(timeline, mark, texts) for mark in timeline.marks],
    }


def _facts(step: Mark, texts: Texts) -> dict[str, Any]:
    facts = step.facts
    return {
        "word": texts.get(f"word-{step.verb}") or facts.word,
        "look": facts.look,
        "canAct": facts.can_act,
        "isHeld": facts.is_held,
        "isSpeech": facts.is_speech,
        "isSilence": facts.is_silence,
    }


def _mark(timeline: Timeline, mark: Mark, texts: Texts) -> dict[str, Any]:
    written: dict[str, Any] = {"kind": mark.kind, "at": mark.at, "end": mark.end, "label": mark.label}
    if mark.kind == "step":
        written |= {"label": _label(timeline, mark, texts), "verb": mark.verb, "start": mark.start}
        written |= {"side": mark.context.side} if mark.context.side else {}
        written |= {"place": where} if (where := place(mark.context, texts)) else {}
    elif mark.kind == "caption" and mark.label.isdecimal():
        written["count"] = int(mark.label)
    return written


def _label(timeline: Timeline, step: Mark, texts: Texts) -> str:
    """Return what the listener does in `step`, for a list of steps and for what comes next."""
    patient = any(gate.end == step.end and gate.ask is not None for gate in timeline.gates)
    own = texts.get(f"step-{step.verb}-patient" if patient else f"step-{step.verb}")
    if own is None:
        return _capital(step.label) if step.facts.word else step.label
    time = write_duration(timeline.rate.seconds(step.end - step.at))
    return own.format(time=time, phases=step.label.removeprefix(step.verb).lstrip())


def place(context: Context, texts: Texts) -> str:
    """Return side and round in words: 'Left side, round 1 of 2'; '' where there is neither."""
    parts = [texts[context.side]] if context.side else []
    if context.round:
        parts.append(texts["round"].format(round=context.round, rounds=context.rounds))
    return _capital(", ".join(parts))


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
