"""What a page needs of a routine: its timeline as the scripts read it, and the page's own words in its language."""

from collections.abc import Mapping
from typing import Any

from voiceguide.timeline.model import Mark, Timeline
from voiceguide.timeline.shown import Shown


def texts(shown: Shown) -> Mapping[str, str]:
    """Return the words that the page's HTML and scripts take, by key: those of `shown`, and what a session answers."""
    return {**shown, **{key: shown.phrase(key) for key in ("paused-let-go", "not-here")}}


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


def programme(timeline: Timeline, shown: Shown) -> dict[str, Any]:
    """Return what the transport and the screen of a page need, as JSON can hold it; times are frames.

    `verbs` are the facts of each verb, as in `routine.model.VERBS`, and the word for it in the language of `shown`.
    """
    metadata = timeline.metadata
    return {
        "rate": timeline.rate.hz,
        "length": timeline.length,
        "ends": timeline.ends,
        "begins": timeline.begins,
        "about": {"title": metadata.title, "summary": metadata.summary, "language": metadata.language},
        "gates": [{"start": gate.start, "end": gate.end, "ask": gate.ask} for gate in timeline.gates],
        "verbs": {step.verb: _facts(step, shown) for step in timeline.steps},
        "marks": [_mark(timeline, mark, shown) for mark in timeline.marks],
    }


def _facts(step: Mark, shown: Shown) -> dict[str, Any]:
    facts = step.facts
    return {
        "word": shown.word(step.verb),
        "look": facts.look,
        "canAct": facts.can_act,
        "isHeld": facts.is_held,
        "isSpeech": facts.is_speech,
        "isSilence": facts.is_silence,
    }


def _mark(timeline: Timeline, mark: Mark, shown: Shown) -> dict[str, Any]:
    written: dict[str, Any] = {"kind": mark.kind, "at": mark.at, "end": mark.end, "label": mark.label}
    if mark.kind == "step":
        written |= {"label": shown.step(timeline, mark), "verb": mark.verb, "start": mark.start}
        written |= {"side": mark.context.side} if mark.context.side else {}
        written |= {"place": where} if (where := shown.place(mark.context)) else {}
    elif mark.kind == "caption" and mark.label.isdecimal():
        written["count"] = int(mark.label)
    return written
