"""What a page needs of a routine: its timeline as the scripts read it, and the page's own words in its language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from voiceguide.plan.model import Context
from voiceguide.speech.locales import narrowed
from voiceguide.timeline.model import Mark, Timeline
from voiceguide.units import write_duration

_TEXTS = Path(__file__).with_name("texts.toml")


def texts(language: str) -> Mapping[str, str]:
    """Return the page's own words in `language`, a BCP 47 tag, by key; in English if there are none.

    The key 'language' has the tag of the language that the words are in.
    """
    tables = read()
    tag = next((tag for tag in narrowed(language) if tag in tables), "en")
    return {"language": tag, **tables[tag]}


@cache
def read() -> dict[str, dict[str, str]]:
    """Return all words, by language and key."""
    return tomllib.loads(_TEXTS.read_text("utf-8"))


def direction(language: str) -> str:
    """Return the direction in which `language`, a BCP 47 tag, is written: 'rtl' or 'ltr'.

    >>> direction("ar-EG"), direction("pa-Arab"), direction("de"), direction("x-klingon")
    ('rtl', 'rtl', 'ltr', 'ltr')
    """
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(language, sep="_" if "_" in language else "-").text_direction)
    except (UnknownLocaleError, ValueError):
        return "ltr"


def programme(timeline: Timeline, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return what the transport and the screen of a page need, as JSON can hold it; times are frames.

    `verbs` are the facts of each verb, as in `routine.model.VERBS`, and the word for it in the page's language.
    """
    metadata = timeline.metadata
    return {
        "rate": timeline.rate.hz,
        "length": timeline.length,
        "ends": timeline.ends,
        "begins": timeline.begins,
        "about": {"title": metadata.title, "summary": metadata.summary, "language": metadata.language},
        "gates": [{"start": gate.start, "end": gate.end, "ask": gate.ask} for gate in timeline.gates],
        "verbs": {step.verb: _facts(step, texts) for step in timeline.steps},
        "marks": [_mark(timeline, mark, texts) for mark in timeline.marks],
    }


def _facts(step: Mark, texts: Mapping[str, str]) -> dict[str, Any]:
    facts = step.facts
    return {
        "word": texts.get(f"word-{step.verb}") or facts.word,
        "look": facts.look,
        "canAct": facts.can_act,
        "isHeld": facts.is_held,
        "isSpeech": facts.is_speech,
        "isSilence": facts.is_silence,
    }


def _mark(timeline: Timeline, mark: Mark, texts: Mapping[str, str]) -> dict[str, Any]:
    written: dict[str, Any] = {"kind": mark.kind, "at": mark.at, "end": mark.end, "label": mark.label}
    if mark.kind == "step":
        written |= {"label": _label(timeline, mark, texts), "verb": mark.verb, "start": mark.start}
        written |= {"side": mark.context.side} if mark.context.side else {}
        written |= {"place": where} if (where := place(mark.context, texts)) else {}
    elif mark.kind == "caption" and mark.label.isdecimal():
        written["count"] = int(mark.label)
    return written


def _label(timeline: Timeline, step: Mark, texts: Mapping[str, str]) -> str:
    """Return what the listener does in `step`, for a list of steps and for what comes next."""
    patient = any(gate.end == step.end and gate.ask is not None for gate in timeline.gates)
    own = texts.get(f"step-{step.verb}-patient" if patient else f"step-{step.verb}")
    if own is None:
        return _capital(step.label) if step.facts.word else step.label
    time = write_duration(timeline.rate.seconds(step.end - step.at))
    return own.format(time=time, phases=step.label.removeprefix(step.verb).lstrip())


def place(context: Context, texts: Mapping[str, str]) -> str:
    """Return side and round in words: 'Left side, round 1 of 2'; '' if it has neither."""
    parts = [texts[context.side]] if context.side else []
    if context.round:
        parts.append(texts["round"].format(round=context.round, rounds=context.rounds))
    return _capital(", ".join(parts))


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
